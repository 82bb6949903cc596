"""Files that visitors send with forms: what they may be is told by their content, never by their name."""

import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import filetype  # type: ignore[import-untyped]  # it has no stubs
from django import forms
from django.conf import settings
from django.core import checks
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Parts that only a document of that type has, for archives whose order hides it from `filetype`.
_OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_LONGEST_STEM = 100
_SAME_AS = {"jpeg": "jpg", "tiff": "tif"}


@dataclass(frozen=True)
class FileType:
    extension: str
    media_type: str


def allowed_types() -> list[FileType]:
    """What `FORMS_FILE_TYPES` allows."""
    kinds = [filetype.get_type(ext=extension) for extension in settings.FORMS_FILE_TYPES]
    return [FileType(kind.extension, kind.mime) for kind in kinds if kind is not None]


@checks.register()
def check_file_types(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Content tells only the types that the library knows."""
    return [
        checks.Error(
            f"FORMS_FILE_TYPES names {extension!r}, which cannot be told by the content of a file.",
            hint="Name extensions that the library filetype knows, without a dot; jpg, not jpeg.",
            id="home.E001",
        )
        for extension in settings.FORMS_FILE_TYPES
        if filetype.get_type(ext=extension) is None
    ]


class CheckedFileField(forms.FileField):
    """A file of an allowed type and size. Its name is cleaned, and ends as its type does."""

    default_error_messages = {
        "file_type": _("This is no file of an allowed type. Allowed are: %(types)s."),
        "too_large": _("The file is too large: at most %(size)s are allowed."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs["initial"] = None
        super().__init__(**kwargs)
        self.types = allowed_types()
        self.max_bytes = settings.FORMS_MAX_FILE_BYTES
        self.widget.attrs["accept"] = ",".join(f".{kind.extension}" for kind in self.types)

    def to_python(self, data: Any) -> UploadedFile | None:
        file: Any = super().to_python(data)
        if file is None:
            return None
        if (file.size or 0) > self.max_bytes:
            size = filesizeformat(self.max_bytes)
            raise ValidationError(self.error_messages["too_large"], code="too_large", params={"size": size})
        extension = extension_by_content(file)
        if extension not in {kind.extension for kind in self.types}:
            types = ", ".join(kind.extension.upper() for kind in self.types)
            raise ValidationError(self.error_messages["file_type"], code="file_type", params={"types": types})
        file.name = clean_file_name(file.name or "", extension)
        uploaded: UploadedFile = file
        return uploaded


def extension_by_content(file: BinaryIO | Any) -> str:
    """The usual extension of what the file is; empty for what is not known."""
    file.seek(0)
    extension = filetype.guess_extension(file.read(8192)) or ""
    if extension == "zip":
        extension = _office_extension(file) or extension
    file.seek(0)
    return extension


def _office_extension(file: Any) -> str | None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    return next((extension for part, extension in _OFFICE_PARTS.items() if part in names), None)


def clean_file_name(name: str, extension: str) -> str:
    """The name without folders and without characters that are not seen, ending in the extension."""
    shown = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    path = PurePosixPath(shown.replace("\\", "/"))
    given = path.suffix.removeprefix(".").lower()
    stem = path.stem if _SAME_AS.get(given, given) == extension else path.name
    stem = stem.strip(". ")[:_LONGEST_STEM] or gettext("file")
    return f"{stem}.{extension}"
