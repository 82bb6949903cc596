"""The environment: read by kind, and refused with a sentence for everything in it that cannot work."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured


class Refused(ValueError):
    """A value that cannot work. The message goes on from the variable's name: "is …; for example …"."""


class EnvironmentRefused(ImproperlyConfigured):
    """The environment as it is cannot work; the message has a line for each variable to correct."""


class Environment:
    """Reads variables, and collects what is wrong with them.

    Reading a wrong value gives `None`, so that the settings modules run to their end, where `refuse_if_wrong` tells
    all that is wrong at once; nothing goes on to use the `None`.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.problems: list[str] = []

    def __contains__(self, name: str) -> bool:
        """Whether the variable has a value; an empty one counts as unset."""
        return bool(self.variables.get(name, "").strip())

    def text(self, name: str, default: str = "") -> str:
        return self.variables[name].strip() if name in self else default

    def read(self, name: str, default: str, parse: Callable[[str], Any]) -> Any:
        """The variable's value, or the default, as `parse` understands it; `parse` raises `Refused` if it does not."""
        try:
            return parse(self.text(name, default))
        except Refused as error:
            self.problems.append(f"{name} {error}")
            return None

    def require(self, **examples: str) -> None:
        """Refuse to start without these variables, each given with an example of its value."""
        for name, example in examples.items():
            if name not in self:
                self.problems.append(f"{name} is not set; for example {name}={example}")

    def refuse_if_wrong(self) -> None:
        """Raise `EnvironmentRefused` if any variable is missing or wrong."""
        if self.problems:
            lines = "".join(f"\n  {problem}" for problem in dict.fromkeys(self.problems))
            raise EnvironmentRefused(f"The environment variables need a correction:{lines}")
