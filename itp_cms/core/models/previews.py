"""Rights to read one draft, handed out as signed tokens."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import SourceDeletedError, Translation


class NoPreviewError(Exception):
    """A token that opens nothing: forged, expired, withdrawn, or of somebody who may not see the draft any more."""


class PreviewLink(models.Model):
    """What one token opens: a page as it stands in somebody's editor, one state of it, or its latest draft.

    A token is the link's id and the moment it expires, signed. It opens its page for as long as whoever made it may
    edit that page.
    """

    class Kind(models.TextChoices):
        FORM = "form"
        """What is in the editor's form, saved or not. Each preview of the same page by the same user replaces it."""
        STATE = "state"
        """A page as it was at one moment: a revision, or a translation in progress."""
        SHARED = "shared"
        """The latest draft, whenever it is read."""

    kind = models.CharField(max_length=10, choices=Kind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="preview_links")
    parent = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="+")
    """Of a page that was never saved: below which it would stand."""
    content_type = models.ForeignKey("contenttypes.ContentType", on_delete=models.CASCADE, related_name="+")
    content = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    """The page as its revisions keep it; none of what is shared."""
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    # Making

    @classmethod
    def of_form(cls, page: Page, user: Any) -> Self:
        """The link to what is in the user's form of this page."""
        of_page = {"page": page} if page.pk else {"page": None, "parent": page.get_parent()}
        place = {"kind": cls.Kind.FORM, "user": user, "content_type": _type_of(page), **of_page}
        content = {"content": page.serializable_data(), "expires_at": _after(settings.PREVIEW_TOKEN_SECONDS)}
        cls._forget_expired()
        if cls.objects.filter(**place).update(**content):
            return cls.objects.filter(**place).latest("pk")
        return cls.objects.create(**place, **content)

    @classmethod
    def of_state(cls, page: Page, user: Any) -> Self:
        """A link to the page as it is in memory now."""
        cls._forget_expired()
        return cls.objects.create(
            kind=cls.Kind.STATE,
            user=user,
            page=page,
            content_type=_type_of(page),
            content=page.serializable_data(),
            expires_at=_after(settings.PREVIEW_TOKEN_SECONDS),
        )

    @classmethod
    def shared(cls, page: Page, user: Any) -> Self:
        """A link to the page's latest draft."""
        cls._forget_expired()
        return cls.objects.create(
            kind=cls.Kind.SHARED,
            user=user,
            page=page,
            content_type=_type_of(page),
            expires_at=_after(settings.SHARED_PREVIEW_SECONDS),
        )

    @classmethod
    def _forget_expired(cls) -> None:
        cls.objects.filter(expires_at__lte=timezone.now()).delete()

    # Tokens

    @property
    def token(self) -> str:
        return _signer().sign_object([self.pk, self.expires_at.timestamp()])

    @classmethod
    def opened_by(cls, token: str) -> Self:
        """The link of a token. Raises `NoPreviewError`."""
        try:
            pk, expires = _signer().unsign_object(token)
        except BadSignature:
            raise NoPreviewError from None
        link = cls.objects.select_related("user", "page", "parent").filter(pk=pk).first()
        if expires <= timezone.now().timestamp() or link is None or not link._is_still_granted():
            raise NoPreviewError
        return link

    def _is_still_granted(self) -> bool:
        """Whether who made the link may still edit the page; of one never saved, add it where it would stand."""
        if not self.user.has_perm("wagtailadmin.access_admin"):
            return False
        if self.page:
            permissions = self.page.permissions_for_user(self.user)
            return permissions.can_edit() or permissions.can_publish()
        return self.parent is not None and self.parent.permissions_for_user(self.user).can_add_subpage()

    # What it opens

    def draft(self) -> Page:
        """The page, as specific as it is. Raises `NoPreviewError` where it cannot be made any more."""
        if self.kind == self.Kind.SHARED:
            return self._latest()
        if self.page:
            return self.page.specific.with_content_json(self.content)
        model: Any = self.content_type.model_class()
        draft = model and model.from_serializable_data(self.content)
        if draft is None:  # something it cannot be without was deleted
            raise NoPreviewError
        return draft

    def _latest(self) -> Page:
        """The newest revision; of a page that is being translated, the source with what is translated so far."""
        page: Any = self.page and self.page.specific
        translation = (
            Translation.objects.filter(
                source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
            )
            .select_related("source", "target_locale")
            .first()
        )
        try:
            if translation:
                source, locale = translation.source, translation.target_locale
                translated = source.get_ephemeral_translated_instance(locale, fallback=True)
                return page.with_content_json(translated.serializable_data())
        except SourceDeletedError:
            pass
        return page.get_latest_revision_as_object()


def _signer() -> Signer:
    return Signer(salt="itp_cms.core.preview")


def _after(seconds: int) -> Any:
    return timezone.now() + timedelta(seconds=seconds)


def _type_of(page: Page) -> ContentType:
    return ContentType.objects.get_for_model(type(page))
