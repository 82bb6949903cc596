"""Real services that tests start for themselves: a database server, an S3-speaking server, a browser."""

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip the test for want of something on this machine; in continuous integration that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, which continuous integration must have")
    pytest.skip(f"{what} is not on this machine")
