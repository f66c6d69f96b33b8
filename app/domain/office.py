"""The office that sends an agency's letter: its heading, its signature, to whom it writes, and what it says.

Its texts are templates over named facts (``app/domain/office_texts.py``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from app.domain.findings import FindingLimits, FindingRule


class Layout(StrEnum):
    """``sections``: numbered sections with a table. ``running``: paragraphs and a list of lines, as most letters are
    written by hand."""

    SECTIONS = "sections"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class LegalGround:
    """A document on which a letter rests: of which ``kind`` (Quyết định, Công văn), its number and day, the ``body``
    that issued it, and what it is about."""

    kind: str
    number: str
    day: date
    body: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a copy; ``purpose``: what for (để b/c); ``initials``: of who wrote the letter there, and how many."""

    name: str
    purpose: str = ""
    initials: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A body and what it is to do, said at the end of the letter."""

    body: str
    task: str


@dataclass(frozen=True, slots=True)
class RateDetail:
    """An indicator whose rate a letter states beside its group; ``dossiers``: with the number of
    dossiers in its numerator; ``title``: the office's own name for it."""

    code: str
    dossiers: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A group in the letter's order, or a title over several ``groups`` (then without ``code``).

    ``title``: the office's own; ``rate_name``: what its rate is called.
    """

    code: str = ""
    title: str = ""
    rate_name: str = ""
    groups: tuple["GroupEntry", ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """How a figure is told, in pieces: a piece that names an unknown figure is left out, and with the first piece the
    whole line. ``rank_digits``: a rank has at least so many, as in 01/63."""

    total: tuple[str, ...]
    group: tuple[str, ...]
    rank_digits: int = 1


@dataclass(frozen=True, slots=True)
class Assessment:
    """The findings as one sentence: how it begins, and a clause for each rule."""

    lead: str
    clauses: Mapping[FindingRule, str]


@dataclass(frozen=True, slots=True)
class Task:
    """What agencies are to do, and until when: those named, or all of which a rule finds something.

    ``days``: after the letter's date. At most one of ``deadline`` and ``days`` is known.
    """

    text: str
    rule: FindingRule | None = None
    agencies: tuple[str, ...] = ()
    deadline: date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """What a total of at least ``at_least`` points is called."""

    name: str
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class Cover:
    """The letter with which the office sends results to all its agencies: what it says otherwise than the letter on
    its own result. ``annexes``: names the tables that follow; ``cohort``: how one of them is summed up."""

    subject: str
    opening: str
    annexes: str
    cohort: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """What a letter takes from its office. Texts that are not known are empty.

    In force from ``first_day`` to ``last_day`` (``None``: without end). ``issuer``: how the letter's sentences call the
    office. ``grades``: the highest first; without limits no grade is told. ``what_if``: what a better
    rank would take is told in the letter, and the cheapest next points on slips. ``template``: the office's own DOCX
    template.
    """

    first_day: date | None = None
    last_day: date | None = None
    parent_body: str = ""
    issuing_body: str = ""
    issuer: str = ""
    place: str = ""
    number: str = ""
    sign: str = ""
    subject: str = ""
    signer_title: tuple[str, ...] = ()
    signer_name: str = ""
    legal_grounds: tuple[LegalGround | str, ...] = ()
    addressees: tuple[str, ...] = ()
    source: str = ""
    opening: str = ""
    layout: Layout = Layout.SECTIONS
    lines: Lines = Lines((), ())
    groups: tuple[GroupEntry, ...] = ()
    details: tuple[RateDetail, ...] = ()
    assessment: Assessment | None = None
    requests: tuple[str, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    correction: str = ""
    closing: str = ""
    recipients: tuple[Recipient, ...] = ()
    cover: Cover = Cover("", "", "", ())
    tasks: tuple[Task, ...] = ()
    grades: tuple[Grade, ...] = ()
    limits: FindingLimits = field(default_factory=FindingLimits)
    what_if: bool = False
    template: Path | None = None

    def in_force(self, day: date) -> bool:
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)

    @property
    def group_entries(self) -> Iterator[GroupEntry]:
        """The entries that name a group, in the letter's order."""
        for entry in self.groups:
            yield from (entry.groups or (entry,))

    @property
    def grade_limits(self) -> dict[str, Decimal]:
        """The least total of each grade, the highest first; empty without limits."""
        return {grade.name: grade.at_least for grade in self.grades}

    def grade_of(self, score: Decimal | None) -> str | None:
        """What a total is called; ``None`` without limits, or under the lowest."""
        if score is None:
            return None
        return next((grade.name for grade in self.grades if score >= grade.at_least), None)


@dataclass(frozen=True, slots=True)
class Offices:
    """Every known office by the agency it writes for, and the one that writes for all others."""

    default: Office
    by_agency: Mapping[str, tuple[Office, ...]]

    def of(self, agency: str, day: date) -> Office:
        """The office in force for an agency on a day."""
        return next((each for each in self.by_agency.get(agency, ()) if each.in_force(day)), self.default)
