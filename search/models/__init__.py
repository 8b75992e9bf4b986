from search.models.documents import Change, Document, IndexState, Opening, Word
from search.models.editors import Ignored, PastQuestion, Promotion, Synonym

__all__ = [
    "Change",
    "Document",
    "Ignored",
    "IndexState",
    "Opening",
    "PastQuestion",
    "Promotion",
    "Synonym",
    "Word",
]
