"""Why a dossier counts or does not: a code, the data that decided, and a sentence in Vietnamese and English."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.domain.dossiers.reason_texts import LABELS, TEXTS
from app.domain.messages import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """``data``: what its sentence names, days and times among it."""

    code: str
    data: Mapping[str, object] = field(default_factory=dict)

    @property
    def dates(self) -> dict[str, date]:
        """The days, or times where minutes count, by their names."""
        return {name: value for name, value in self.data.items() if isinstance(value, date)}

    @property
    def text(self) -> Text:
        sentence = TEXTS[self.code]
        shown = {name: _shown(value) for name, value in self.data.items()}
        return Text(
            sentence.vi.format_map({name: text.vi for name, text in shown.items()}),
            sentence.en.format_map({name: text.en for name, text in shown.items()}),
        )


def sentences(reasons: Iterable[Reason]) -> Text:
    """The sentences of several reasons, one after another."""
    texts = [each.text for each in reasons]
    return Text(" ".join(each.vi for each in texts), " ".join(each.en for each in texts))


def _shown(value: object) -> Text:
    if isinstance(value, datetime):
        return Text(f"{value:%H:%M %d/%m/%Y}", f"{value:%Y-%m-%d %H:%M}")
    if isinstance(value, date):
        return Text(f"{value:%d/%m/%Y}", f"{value:%Y-%m-%d}")
    return LABELS.get(str(value), Text(str(value), str(value)))
