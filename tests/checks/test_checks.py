"""Each system check, made to fire by `manage.py check` on an app that breaks the rules."""

import os
import re
import subprocess
import sys

import pytest


@pytest.fixture(scope="session")
def found() -> set[tuple[str, str]]:
    """(model, id) of every message that `manage.py check` gives for the broken app."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.checks.settings"}
    run = subprocess.run(
        [sys.executable, "manage.py", "check"], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1, run.stdout + run.stderr
    return {
        (model, check)
        for model, check in re.findall(r"^(?:broken\.)?(\w+|\?)\S*: \((itp\.E\d+)\)", run.stderr, re.MULTILINE)
    }


@pytest.mark.project
@pytest.mark.parametrize(
    ("model", "check"),
    [
        ("NotBasedPage", "itp.E001"),
        ("UndeclaredParentsPage", "itp.E002"),
        ("UndeclaredChildrenPage", "itp.E002"),
        ("MisspeltParentPage", "itp.E003"),
        ("NoPageAsChildPage", "itp.E003"),
        ("ManyToManySnippet", "itp.E004"),
        ("UndeclaredFieldPage", "itp.E005"),
        ("UnsearchedPage", "itp.E006"),
        ("TeaserlessPage", "itp.E006"),
        ("UnknownTeaserPage", "itp.E007"),
        ("?", "itp.E008"),
    ],
)
def test_a_broken_rule_is_named(found, model, check):
    assert (model, check) in found


@pytest.mark.project
@pytest.mark.parametrize("model", ["KeptPage", "NeutralFieldPage"])
def test_a_kept_rule_is_not(found, model):
    assert [check for name, check in found if name == model] == []
