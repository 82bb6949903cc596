"""Arabic: letters that are written one way or another, and a light stemmer.

The stemmer takes away what is written together with a word: the article, *and*, *with*, *for*, and the endings of
plurals, of the feminine and of possession. It is Larkey's "light10", which Lucene (and so Elasticsearch) has too. What
is inside a word it leaves as it is; of plurals that are made there (متاحف of متحف), those that texts about museums use
most are named here.
"""

_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",  # alef with hamza, madda, wasla
    "ؤ": "", "ئ": "", "ء": "",  # hamza on a seat or without: مسئول in Cairo is مسؤول elsewhere
    "ى": "ي", "ی": "ي", "ې": "ي",  # alef maqsura; the Persian letter
    "ة": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "ه",  # ta marbuta
    "ک": "ك", "ڪ": "ك",
    "ـ": "",  # tatweel, which makes a word longer to the eye only
}  # fmt: skip

PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_AND = "و"
_SHORTEST = 2
"""Letters that are left of a word at least."""

SINGULARS = {
    "متاحف": "متحف", "برامج": "برنامج", "مشاريع": "مشروع", "معارض": "معرض", "مواقع": "موقع", "مراكز": "مركز",
    "مدارس": "مدرسه", "مكاتب": "مكتب", "مصادر": "مصدر", "مناطق": "منطقه", "معاهد": "معهد", "مواد": "ماده",
    "اثار": "اثر", "فنون": "فن", "صور": "صوره", "قطع": "قطعه", "كتب": "كتاب", "دول": "دوله", "مدن": "مدينه",
    "ورش": "ورشه", "طلاب": "طالب", "زملا": "زميل", "خبرا": "خبير", "شركا": "شريك", "مدرا": "مدير", "امنا": "امين",
    "علما": "عالم", "قصص": "قصه", "افكار": "فكره", "اعمال": "عمل", "اعضا": "عضو", "افراد": "فرد", "شعوب": "شعب",
    "ثقافات": "ثقافه", "تحف": "تحفه", "تماثيل": "تمثال", "نقوش": "نقش", "معابد": "معبد", "مقابر": "مقبره",
}  # fmt: skip


def fold_letter(letter: str) -> str:
    return _LETTERS.get(letter, letter)


def light_stem(word: str) -> str:
    """The stem of a folded word."""
    if word.startswith(_AND) and len(word) > _SHORTEST + 1 and not word.startswith(PREFIXES):
        word = word.removeprefix(_AND)
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) >= len(prefix) + _SHORTEST:
            word = word.removeprefix(prefix)
            break
    word = SINGULARS.get(word, word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + _SHORTEST:
            word = word.removesuffix(suffix)
    return word
