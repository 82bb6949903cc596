"""Exit with 2 and a sentence if no server could listen on the address given as arguments: HOST PORT."""

import socket
import sys


def complaint(host: str, port: str) -> str | None:
    """What is wrong with the address, or None."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"PORT={port} is no port; it is a number from 1 to 65535, for example: make run PORT=8080"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            another = int(port) % 65535 + 1
            return f"Port {port} of {host} cannot be used ({error.strerror}). Try another: make run PORT={another}"
    return None


if __name__ == "__main__" and (message := complaint(*sys.argv[1:])):
    print(message, file=sys.stderr)
    sys.exit(2)
