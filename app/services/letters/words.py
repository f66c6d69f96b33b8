"""Fills the texts of an office with facts, and remembers those that had to be left out."""

from collections.abc import Sequence

from app.domain.office_texts import Facts, filled


class Words:
    """Fills the office's texts with the facts of a letter, and keeps those that had to be left out, by their keys."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.unfilled: list[tuple[str, str]] = []

    def __call__(self, key: str, text: str, more: Facts | None = None) -> str:
        """The text, or nothing where it names what is not known."""
        said = filled(text, {**self.facts, **(more or {})})
        if said is None:
            self.unfilled.append((key, text))
        return said or ""

    def some(self, key: str, texts: Sequence[str]) -> tuple[str, ...]:
        """Those texts of which all is known."""
        return tuple(said for each in texts if (said := self(key, each)))
