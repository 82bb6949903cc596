"""Mail servers as they are on bad days, on a port of this machine."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Talk = Callable[[socket.socket], None]


@contextmanager
def mail_server(talk: Talk) -> Iterator[int]:
    """A server that does as `talk` says with each connection; gives its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def serve() -> None:
        while not stopped.is_set():
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=_talk, args=(talk, connection), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        stopped.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _talk(talk: Talk, connection: socket.socket) -> None:
    with connection:
        try:
            talk(connection)
        except OSError:
            return


def silent(connection: socket.socket) -> None:
    """Takes the connection and never says a word."""
    while connection.recv(1024):
        pass


def receiving(letters: list[str]) -> Talk:
    """Takes every mail and keeps its text."""

    def talk(connection: socket.socket) -> None:
        def say(line: str) -> None:
            connection.sendall(f"{line}\r\n".encode())

        say("220 ready")
        lines = connection.makefile("r", encoding="utf-8", newline="\r\n")
        for line in lines:
            word = line.split()[0].upper() if line.split() else ""
            if word == "DATA":
                say("354 go on")
                letters.append("".join(iter(lambda: next(lines), ".\r\n")))
                say("250 taken")
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    return talk


def refusing(connection: socket.socket) -> None:
    """Wants to have nothing to do with anybody."""
    connection.sendall(b"554 no mail is taken here\r\n")


def nobody() -> int:
    """A port at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
