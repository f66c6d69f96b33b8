"""What a letter prints, block by block: the names that templates can use."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.services.letters.left_out import LeftOut


@dataclass(frozen=True, slots=True)
class LineText:
    """The total or a group as it is printed: ``score`` 10,8/18, ``rank`` 20/63; and the same as one sentence.

    What is not known is empty; a line without a score has no sentence.
    """

    title: str
    score: str
    average: str
    rate: str
    rank: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ListedText:
    """A line of the running layout: its ``mark`` (``-``, or ``+`` below another line) and what it says."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule of the findings: what it says, with its limits, and what it found (``items``). ``note`` is empty: it is
    there for templates that name it."""

    heading: str
    items: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecipientText:
    """``text`` and, after ``initials`` in small raised letters, ``end``; as a text the whole in one."""

    text: str
    initials: str
    end: str

    def __str__(self) -> str:
        return f"{self.text}{f' ({self.initials})' if self.initials else ''}{self.end}"


@dataclass(frozen=True, slots=True)
class MarkText:
    """What is printed at the foot of the letter on its edition; ``address``: of the page that its QR code leads to."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class LetterText:
    """The blocks of the document, from top to bottom (Decree 30/2020/NĐ-CP).

    ``layout``: ``sections`` or ``running``, which prints ``lines`` and ``assessment`` instead of the table and the
    lists. ``summaries`` and ``annexes`` are of the letter to all agencies. ``columns``: the heads of the table's
    columns in which something is known, by their names.
    """

    issuer: str
    parent_body: str
    issuing_body: str
    number_and_sign: str
    place_and_date: str
    subject: str
    addressees: tuple[str, ...]
    legal_grounds: tuple[str, ...]
    opening: str
    correction: str
    average_name: str
    layout: str
    total: LineText
    groups: tuple[LineText, ...]
    columns: Mapping[str, str]
    lines: tuple[ListedText, ...]
    details_heading: str
    details: tuple[str, ...]
    partial: str
    summaries: tuple[str, ...]
    assessment: str
    below_average: RuleText
    low: RuleText
    falls: RuleText
    chances: RuleText
    requests: tuple[str, ...]
    annexes: str
    assignments: str
    closing: str
    recipients: tuple[RecipientText, ...]
    signer_title: tuple[str, ...]
    signer_name: str
    draft: str
    mark: MarkText | None
    left_out: tuple[LeftOut, ...]

    @property
    def findings(self) -> tuple[RuleText, ...]:
        """The rules that found something."""
        return tuple(each for each in (self.below_average, self.low, self.falls, self.chances) if each.items)

    @property
    def sections(self) -> dict[str, int]:
        """The numbers of the sections that have something to say."""
        filled_in = {
            "total": bool(self.total.sentence),
            "groups": bool(self.groups),
            "summaries": bool(self.summaries),
            "findings": bool(self.findings),
            "requests": bool(self.requests),
        }
        return {name: place for place, name in enumerate((each for each, has in filled_in.items() if has), start=1)}
