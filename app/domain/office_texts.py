"""The texts of an office's file: templates in which ``{name}`` stands for a fact of the letter.

Nothing but names of a closed list can stand in braces: a template is no program.
"""

import re
from collections.abc import Iterable, Mapping

_NAMED = re.compile(r"\{([^{}]*)\}")

LETTER = (
    "agency", "body", "parent", "province", "seat", "issuer", "period", "period_short", "previous_period",
    "index", "law", "peers", "average_name", "source", "score", "points", "max", "rank", "average",
    "below_average", "low", "fall", "chance", "next_rank", "edition", "digest", "as_of",
)  # fmt: skip
"""What every text can name. ``docs/do/letter.md`` says what each is."""
LINE = ("title", "rate", "rate_name")
"""What a line of the result can name besides; its score, points, max, rank and average are its own."""
CLAUSE = ("groups",)
TASK = ("group", "distance")
CORRECTION = ("corrected_edition", "corrected_digest", "corrected_day", "reason", "differences")
COHORT = ("cohort", "ranked", "of", "best", "best_score", "below_count")
COVER = ("annexes",)

Facts = Mapping[str, str | None]
"""What a template can name; ``None`` for what is not known."""


def unknown_names(text: str, allowed: Iterable[str]) -> list[str]:
    """What stands in braces and is no name that is ``allowed``; a brace that opens or closes nothing is one too."""
    names = [name for name in _NAMED.findall(text) if name not in {*allowed}]
    return names + [brace for brace in "{}" if brace in _NAMED.sub("", text)]


def filled(text: str, facts: Facts) -> str | None:
    """The text with its facts; ``None`` where one of them is not known."""
    if any(facts.get(name) is None for name in _NAMED.findall(text)):
        return None
    return _NAMED.sub(lambda found: facts[found[1]] or "", text)


def joined(pieces: Iterable[str], facts: Facts) -> str | None:
    """The pieces whose facts are known, as one text; ``None`` where those of the first are not."""
    texts = [filled(piece, facts) for piece in pieces]
    return "".join(text for text in texts if text) if texts and texts[0] is not None else None


def unknown_facts(text: str, facts: Facts) -> list[str]:
    """The names in a text whose facts are not known."""
    return [name for name in dict.fromkeys(_NAMED.findall(text)) if facts.get(name) is None]
