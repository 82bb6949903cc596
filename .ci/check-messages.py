"""Exit with 1 and the reasons unless locale/ holds every word of the project, translated and compiled.

The words are collected anew into a copy, by the same command as `make messages`, and compared.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CODE = ("itp_cms", "home", "blog", "legacy_projects", "search", "locale")
LANGUAGES = ("zh_Hans", "zh_Hant", "ar")
CATALOGUE = "{language}/LC_MESSAGES/django.po"

Words = set[tuple[str | None, str, str]]


def collected(directory: Path) -> None:
    """Collect the words of a copy of the code in the directory, into the copy's catalogues."""
    for name in CODE:
        shutil.copytree(ROOT / name, directory / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "data"))
    languages = [option for language in LANGUAGES for option in ("-l", language)]
    django_admin = Path(sys.executable).with_name("django-admin")
    command = [str(django_admin), "makemessages", *languages, "--no-location", "--no-obsolete", "--no-wrap"]
    subprocess.run(command, cwd=directory, check=True, stdout=subprocess.DEVNULL)


def words(catalogue: polib.POFile | polib.MOFile) -> Words:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}


def complaints(language: str, fresh: Path) -> list[str]:
    """What is wrong with the committed catalogue of a language, against the freshly collected one."""
    path = ROOT / "locale" / CATALOGUE.format(language=language)
    if not path.exists():
        return [f"locale/{language} is missing: run make messages"]
    catalogue = polib.pofile(str(path))
    found = []
    if words(catalogue) != words(polib.pofile(str(fresh / "locale" / CATALOGUE.format(language=language)))):
        found.append(f"locale/{language} does not hold the words of the code: run make messages")
    waiting = [entry.msgid for entry in (*catalogue.untranslated_entries(), *catalogue.fuzzy_entries())]
    if waiting:
        found.append(f"locale/{language} has no translation of {len(waiting)} words, such as “{waiting[0]}”")
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or texts(polib.mofile(str(compiled))) != texts(catalogue):
        found.append(f"locale/{language} is not compiled: run make messages")
    return found


def texts(catalogue: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], object]:
    """The translations a program would show."""
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr for entry in catalogue.translated_entries()
    }


def main() -> int:
    if shutil.which("xgettext") is None:
        print("xgettext is not on this machine. On Debian or Ubuntu: apt install gettext", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as directory:
        collected(Path(directory))
        found = [complaint for language in LANGUAGES for complaint in complaints(language, Path(directory))]
    print("\n".join(found), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
