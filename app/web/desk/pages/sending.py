"""The part of a page in which a file is sent: what waits, what was taken in, and why a file was not."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.enums import Kind
from app.domain.errors import Fault, Refusal
from app.readers.uploads.formats import Format
from app.services.vietnamese import capital
from app.storage.pending_uploads import PendingUpload
from app.web.addresses import Addresses
from app.web.desk.pages.problems import told
from app.web.i18n.format import Localizer
from app.web.pages.links import Link
from app.web.pages.ranking import Choice

_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file was not taken; ``name``: of the file; ``marked``: the workbook with its faults marked."""

    name: str
    refusal: Refusal
    marked: bytes | None = None


@dataclass(frozen=True, slots=True)
class SendingAsked:
    """``kinds``: what the key may send; ``taken``: the number of the submission that was just taken in, if one was."""

    kind: Kind
    kinds: Sequence[Kind]
    waiting: Sequence[PendingUpload]
    taken: str
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Sending:
    """``action``: where the form leads; ``template``: where the workbook to fill in is, if there is one.

    ``marked``: the workbook with its faults marked, as a link that holds it whole: so it is kept nowhere.
    """

    kinds: list[Choice]
    waiting: list[Link]
    action: str
    template: str
    done: str
    problem: list[str]
    problem_of: str
    marked: str
    marked_name: str


def sending(asked: SendingAsked, action: str, template: str, at: Addresses) -> Sending:
    """The same for every kind."""
    say, problem = Localizer(at.language), asked.problem
    return Sending(
        kinds=[Choice(each, say(f"desk_kind_{each}"), each == asked.kind) for each in asked.kinds],
        waiting=[_waiting(each, say, at) for each in asked.waiting],
        action=action,
        template=template,
        done=say("desk_taken", number=asked.taken) if asked.taken else "",
        problem=_lines(problem.refusal, say) if problem else [],
        problem_of=problem.name if problem else "",
        marked=f"data:{Format.XLSX};base64,{b64encode(problem.marked).decode()}" if problem and problem.marked else "",
        marked_name=say("desk_marked_name", name=problem.name) if problem else "",
    )


def _waiting(found: PendingUpload, say: Localizer, at: Addresses) -> Link:
    label = say(
        "desk_waiting_line",
        kind=say(f"desk_kind_{found.kind}"),
        moment=say.moment(found.received_at),
        size=say.plain(-(-found.bytes // 1000)),
    )
    return Link(label, at.desk("/so-lieu/cho", kind=found.kind, digest=found.digest))


def _lines(refusal: Refusal, say: Localizer) -> list[str]:
    """What all faults come to, where they do not say it themselves; the first faults, and how many more there are."""
    faults = refusal.faults or (refusal.fault,)
    more = max(refusal.total, len(faults)) - _FAULTS
    return [
        *([told(refusal.fault, say)] if refusal.faults and refusal.code != "submission_invalid" else []),
        *(_placed(each, say) for each in faults[:_FAULTS]),
        *([say("desk_faults_more", count=more)] if more > 0 else []),
    ]


def _placed(fault: Fault, say: Localizer) -> str:
    """A fault with its place in the file."""
    where = fault.location
    places = [
        *([say("desk_cell", cell=where.cell, sheet=where.sheet)] if where.cell else []),
        *([say("desk_line", line=where.line)] if where.line and not where.cell else []),
        *([say("desk_column", column=where.column)] if where.column and not where.cell else []),
        *([where.pointer] if where.pointer and not where.line else []),
    ]
    sentence = told(fault, say)
    return f"{capital(', '.join(places))}: {sentence}" if places else sentence
