"""Dossiers that come over HTTP: read while they come, counted, and stored as statistics if they are all there are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from app.domain.dossiers.judge import Outcome
from app.domain.errors import Fault, Faults, Refusal
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
    fewer_than_before,
    make_question,
    read_agencies,
)
from app.services.dossiers.gather import Gathered
from app.services.dossiers.prepare import prepare
from app.services.dossiers.verdicts import VerdictRow, judge_all
from app.services.keys import Author
from app.services.submissions.intake import submit
from app.services.submissions.parse_upload import Incoming, SentContent
from app.services.submissions.statistics import statistics_intake
from app.storage.submissions import Submission

_FORMATS = {Format.JSON: DossierFormat.JSON, Format.NDJSON: DossierFormat.NDJSON, Format.CSV: DossierFormat.CSV}
_PIECE = 1024 * 1024
MOST_VERDICTS = 1_000


@dataclass(frozen=True)
class PostedDossiers:
    """``refusal``: why they cannot be counted, with all faults; else ``gathered`` has them, prepared in ``work``."""

    sent: SentContent
    work: Path
    gathered: Gathered | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Answer:
    """``verdicts``: on the dossiers that the measure which was asked about looks at and does not count, the first of
    them; ``verdicts_total``: how many there are."""

    counted: Counted
    submission: Submission
    verdicts: list[VerdictRow] | None
    verdicts_total: int | None


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
            raise self.posted.refusal or Refusal("submission_empty")
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
        files = [prepare(items, faults, work)]
    except Refusal as refused:
        if refused.code != "submission_invalid":
            raise
        refusal = refused
    while hashed.read(_PIECE):  # what lies behind the dossiers is part of the digest
        pass
    sent = SentContent(hashed.digest, format_, hashed.size)
    gathered = Gathered(files, tally.dossiers, hashed.digest, tuple(faults.warnings)) if files else None
    return PostedDossiers(sent, work, gathered, refusal)


def take_in(  # noqa: PLR0913 - each is another thing that was asked
    service: AppContext,
    posted: PostedDossiers,
    author: Author,
    period: Period,
    now: datetime,
    verdicts: str | None = None,
    *,
    dry_run: bool,
) -> Answer:
    """Count what was posted, and store the counts unless it is a dry run; refuses as ``intake.submit``."""
    asked = Asked(period=period, now=now, root=author.root)
    question = make_question(asked, service.registers.dossier_rules, read_agencies(service.database, period))
    counted: Counted | None = None
    warnings: list[Fault] = []
    listed: list[VerdictRow] | None = None
    total: int | None = None
    if posted.gathered:
        counted = count_dossiers(posted.gathered, asked, question, posted.work)
        warnings = [*posted.gathered.warnings, *fewer_than_before(service.database, counted)]
        if verdicts:
            listed, total = _not_counted(counted, posted.work, verdicts)
    upload = DossierUpload(posted=posted, counted=counted, warnings=warnings, dry_run=dry_run, limits=service.limits)
    stored = submit(service.database, statistics_intake(service.registers), upload, author, now)
    if counted is None:  # `submit` has refused it
        raise Refusal("submission_empty")
    return Answer(counted, stored, listed, total)


def _not_counted(counted: Counted, work: Path, measure: str) -> tuple[list[VerdictRow], int]:
    wanted = (Outcome.NO, Outcome.UNKNOWN)
    judged = judge_all(work, counted.gathered.files, counted.question, counted.asked.root, {measure})
    found = (each for each in judged if each.verdict in wanted)
    listed = list(islice(found, MOST_VERDICTS))
    return listed, len(listed) + sum(1 for _ in found)
