"""The demo site's logins. Their password is published, so none may exist in production."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from itp_cms.core.models import User
from itp_cms.core.roles import EDITORS

PASSWORD = "demo-password"


@dataclass(frozen=True)
class Account:
    """A login; its role is that of an editor, of a translator into `translates`, or of an administrator."""

    email: str
    label: str
    first_name: str
    last_name: str
    language: str = "en"
    translates: str = ""
    is_superuser: bool = False

    def group(self) -> Group | None:
        if self.is_superuser:
            return None
        if self.translates:
            return Group.objects.get(only_locale__locale__language_code=self.translates)
        return Group.objects.get(name=EDITORS)


EDITOR = Account("editor@example.org", "an editor", "Erin", "Demo")
TRANSLATOR = Account(
    "translator@example.org", "a translator into Chinese", "Tao", "Demo", language="zh-hans", translates="zh-hans"
)
ADMINISTRATOR = Account("admin@example.org", "an administrator", "Ada", "Demo", is_superuser=True)
ACCOUNTS = (EDITOR, TRANSLATOR, ADMINISTRATOR)


def accounts_are_allowed() -> bool:
    """Whether the settings are those of development, or of tests, which say `DEMO_ACCOUNTS = True`."""
    return settings.DEBUG or getattr(settings, "DEMO_ACCOUNTS", False)


def demo_is_loaded() -> bool:
    """Whether `load_demo` has run to its end, of which the accounts are a part."""
    emails = [account.email for account in ACCOUNTS]
    return get_user_model().objects.filter(email__in=emails).count() == len(emails)


def ensure_account(account: Account) -> User:
    """The account, made if it is missing; one that exists is left as it is."""
    user = User.objects.filter(email=account.email).first()
    if user is not None:
        return user
    user = User.objects.create_user(
        account.email,
        PASSWORD,
        first_name=account.first_name,
        last_name=account.last_name,
        is_staff=account.is_superuser,
        is_superuser=account.is_superuser,
    )
    if group := account.group():
        user.groups.add(group)
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = account.language
    profile.save()
    return user
