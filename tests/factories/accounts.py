import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from itp_cms.core.models import User
from itp_cms.core.roles import translators
from tests.factories.core import locale


class UserFactory(DjangoModelFactory):
    """An account, in the groups named: `UserFactory(groups=["Editors"])`."""

    email = factory.Sequence(lambda number: f"user{number}@example.org")

    class Meta:
        model = User
        skip_postgeneration_save = True

    @factory.post_generation
    def groups(user: User, create: bool, names: list[str] | None) -> None:  # noqa: N805  how factory_boy calls it
        if names:
            user.groups.set(Group.objects.get(name=name) for name in names)


def translator(language_code: str) -> User:
    user: User = UserFactory.create(groups=[translators(locale(language_code))])
    return user
