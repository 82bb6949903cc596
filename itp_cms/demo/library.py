"""What the data files refer to by key, once it is in the database."""

from typing import Any

from wagtail.models import Locale


class Library:
    """Objects by kind and key: `library["people", "li-ming"]`. Raises `KeyError` for what is not there yet.

    Pages are under the kind `pages` by the keys the data's README lists, all others by their kind's name.
    """

    def __init__(self) -> None:
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self._objects: dict[tuple[str, str], Any] = {}

    def __getitem__(self, place: tuple[str, str]) -> Any:
        return self._objects[place]

    def __setitem__(self, place: tuple[str, str], instance: Any) -> None:
        self._objects[place] = instance

    def link_id(self, linktype: str, key: str) -> int:
        """The id that a link of rich text holds; `linktype` is `page` or `document`."""
        return self[f"{linktype}s", key].pk
