"""What a text is searched by: the same for what is indexed and for what is asked, on every database.

1. *Folding* (`folding`): differences that no reader means are taken away, character by character: width, case, Latin
   and Greek accents, Traditional and Simplified Chinese, Arabic vowels, hamza and the like, digits of other scripts.
2. *Tokens* (`tokens`): words, split where scripts change and between letters and digits (`MA2018` is `ma`, `2018`).
   Scripts without spaces between words, and Korean, are taken character by character.
3. *Stems* (`stems`): of each word, by its script and the language of the text: Snowball's, for Arabic a light one.

Docs: docs/search.md.
"""

from search.analysis.arabic import is_arabic, without_article
from search.analysis.folding import Folded, fold
from search.analysis.stems import STOP_WORDS, stem_of, stems_in
from search.analysis.tokens import Token, beginning_of, tokenize, tokens_from, words_of

__all__ = [
    "STOP_WORDS",
    "Folded",
    "Token",
    "beginning_of",
    "fold",
    "is_arabic",
    "stem_of",
    "stems_in",
    "tokenize",
    "tokens_from",
    "without_article",
    "words_of",
]
