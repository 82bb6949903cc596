"""README.md tells of every variable that the settings read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.project

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\|(?P<variables>[^|]*)\|", re.MULTILINE)
VARIABLE = re.compile(r"`([A-Z][A-Z0-9_]+)`")


def variables_read() -> set[str]:
    modules = (ROOT / "itp_cms" / "settings").glob("*.py")
    return {name for module in modules for name in _read_by(ast.parse(module.read_text(encoding="utf-8")))}


def _read_by(module: ast.Module) -> Iterator[str]:
    """What is asked of `env`: `read` and `text` begin with the name, `require` has names as keywords."""
    for node in ast.walk(module):
        match node:
            case ast.Call(ast.Attribute(ast.Name("env"), "read" | "text"), [ast.Constant(str(name)), *_]):
                yield name
            case ast.Call(ast.Attribute(ast.Name("env"), "require"), keywords=keywords):
                yield from (keyword.arg for keyword in keywords if keyword.arg)


def variables_told() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [name for row in ROW.finditer(text) for name in VARIABLE.findall(row["variables"])]


def test_the_table_has_every_variable_once_and_no_other():
    read = variables_read()
    assert {"SECRET_KEY", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY"} <= read
    assert sorted(variables_told()) == sorted(read)
