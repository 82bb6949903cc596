"""Values that are looked up later, many at once.

Representing an object hands out `Deferred` values for everything that it refers to. A `Batch` collects those of one
kind and looks all of them up together, so that the number of queries depends on the kinds, not on how many objects
or blocks there are.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from itp_cms.core.statements import read_together

if TYPE_CHECKING:
    from itp_cms.core.representation.context import Context
    from itp_cms.core.statements import Read

KeyT = TypeVar("KeyT", bound=Hashable)


# In this order kinds of things are looked up, since each leads to what follows: pages with the fields of their own
# types, the rows inside them, pages they refer to, snippets, files and tags. Of snippets, those that refer to others
# come before these: `SNIPPETS` is the last of their ranks.
WHOLE_PAGES, ROWS, PAGES, SNIPPETS, FILES = 0, 1, 2, 20, 21


class Deferred:
    """A place in a tree of data whose value comes later. None means: there is nothing public to show."""

    __slots__ = ("is_filled", "value")

    def __init__(self, value: Any = None) -> None:
        self.value = value
        self.is_filled = False
        """Whether nothing in the value is deferred any more."""


class Derived:
    """A value made of deferred ones once these are known."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make

    @property
    def value(self) -> Any:
        return self.make()


class OnlyWithValue(dict[str, Any]):
    """A dict that is left out of a list when its `value` turns out to be nothing public."""


class Needing(dict[str, Any]):
    """A dict that is nothing at all where what it is about turns out not to be public.

    Of each group of `needs`, one key at least must have a value. `extra` keys are looked at and not shown.
    """

    def __init__(self, data: dict[str, Any], needs: Iterable[tuple[str, ...]], extra: Iterable[str] = ()) -> None:
        super().__init__(data)
        self.needs = tuple(needs)
        self.extra = frozenset(extra)
        self.is_shown: bool | None = None
        """None until it is filled."""

    def settle(self) -> None:
        """Once its own values are filled in."""
        self.is_shown = all(any(self[name] not in _ABSENT for name in group) for group in self.needs)
        for name in self.extra:
            del self[name]


_ABSENT: tuple[Any, ...] = (None, "", [])


class Batch(Generic[KeyT]):
    """The deferred values of one kind, by key. A subclass says how to look many up.

    Either it says what to read (`reads`) and what to make of the rows (`made`): then what all batches of a rank read is
    one query. Or it looks up by itself (`look_up`).
    """

    rank = WHOLE_PAGES
    """Batches of a lower rank are looked up first."""
    is_plain = False
    """Whether nothing in its values is deferred."""

    def __init__(self, context: "Context") -> None:
        self.context = context
        self.pending: list[KeyT] = []
        self._known: dict[KeyT, Deferred] = {}

    def defer(self, key: KeyT) -> Deferred:
        deferred = self._known.get(key)
        if deferred is None:
            deferred = self._known[key] = Deferred()
            self.pending.append(key)
        return deferred

    def take_pending(self) -> list[KeyT]:
        keys, self.pending = self.pending, []
        return keys

    def reads(self, keys: list[KeyT]) -> list["Read"]:
        return []

    def made(self, keys: list[KeyT], *rows: list[Any]) -> dict[KeyT, Any]:
        """The value of each key, of the rows of each of `reads`; a key that is left out has none."""
        return self.look_up(keys)

    def look_up(self, keys: list[KeyT]) -> dict[KeyT, Any]:
        """The value of each key; a key that is left out has none."""
        raise NotImplementedError

    def place_of(self, key: KeyT) -> Deferred:
        """Where the key's value goes."""
        return self._known[key]

    def settle(self, values: Mapping[KeyT, Any]) -> None:
        for key, value in values.items():
            place = self._known[key]
            if value is not place:  # or it is deferred once more
                place.value, place.is_filled = value, self.is_plain


def settle(batches: Iterable[Batch[Any]]) -> None:
    """Look up all that is pending in the batches."""
    asked = [(batch, keys, batch.reads(keys)) for batch in batches for keys in [batch.take_pending()]]
    found = iter(read_together([read for _batch, _keys, reads in asked for read in reads]))
    for batch, keys, reads in asked:
        batch.settle(batch.made(keys, *(next(found) for _read in reads)))


def fill(data: Any) -> Any:
    """The data with every deferred value in its place; lists lose the items that have none."""
    kind = type(data)
    if kind in _PLAIN:
        return data
    how = _HOW.get(kind)
    if how is None:  # of a class of somebody else's
        how = next((how for base, how in _HOW.items() if issubclass(kind, base)), _as_it_is)
    return how(data)


def _as_it_is(data: Any) -> Any:
    return data


def _fill_dict(data: dict[str, Any]) -> dict[str, Any]:
    for key, value in data.items():
        if type(value) not in _PLAIN:
            data[key] = fill(value)
    return data


def _fill_list(data: list[Any]) -> list[Any]:
    data[:] = [filled for item in data if (filled := _item(item)) is not _NOTHING]
    return data


def _fill_deferred(data: Deferred) -> Any:
    if not data.is_filled:
        data.is_filled = True
        data.value = fill(data.value)
    return data.value


def _fill_derived(data: Derived) -> Any:
    return fill(data.value)


def _fill_needing(data: Needing) -> dict[str, Any] | None:
    if data.is_shown is None:
        _fill_dict(data)
        data.settle()
    return data if data.is_shown else None


def _item(item: Any) -> Any:
    if type(item) in _PLAIN:
        return item
    filled = fill(item)
    if filled is None or (type(filled) is OnlyWithValue and filled["value"] is None):
        return _NOTHING
    return filled


_PLAIN = frozenset({str, int, float, bool, type(None)})
_HOW: dict[type, Callable[[Any], Any]] = {
    Needing: _fill_needing,
    OnlyWithValue: _fill_dict,
    Deferred: _fill_deferred,
    Derived: _fill_derived,
    dict: _fill_dict,
    list: _fill_list,
}
_NOTHING = object()
