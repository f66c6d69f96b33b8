"""Dossiers counted for the agencies of the register, and sent in as an ordinary submission of statistics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.counting.compaction import Compactor
from app.counting.count import count
from app.counting.data_quality import find_oddities
from app.counting.engine import DuckDBEngine
from app.counting.mean_time import mean_times
from app.counting.needed_fields import find_absent
from app.counting.question import Counts, DossierCount, Question
from app.domain.agencies import Agency, is_within
from app.domain.dossiers.closing import end_of
from app.domain.dossiers.data_quality import Finding
from app.domain.dossiers.mean_time import MeanTimes
from app.domain.dossiers.measures import PART_MISSING, PART_OF
from app.domain.dossiers.needed_fields import NeededField
from app.domain.dossiers.options import other_choices, with_options
from app.domain.dossiers.registers import DossierRegisters
from app.domain.dossiers.rules import DossierRulesHistory
from app.domain.enums import Provenance
from app.domain.errors import Fault, Location, Refusal
from app.domain.periods import Period
from app.domain.time import day_of
from app.readers.files.registers import read_working_calendar
from app.services.dossiers.gather import Gathered
from app.services.dossiers.register_counts import with_register_counts
from app.services.submissions import earlier_dossiers
from app.services.submissions.parse_upload import RowUpload
from app.storage import agencies
from app.storage.agencies import Filter
from app.storage.database import Database

_ALL = 1_000_000
_KEY = "statistics"
_MOST_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of dossiers. ``root``: only counts of this agency and of those below it, of all if ``None``.

    ``options``: other choices than the rules' own. ``now``: as of when a period that still runs is judged.
    ``lacking``: how many procedures the register is known to have beside those of ``registers``.
    """

    period: Period
    now: datetime
    root: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    registers: DossierRegisters = field(default_factory=DossierRegisters)
    lacking: int = 0

    @property
    def registers_digest(self) -> str | None:
        """Of both registers; ``None`` without any."""
        return self.registers.digest


@dataclass(frozen=True)
class Counted:
    """``counts``: by agency and measure, in the order of the codes, with what the registers hold of them.
    ``unregistered``: those of them that cannot be stored, since the register does not have them on the period's last
    day. ``absent``: fields that no dossier has. ``short``: a warning for each count of a register that dossiers
    exceed."""

    asked: Asked
    question: Question
    gathered: Gathered
    counts: Counts
    unregistered: frozenset[str]
    oddities: Sequence[Finding]
    absent: Sequence[NeededField]
    short: Sequence[Fault] = ()

    @property
    def is_running(self) -> bool:
        """Whether the period had not ended when it was counted."""
        return self.question.end == self.asked.now

    @property
    def warnings(self) -> list[Fault]:
        """What was odd about what was read, and which fields no dossier has."""
        absent = (
            Fault(
                "dossier_field_absent",
                Location(column=each.portal),
                {"field": each.shown, "measures": ", ".join(each.measures)},
            )
            for each in self.absent
        )
        return [*absent, *self.gathered.warnings, *self.short]

    @property
    def source(self) -> str:
        """What the counts were made of and how, for the submission's record: digests of the input, of the rules and of
        the registers, the options, and the engine."""
        rules = self.question.rules
        options = " ".join(f"{name}={value}" for name, value in rules.options.items())
        registers = self.asked.registers_digest or "none"
        return (
            f"dossiers {self.gathered.digest}; rules {rules.id} {rules.digest[:23]} {options}; "
            f"registers {registers}; duckdb {version('duckdb')}"
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One row for each agency of the register, with the counts that there are."""
        period = str(self.question.period)
        return [
            {"agency": code, "period": period, "measures": _known(found)}
            for code, found in self.counts.items()
            if code not in self.unregistered and _known(found)
        ]

    @property
    def emptiness(self) -> Fault | None:
        """Why no count could be stored, if none could."""
        if self.rows:
            return None
        number, period = self.gathered.dossiers, self.question.period
        if not number:
            return Fault("dossiers_none")
        if self.unregistered:
            return Fault("dossier_agencies_unregistered", params={"agencies": _first(sorted(self.unregistered))})
        return Fault("dossiers_none_in_period", params={"number": number, "period": period})

    def refuse_empty(self) -> None:
        """Refuse counts of which none could be stored, as ``emptiness`` tells."""
        if why := self.emptiness:
            raise Refusal.of(why)

    @property
    def document(self) -> dict[str, Any]:
        """The submission as JSON, for ``POST /v1/statistics``."""
        return {**self.envelope, _KEY: self.rows}

    def upload(self, *, dry_run: bool = False) -> RowUpload:
        """The submission, for ``load``."""
        return RowUpload(_KEY, self.rows, self.envelope, dry_run=dry_run)

    @property
    def envelope(self) -> dict[str, str]:
        """What the submission says of itself."""
        return {"as_of": self.asked.now.isoformat(), "source": self.source, "provenance": Provenance.DOSSIERS}


def _first(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:_MOST_SHOWN])
    return shown if len(codes) <= _MOST_SHOWN else f"{shown}, … ({len(codes)})"


def _known(found: Mapping[str, DossierCount]) -> dict[str, int]:
    """The counts that there are."""
    return {measure: each.number for measure, each in found.items() if each.number is not None}


def read_agencies(database: Database, period: Period, known_at: datetime | None = None) -> dict[str, Agency]:
    """The registered agencies, also those that were merged into others, under their names of the period's last day;
    with ``known_at`` as they were known then."""
    with database.reading() as connection:
        found = agencies.page(connection, period.last_day, Filter(known_at=known_at), _ALL)
    return {each.code: each for each in found}


def make_question(asked: Asked, rules: DossierRulesHistory, registered: Mapping[str, Agency]) -> Question:
    """The question to the engine; refuses as ``in_force`` and ``with_options``, and ``period_in_future``."""
    if asked.period.first_day > (today := day_of(asked.now)):
        raise Refusal("period_in_future", period=asked.period, today=today)
    return Question(
        period=asked.period,
        end=end_of(asked.period, asked.now),
        rules=with_options(rules.in_force(asked.period), asked.options),
        registers=asked.registers,
        calendar=read_working_calendar(),
        agencies=registered,
    )


def count_dossiers(gathered: Gathered, asked: Asked, question: Question, work: Path) -> Counted:
    """Count what was gathered, and look through it for what is odd; ``work``: for what memory cannot hold."""
    last_day = asked.period.last_day
    with Compactor(work) as engine:
        counts = count(engine, gathered.files, question)
        oddities = find_oddities(engine, gathered.files, question.agencies, question.registers)
        absent = find_absent(engine, gathered.files)
    of_root = {code: _without_lone_wholes(counts[code]) for code in sorted(counts) if is_within(code, asked.root)}
    found, short = with_register_counts(of_root, question, asked.lacking)
    registered = {code for code, each in question.agencies.items() if each.valid_on(last_day)}
    return Counted(asked, question, gathered, found, frozenset(found) - registered, oddities, absent, short)


def _without_lone_wholes(found: Mapping[str, DossierCount]) -> dict[str, DossierCount]:
    lone = {
        whole: DossierCount(None, {PART_MISSING: sum(found[part].unknown.values())})
        for whole, part in PART_OF.items()
        if found[part].number is None and found[whole].number is not None
    }
    return {**found, **lone}


def find_mean_times(counted: Counted, work: Path) -> dict[str, MeanTimes]:
    """How long the finished dossiers of each agency took; it takes about as long again as to count them."""
    with DuckDBEngine(work) as engine:
        found = mean_times(engine, counted.gathered.files, counted.question)
    return {code: found.get(code, MeanTimes()) for code in counted.counts}


def warnings_of(database: Database, rules: DossierRulesHistory, counted: Counted) -> list[Fault]:
    """What whoever stores counts should know beside what every submission of counts is told: that they were made by
    other choices than those of the rules, and which agencies have counts but no dossier any more."""
    period = counted.question.period
    default = rules.in_force(period)
    with database.reading() as connection:
        found = list(earlier_dossiers.gone(connection, period, counted.asked.root, counted.counts))
    if other := other_choices(counted.question.rules, default):
        told = {"options": _pairs(other), "defaults": _pairs({name: default.options[name] for name in other})}
        found.insert(0, Fault("dossier_options_other", params=told))
    return found


def _pairs(options: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in options.items())
