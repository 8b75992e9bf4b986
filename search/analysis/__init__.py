"""What the words of a text and of a question mean to search, in each language. Knows nothing of Django.

``Analyzer(code)`` turns text into terms: plain words of ``[a-z0-9]`` that every engine keeps as they are, so that the
same question finds the same pages on all of them.
"""

from search.analysis.analyzer import Analyzer, QueryWord
from search.analysis.languages import LANGUAGES, Language
from search.analysis.lexicon import Lexicon
from search.analysis.text import Token, fold, words

__all__ = ["LANGUAGES", "Analyzer", "Language", "Lexicon", "QueryWord", "Token", "fold", "words"]
