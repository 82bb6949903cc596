"""What answers depend on besides content and time: the code and the settings, which only change with a restart."""

import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

KINDS = ("*.py", "*.html", "*.mo", "*.css")


@lru_cache(1)
def release() -> str:
    """A name of the code that runs, the libraries under it and the settings: alike in all processes of a deployment.

    Read once. Of what it is made nothing can be read off it.
    """
    digest = blake2b(digest_size=12)
    for part in (*_settings(), *_libraries(), *_code()):
        digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _settings() -> Iterable[str]:
    return (f"{name}={_stable(getattr(settings, name))}" for name in sorted(dir(settings)) if name.isupper())


def _libraries() -> Iterable[str]:
    """The names of installed libraries with their versions, which those of their folders have."""
    return sorted({folder.name for path in sys.path for folder in Path(path).glob("*.dist-info")})


def _code() -> Iterable[str]:
    """The content of the project's own files, and the words it is translated with."""
    base = Path(settings.BASE_DIR)
    own = {Path(app.path) for app in apps.get_app_configs() if _is_own(Path(app.path), base)}
    folders = [*sorted(own), *map(Path, settings.LOCALE_PATHS)]
    files = {file for folder in folders for kind in KINDS for file in folder.rglob(kind)}
    for file in sorted(files):
        yield f"{file.relative_to(base)}:{blake2b(file.read_bytes()).hexdigest()}"


def _is_own(folder: Path, base: Path) -> bool:
    return folder.is_relative_to(base) and "site-packages" not in folder.parts


def _stable(value: Any) -> str:
    """The same text for the same value in each process, whatever the order of a set; of what else it is, its type."""
    if isinstance(value, Mapping):
        return f"{{{','.join(sorted(f'{key}:{_stable(item)}' for key, item in value.items()))}}}"
    if isinstance(value, set | frozenset):
        return f"{{{','.join(sorted(map(_stable, value)))}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_stable, value))}]"
    if isinstance(value, str | bytes | int | float | Path | None):
        return repr(value)
    text = str(value)
    return type(value).__qualname__ if " at 0x" in text else text
