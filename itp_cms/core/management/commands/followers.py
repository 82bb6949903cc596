"""`followers`: how far the followers of the change log have come, and where they go on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from itp_cms.core.followers import Progress, progress, registered, restart


class Command(BaseCommand):
    help = "Shows how far the followers of the change log have come. With the name of one, has it start again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="The follower that is to start again.")
        again = parser.add_mutually_exclusive_group()
        again.add_argument("--from", dest="number", type=int, help="… with what came after the change of this number.")
        again.add_argument("--afresh", action="store_true", help="… without what came before.")

    def handle(self, *args: Any, name: str | None, number: int | None, afresh: bool, **options: Any) -> None:
        if name is not None:
            self._restart(name, number, afresh)
        elif number is not None or afresh:
            raise CommandError("Name the follower that is to start again.")
        for one in progress():
            self.stdout.write(_told(one))

    def _restart(self, name: str, number: int | None, afresh: bool) -> None:
        if number is None and not afresh:
            raise CommandError("Say where it is to start again: --from NUMBER, or --afresh.")
        try:
            restart(name, number)
        except KeyError:
            known = ", ".join(sorted(registered())) or "none"
            raise CommandError(f"There is no follower “{name}”; there are: {known}.") from None
        except ValueError as error:
            raise CommandError(str(error)) from None


def _told(progress: Progress) -> str:
    state = progress.state
    cursor = "afresh" if state.cursor is None else state.cursor
    line = f"{state.name}  at {cursor}, {progress.rows} behind, since {progress.lag.total_seconds():.0f} s"
    if state.failures:
        again = f"{state.next_attempt_at:%Y-%m-%d %H:%M:%S %Z}"
        line += f"; failed {state.failures} times, again at {again}: {state.last_error}"
    return line
