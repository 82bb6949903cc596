"""wagtail-localize's views, within the locales a user may submit for translation into; a single one is ticked."""

from typing import Any

from django import forms
from wagtail_localize.views.submit_translations import SubmitPageTranslationView, SubmitSnippetTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from itp_cms.core.admin.permissions import submission_locales


class OwnLocalesMixin:
    def get_form(self: Any) -> forms.Form:
        form = super().get_form()  # type: ignore[misc]  # mixed into views
        locales = submission_locales(self.request.user)
        if locales is not None:
            form.fields["locales"].queryset = form.fields["locales"].queryset.filter(pk__in=locales)
        if len(form.fields["locales"].queryset) == 1:
            form.fields["locales"].initial = form.fields["locales"].queryset
        return form


class SubmitPageView(OwnLocalesMixin, SubmitPageTranslationView):
    """The locales offered are those the user may submit into."""


class SubmitSnippetView(OwnLocalesMixin, SubmitSnippetTranslationView):
    """The locales offered are those the user may submit into."""


class UpdateView(UpdateTranslationsView):
    """Bringing translations up to date with their source never publishes them for who may not publish them all."""

    def get_form(self) -> forms.Form:
        form = super().get_form()
        if submission_locales(self.request.user) is not None:
            for name in form.fields:
                form.fields[name].disabled = True
                form.fields[name].widget = forms.HiddenInput()
        return form
