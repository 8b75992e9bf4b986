"""What an engine is asked for, before it is put into the engine's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CAP = 300  # nobody reads further; what is beyond is said to be more

Group = tuple[str, ...]  # any of these terms
Conjunction = tuple[Group, ...]  # one of each group


@dataclass(frozen=True)
class Wanted:
    """Documents with all groups of one of the conjunctions. Terms are ``[a-z0-9]``: they need no quoting anywhere."""

    conjunctions: tuple[Conjunction, ...]

    def __bool__(self) -> bool:
        return bool(self.conjunctions) and all(all(groups) and groups for groups in self.conjunctions)

    def written(self, and_: str, or_: str) -> str:
        """The query with an engine's own signs for "and" and "or"."""
        return or_.join(
            f"({and_.join(f'({or_.join(group)})' for group in groups)})" for groups in self.conjunctions
        )


@dataclass(frozen=True)
class Hits:
    """Primary keys of documents with how well they fit (more is better), at most ``CAP``, best first.

    ``alternative`` is the place of the question that found them, -1 when none did.
    """

    alternative: int
    scores: tuple[tuple[int, float], ...]
    has_more: bool = False


NOTHING = Hits(-1, ())


def best_of(rows: Sequence[tuple[int, int, float]]) -> Hits:
    """Hits from rows of alternative, primary key and score; a document that comes twice counts by its better score."""
    if not rows:
        return NOTHING
    scores: dict[int, float] = {}
    for _alternative, pk, score in rows:
        scores[pk] = max(score, scores.get(pk, score))
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return Hits(rows[0][0], tuple(ordered[:CAP]), len(ordered) > CAP)
