"""The demo site's logins. Their password is published, so none may exist in production."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model

PASSWORD = "demo-password"


@dataclass(frozen=True)
class Account:
    """A login; `groups` are the names of the groups that make its role, `language` that of its admin."""

    email: str
    label: str
    groups: tuple[str, ...] = ()
    language: str = "en"
    is_superuser: bool = False


ACCOUNTS = (
    Account("editor@example.org", "an editor", groups=("Editors",)),
    Account(
        "translator@example.org",
        "a translator into Chinese",
        groups=("Translators: zh-hans",),
        language="zh-hans",
    ),
    Account("admin@example.org", "an administrator", is_superuser=True),
)


def demo_is_loaded() -> bool:
    """Whether `load_demo` has run to its end; the accounts are what it makes last."""
    emails = [account.email for account in ACCOUNTS]
    return get_user_model().objects.filter(email__in=emails).count() == len(emails)
