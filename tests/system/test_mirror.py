"""A mirror that follows the list of changes stays equal to the site, whatever editors do.

The suite makes a short run; `MIRROR_STEPS=1000 pytest tests/system/test_mirror.py` makes one of so many changes.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from itp_cms.core.changes import record_moments
from tests.system.mirror import Mirror, is_true
from tests.system.test_cache_truth import Truth, template

STEPS = int(os.environ.get("MIRROR_STEPS", "40"))
STEPS_OF_AN_EXAMPLE = min(STEPS, 100)


class Mirrored(Truth):
    """The editors' work of the machine that proves the cache; a mirror follows every few steps."""

    def __init__(self) -> None:
        super().__init__()
        self.kept_copy = Mirror(self.client)
        self.kept_copy.follow()
        self.behind = 0

    @invariant()
    def what_is_kept_is_true(self) -> None:
        type(self).steps += 1
        self.behind += 1
        if self.behind == 5:
            self.behind = 0
            record_moments()  # as the worker does
            self.kept_copy.follow()
            is_true(self.kept_copy)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_mirror_is_true(tmp_path: Path) -> None:
    with template(tmp_path) as (database, ids):
        machine: Any = type("Mirrored", (Mirrored,), {"database": staticmethod(database), "ids": ids, "steps": 0})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=max(1, STEPS // STEPS_OF_AN_EXAMPLE),
                stateful_step_count=STEPS_OF_AN_EXAMPLE,
                deadline=None,
                database=None,
                derandomize="MIRROR_STEPS" not in os.environ,
                print_blob=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
    print(f"mirror: {machine.steps} steps")
