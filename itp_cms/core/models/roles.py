from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupLocale(models.Model):
    """A group that has been set up, and the locale outside of which its members may change nothing.

    Without a locale, they are not limited to one.
    """

    group = models.OneToOneField("auth.Group", on_delete=models.CASCADE, related_name="only_locale")
    locale = models.ForeignKey("wagtailcore.Locale", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("language of a group")
        verbose_name_plural = _("languages of groups")

    def __str__(self) -> str:
        return f"{self.group} ({self.locale or _('all languages')})"
