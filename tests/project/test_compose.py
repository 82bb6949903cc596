"""compose.yaml: what it gives the site is what production needs, and its Varnish has the project's configuration."""

import os
import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from tests.services import missing, varnish

pytestmark = pytest.mark.project

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "SECRET_KEY": "a-key-of-the-tests-0123456789-0123456789-0123456789-0123456789",
    "POSTGRES_PASSWORD": "password",
    "EDGE_PURGE_TOKEN": "token",
    "ALLOWED_HOSTS": "cms.example.org",
    "WAGTAILADMIN_BASE_URL": "https://cms.example.org",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "cms@example.org",
}


@pytest.fixture(scope="module")
def services() -> dict:
    text = re.sub(r"\$\{([A-Z_]+):\?\}", lambda name: SECRETS[name[1]], (ROOT / "compose.yaml").read_text("utf-8"))
    assert "$" not in text
    return yaml.safe_load(text)["services"]


@pytest.mark.parametrize("name", ["web", "worker", "prepare"])
def test_production_starts_with_the_environment(services, name):
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "itp_cms.settings.production"}
    program = "from django.conf import settings; print(settings.EDGE_VARNISH, settings.CACHES['default']['LOCATION'])"
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment | services[name]["environment"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stderr == ""
    assert "http://edge:6081" in result.stdout
    assert "redis://cache:6379/0" in result.stdout


def test_its_commands_are_the_project_s(services):
    known = subprocess.check_output([sys.executable, "manage.py", "help", "--commands"], cwd=ROOT, text=True).split()
    for name in ("worker", "prepare"):
        words = shlex.split(services[name]["command"].replace('"', ""))
        commands = [word for before, word in pairwise(words) if before == "manage.py"]
        assert commands
        assert set(commands) <= set(known)


def test_its_varnish_takes_the_configuration(services):
    program = varnish.program()
    if program is None:
        missing("Varnish with vmod xkey")
    (edit,) = re.findall(r"sed -i '([^']*)'", services["edge"]["build"]["dockerfile_inline"])
    vcl = subprocess.check_output(["sed", edit, str(varnish.VCL)], text=True)
    assert '.host = "web"' in vcl
    assert '"0.0.0.0"/0;' in vcl
    # Where this runs there is no host of that name.
    assert varnish.problems(program, vcl.replace('"web"', '"127.0.0.1"')) == ""
