"""Nothing but demo data names the programme or the museum, so that another network can run the same CMS."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.project

ROOT = Path(__file__).resolve().parents[2]
CODE = ("itp_cms", "home", "blog", "legacy_projects", "search", "locale", ".ci")
DEMO_DATA = ROOT / "itp_cms" / "demo" / "data"
SUFFIXES = {".py", ".html", ".txt", ".css", ".js", ".po", ".yaml", ".toml"}
NAMES = re.compile(
    r"british\s*museum|大英博物馆|大英博物館|international\s+training\s+programme|britmus|\bITP\b",
    re.IGNORECASE,
)
# The package's name and the ids of its system checks.
OWN_WORDS = re.compile(r"itp[_-]cms|\bitp\.[EWI]\d{3}")


def names_in(path: Path) -> list[str]:
    text = OWN_WORDS.sub("", path.read_text(encoding="utf-8"))
    return [f"{path.relative_to(ROOT)}: {match.group()}" for match in NAMES.finditer(text)]


def test_code_and_templates_do_not_name_the_programme():
    files = [
        path
        for directory in CODE
        for path in (ROOT / directory).rglob("*")
        if path.suffix in SUFFIXES and DEMO_DATA not in path.parents
    ]

    assert len(files) > 20
    assert [name for path in files for name in names_in(path)] == []
