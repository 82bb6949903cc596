"""Chinese: Traditional and Simplified characters as one, and where the words of a run of characters end."""

from functools import cache, lru_cache

from opencc import OpenCC


@cache
def _converter() -> OpenCC:
    return OpenCC("tw2s")  # t2s, and besides what Taiwan's standard writes otherwise (著 as 着)


@lru_cache(maxsize=0x10000)
def simplified(character: str) -> str:
    """The Simplified character, whatever stands around it: 後 and 后 are both 后."""
    return _converter().convert(character) if _is_han(character) else character


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


@lru_cache(maxsize=4096)
def words_in(run: str) -> tuple[str, ...]:
    """The words of a folded run of Han characters: 博物馆培训 is 博物馆, 培训.

    Only what is asked is taken apart: texts are indexed by characters and pairs, so that no word of them is missed
    where a dictionary would have parted it otherwise.
    """
    import rjieba  # which reads its dictionary: a third of a second

    return tuple(rjieba.cut(run, True))
