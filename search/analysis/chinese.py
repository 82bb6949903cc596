"""Chinese: Traditional and Simplified characters as one, and where the words of a run of characters end."""

import re
from functools import cache, lru_cache

from opencc import OpenCC

CHARACTERS = {
    "瞭": "了", "藉": "借", "惟": "唯", "衹": "只", "彷": "仿", "甦": "苏", "蒐": "搜", "鍊": "链", "牠": "它",
    "妳": "你", "麽": "么", "麼": "么", "么": "么",
}  # fmt: skip
"""Characters of which Simplified texts have another in some words (了解 for 瞭解), as OpenCC tells by the words.
Here they are one everywhere: words that only they tell apart are rare.
"""

WORDS = {
    "计画": "计划", "规画": "规划", "企画": "企划", "策画": "策划", "筹画": "筹划", "擘画": "擘划", "谋画": "谋划",
    "反覆": "反复", "答覆": "答复", "回覆": "回复", "重覆": "重复", "批覆": "批复", "甚么": "什么", "纪录": "记录",
    "家俱": "家具", "连络": "联络", "身分": "身份", "部份": "部分", "成份": "成分",
    "设计画": "设计画", "会计画": "会计画", "全部份": "全部份",  # 设计 and 画, not 计画
}  # fmt: skip
"""Pairs, once simplified, that are written one way here and another there, of characters that must not be one
everywhere: a picture (画) is no plan (划). Each is as long as what it becomes.
"""

_WORD = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))


@cache
def _converter() -> OpenCC:
    return OpenCC("tw2s")  # t2s, and besides what Taiwan's standard writes otherwise (著 as 着)


@lru_cache(maxsize=0x10000)
def simplified(character: str) -> str:
    """The Simplified character, whatever stands around it: 後 and 后 are both 后."""
    if not _is_han(character):
        return character
    return CHARACTERS.get(character) or _converter().convert(character)


def with_one_spelling(text: str) -> str:
    """A text of simplified characters with one spelling of words that have several: 计画 as 计划."""
    return _WORD.sub(lambda found: WORDS[found[0]], text)


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
