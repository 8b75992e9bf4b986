"""What was measured, against what was promised."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """One figure; with a budget it can be broken. ``at_least`` turns the budget from a ceiling into a floor."""

    name: str
    value: float
    unit: str = ""
    budget: float | None = None
    at_least: bool = False

    @property
    def share(self) -> float | None:
        """How much of the budget is used up: more than 1 is broken."""
        if self.budget is None:
            return None
        value, budget = (self.budget, self.value) if self.at_least else (self.value, self.budget)
        if not budget:
            return 0.0 if not value else float("inf")
        return value / budget

    @property
    def is_broken(self) -> bool:
        return self.share is not None and self.share > 1

    @property
    def promise(self) -> str:
        if self.budget is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {self.budget:g} {self.unit}".rstrip()

    def __str__(self) -> str:
        share = "" if self.share is None else f" ({self.share:.2f})"
        return f"{self.value:.3g} {self.unit}".rstrip() + share


@dataclass
class Table:
    """Prints each line as soon as it is known. In brackets: the share of the budget that is used up."""

    figures: int = 0
    broken: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        print(f"\n{text}\n", flush=True)
        self.columns = []

    def line(self, name: str, *figures: Figure) -> None:
        """What was measured in one place, figure by figure."""
        if not self.columns:
            self.columns = [" ".join(filter(None, [figure.name, figure.promise])) for figure in figures]
            self._print("", *self.columns)
            self._print(*["---"] * (len(figures) + 1))
        self._print(name, *map(str, figures))
        self.figures += len(figures)
        self.broken += [
            f"{name}: {figure.name} {figure}, budget {figure.promise}"
            for figure in figures
            if figure.is_broken
        ]

    def single(self, figure: Figure) -> None:
        """A figure with a line of its own."""
        if not self.columns:
            self.columns = ["measured", "budget"]
            self._print("", *self.columns)
            self._print("---", "---", "---")
        self._print(figure.name, str(figure), figure.promise)
        self.figures += 1
        self.broken += [f"{figure.name}: {figure}, budget {figure.promise}"] * figure.is_broken

    @staticmethod
    def _print(*cells: str) -> None:
        print("| " + " | ".join(cells) + " |", flush=True)
