"""Forms of images and documents, with their words in every language."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from itp_cms.core.locales import direction
from itp_cms.core.renditions import UNREADABLE_IMAGE_ERRORS

Words = dict[str, dict[str, str]]
"""`{language code: {field name: text}}`, without empty texts."""


def other_languages() -> list[tuple[str, str]]:
    return [(code, name) for code, name in settings.WAGTAIL_CONTENT_LANGUAGES if code != settings.LANGUAGE_CODE]


class WordsWidget(forms.Widget):
    """An input for each text, the languages folded one below the other. Named `NAME-LANGUAGE-FIELD`."""

    template_name = "core/admin/words_widget.html"
    use_fieldset = True

    def __init__(self, model_fields: list[models.Field]) -> None:
        super().__init__()
        self.model_fields = model_fields

    def get_context(self, name: str, value: Words | None, attrs: dict[str, Any] | None) -> dict[str, Any]:
        words = value or {}
        languages = [
            {
                "code": code,
                "name": language,
                "direction": direction(code),
                "is_filled": code in words,
                "inputs": [
                    {
                        "name": f"{name}-{code}-{field.name}",
                        "label": capfirst(field.verbose_name),
                        "value": words.get(code, {}).get(field.name, ""),
                        "max_length": field.max_length,
                    }
                    for field in self.model_fields
                ],
            }
            for code, language in other_languages()
        ]
        return {**super().get_context(name, value, attrs), "languages": languages}

    def id_for_label(self, id_: str | None) -> str:
        return ""  # each input has a label of its own

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Words:
        words: Words = {}
        for code, _language in other_languages():
            for field in self.model_fields:
                if text := data.get(f"{name}-{code}-{field.name}", "").strip():
                    words.setdefault(code, {})[field.name] = text
        return words


class WordsField(forms.Field):
    def __init__(self, model_fields: list[models.Field], **kwargs: Any) -> None:
        super().__init__(widget=WordsWidget(model_fields), required=False, **kwargs)
        self.model_fields = model_fields

    def validate(self, value: Words) -> None:
        for code, texts in value.items():
            for field in self.model_fields:
                text = texts.get(field.name, "")
                if field.max_length and len(text) > field.max_length:
                    raise ValidationError(
                        gettext("%(field)s (%(language)s): at most %(length)d characters.")
                        % {
                            "field": capfirst(field.verbose_name),
                            "language": dict(other_languages())[code],
                            "length": field.max_length,
                        }
                    )


class WordsMixin:
    """Adds the words to the form that edits one file; where files are uploaded, there are none yet.

    See `itp_cms.core.models.media.WordsByLocale`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._add_words()

    def _add_words(self: Any) -> None:
        if self.instance.pk is None or self.prefix:  # forms of the multiple upload have a prefix
            return
        translated = [self.instance._meta.get_field(name) for name in self.instance.translated_fields]
        self.fields["words"] = WordsField(
            translated,
            label=_("In other languages"),
            initial=self.instance.translations,
            help_text=_("What is left empty is shown as above."),
        )

    def clean(self: Any) -> dict[str, Any]:
        data = super().clean()  # type: ignore[misc]  # mixed into forms
        if "words" in data:
            self.instance.translations = data["words"]
        return data


class UploadedImageField(WagtailImageField):
    """Refuses a picture that breaks off, of which Wagtail's own only reads that it begins well."""

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except UNREADABLE_IMAGE_ERRORS as error:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error


class ImageForm(WordsMixin, BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if made := self.fields.get("file"):  # Wagtail lets no form choose its class
            self.fields["file"] = UploadedImageField(
                label=made.label, required=made.required, initial=made.initial, widget=made.widget
            )


class DocumentForm(WordsMixin, BaseDocumentForm):
    pass
