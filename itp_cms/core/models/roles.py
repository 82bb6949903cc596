from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupLocale(models.Model):
    """The locale outside of which members of a group of translators may change nothing."""

    group = models.OneToOneField("auth.Group", on_delete=models.CASCADE, related_name="only_locale")
    locale = models.ForeignKey("wagtailcore.Locale", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("language of a group")
        verbose_name_plural = _("languages of groups")

    def __str__(self) -> str:
        return f"{self.group} ({self.locale})"
