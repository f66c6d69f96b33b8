"""Dossiers that come over HTTP: read while they come, counted, and stored as statistics if they are all there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from app.counting.question import Question
from app.domain.agencies import is_within
from app.domain.dossiers.mean_time import MeanTimes
from app.domain.errors import Fault, Faults, Location, Refusal
from app.domain.periods import Period
from app.readers.dossiers.files import SENT, DossierFormat, HashedFile, Readable, Tally, read_stream
from app.readers.dossiers.sender import Sender
from app.readers.uploads.formats import Format
from app.readers.uploads.json import read_made
from app.readers.uploads.row_spool import RowSpool
from app.readers.uploads.rows import Layout, ReadResult, UploadShape
from app.services.context import AppContext
from app.services.dossiers.counting import (
    Asked,
    Counted,
    count_dossiers,
    find_mean_times,
    make_question,
    read_agencies,
    warnings_of,
)
from app.services.dossiers.gather import Gathered
from app.services.dossiers.prepare import prepare
from app.services.dossiers.registers import stored_registers
from app.services.dossiers.verdicts import NotCounted, find_not_counted
from app.services.keys import Author
from app.services.submissions.intake import submit
from app.services.submissions.parse_upload import Incoming, SentContent
from app.services.submissions.statistics import statistics_intake
from app.storage.submissions import Submission

_FORMATS = {Format.JSON: DossierFormat.JSON, Format.NDJSON: DossierFormat.NDJSON, Format.CSV: DossierFormat.CSV}
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class PostedDossiers:
    """``refusal``: why they cannot be counted, with all faults; else ``gathered`` has them, prepared in ``work``."""

    sent: SentContent
    work: Path
    gathered: Gathered | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, kw_only=True)
class DossierRequest:
    """``complete``: these are all dossiers of the period; only then counts are stored, and not in a ``dry_run``.
    ``options``: other choices than the rules' own. ``verdicts``: the measures of which is asked why dossiers do not
    count; ``verdicts_of``: for which agency, for all of the key if ``None``. ``processing_time``: whether mean times
    are wanted."""

    period: Period
    complete: bool = False
    dry_run: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    verdicts: Sequence[str] = ()
    verdicts_of: str | None = None
    processing_time: bool = False


@dataclass(frozen=True)
class Answer:
    counted: Counted
    submission: Submission
    times: Mapping[str, MeanTimes] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierUpload(Incoming):
    """Counts as a submission: its content is the dossiers that they were made of, its rows are the counts."""

    posted: PostedDossiers
    counted: Counted | None
    warnings: Sequence[Fault] = ()

    @property
    def sent(self) -> SentContent:
        return self.posted.sent

    @property
    def layout(self) -> Layout:
        return Format.JSON.layout

    def read(self, shape: UploadShape, faults: Faults, rows: RowSpool) -> ReadResult:
        if self.posted.refusal or self.counted is None:
            raise self.posted.refusal or Refusal("dossiers_none")
        self.counted.refuse_empty()
        for each in self.warnings:
            faults.warn(each)
        read_made(self.counted.rows, shape, self.limits, faults, rows)
        return ReadResult(self.counted.envelope)


def read_posted(
    body: Readable, format_: Format, sender: Sender, service: AppContext, work: Path, *, packed: bool
) -> PostedDossiers:
    """Read a body while it comes; nothing of it is kept but prepared rows, in ``work``.

    Refuses ``unpacked_too_large`` and ``too_many_rows``; what else is wrong is told by ``take_in``.
    """
    faults, tally, hashed = Faults(), Tally(), HashedFile(body)
    limits = replace(service.limits, row=SENT.row)
    refusal: Refusal | None = None
    files: list[Path] = []
    try:
        items = read_stream(hashed, _FORMATS[format_], sender, limits, faults, tally, packed=packed)
        files = [prepare(items, faults, work, sender.as_of)]
    except Refusal as refused:
        if refused.code != "submission_invalid":
            raise
        refusal = refused
    while hashed.read(_PIECE):  # what lies behind the dossiers is part of the digest
        pass
    sent = SentContent(hashed.digest, format_, hashed.size)
    warnings = (*tally.names.warnings, *faults.warnings)
    gathered = Gathered(files, tally.dossiers, hashed.digest, warnings) if files else None
    return PostedDossiers(sent, work, gathered, refusal)


def take_in(
    service: AppContext,
    posted: PostedDossiers,
    author: Author,
    request: DossierRequest,
    now: datetime,
) -> Answer:
    """Count what was posted, and store the counts of what is complete unless it is a dry run.

    Refuses as ``intake.submit`` and ``Counted.refuse_empty``; ``unknown_agency`` and ``agency_outside`` for an agency
    that verdicts are asked of.
    """
    asked, question = _asked(service, author, request, now)
    counted: Counted | None = None
    warnings: list[Fault] = []
    if posted.gathered:
        counted = count_dossiers(posted.gathered, asked, question, posted.work)
        _check_agency(request.verdicts_of, counted)
        warnings = [*counted.warnings, *warnings_of(service.database, service.registers.dossier_rules, counted)]
    if not (request.complete or request.dry_run):
        warnings.insert(0, Fault("dossiers_not_complete", params={"period": request.period}))
    upload = DossierUpload(
        posted=posted,
        counted=counted,
        warnings=warnings,
        dry_run=request.dry_run or not request.complete,
        limits=service.limits,
    )
    stored = submit(service.database, statistics_intake(service.registers), upload, author, now)
    if counted is None:  # `submit` has refused it
        raise Refusal("submission_empty")
    times = find_mean_times(counted, posted.work) if request.processing_time else None
    return Answer(counted, stored, times)


def find_verdicts(posted: PostedDossiers, question: Question, author: Author, request: DossierRequest) -> NotCounted:
    """The dossiers that do not count for the measures that are asked about, of those that were counted by ``question``.

    It needs no transaction, and changes nothing: whoever sends the dossiers again is told the same.
    """
    if posted.gathered is None:
        raise Refusal("submission_empty")
    agency = request.verdicts_of or author.root
    return find_not_counted(posted.work, posted.gathered.files, question, agency, request.verdicts)


def question_at(service: AppContext, author: Author, request: DossierRequest, counted_at: datetime) -> Question:
    """The question of dossiers that were counted at a time of the past, with the registers as they were known then."""
    return _asked(service, author, request, counted_at, known_at=counted_at)[1]


def _asked(
    service: AppContext, author: Author, request: DossierRequest, now: datetime, known_at: datetime | None = None
) -> tuple[Asked, Question]:
    registers = stored_registers(service.database, author.root, known_at)
    asked = Asked(period=request.period, now=now, root=author.root, options=request.options, registers=registers)
    registered = read_agencies(service.database, request.period, known_at)
    return asked, make_question(asked, service.registers.dossier_rules, registered)


def _check_agency(code: str | None, counted: Counted) -> None:
    """Refuse an agency that verdicts are asked of: neither registered nor with dossiers, or not the key's."""
    root, where = counted.asked.root, Location(parameter="verdicts_of")
    if code is None or code in counted.counts:
        return
    if code not in counted.question.agencies:
        raise Refusal("unknown_agency", value=code).at(where)
    if not is_within(code, root):
        raise Refusal("agency_outside", agency=code, root=root).at(where)
