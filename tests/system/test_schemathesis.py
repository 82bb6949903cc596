"""Requests made from the API's own description, right and wrong ones, against the running demo site: all checks on.

`SCHEMATHESIS_EXAMPLES` sets the most requests an operation gets in each phase, `SCHEMATHESIS_SHARE` how many per cent
of those that differ in one parameter, `SCHEMATHESIS_SEED` another choice of them. The suite's own numbers are small
enough to wait for, and its choice is the same each time.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.project, pytest.mark.django_db]  # or pytest-django makes no database for `demo_server`

LEAST_CASES = 4_000
SEED = os.environ.get("SCHEMATHESIS_SEED", "1")
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "10")
SHARE = os.environ.get("SCHEMATHESIS_SHARE", "25")
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
ROOT = Path(__file__).parents[2]


def test_no_request_fails(demo_server: str, tmp_path: Path):
    command = [
        *(sys.executable, "-m", "schemathesis.cli"),
        *("--config-file", str(CONFIGURATION)),
        "run",
        f"{demo_server}/api/v2/openapi.json",
        *("--max-examples", EXAMPLES, "--seed", SEED, "--workers", "2", "--request-timeout", "30"),
    ]
    result = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "SCHEMATHESIS_SEED": SEED, "SCHEMATHESIS_SHARE": SHARE},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-20_000:]
    cases = re.search(r"([\d,]+) generated", result.stdout)
    assert cases, result.stdout[-2_000:]
    print(f"{cases[1]} requests, seed {SEED}")
    assert int(cases[1].replace(",", "")) > LEAST_CASES
