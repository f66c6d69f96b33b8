"""What the list of editions and the page about one of them show, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.agencies import Agency
from app.domain.comparable import comparable
from app.domain.editions import Difference, differences
from app.domain.evaluation.evaluation import Evaluation
from app.domain.findings import FindingLimits
from app.domain.scorecard.scorecard import TOTAL
from app.services.editions.announcements import Announcement, EditionAround
from app.services.vietnamese import capital
from app.storage.editions import StoredEdition
from app.web.addresses import Addresses
from app.web.i18n.format import NOTHING, Localizer
from app.web.pages.cells import Cell, average_cell
from app.web.pages.links import Link
from app.web.pages.sources import SourceLine, source_notes

EDITIONS_AT_ONCE = 50
_LARGEST = 10
_LEADERS = 3


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition in the list."""

    title: str
    address: str
    number: str
    state: str
    reason: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class EditionsPage:
    lines: list[EditionLine]
    older: str
    source: SourceLine


@dataclass(frozen=True, slots=True)
class Moved:
    """An agency whose total or rank is another than in the edition before: what they were and are."""

    name: str
    address: str
    scores: str
    score_change: str
    ranks: str


@dataclass(frozen=True, slots=True)
class EditionChanges:
    text: str
    largest: list[Moved]


@dataclass(frozen=True, slots=True)
class Member:
    """An agency of the edition: its card and its letters; of a province or ministry also its ``package`` of letter,
    annexes and slips."""

    name: str
    card: str
    html: str
    docx: str
    package: str


@dataclass(frozen=True, slots=True)
class EditionPage:
    number: str
    title: str
    state: str
    is_current: bool
    moment: str
    as_of: str
    by: str
    basis: str
    scorecard: str
    ranked: str
    leaders: list[str]
    average: Cell
    before: Link | None
    reason: str
    after: Link | None
    after_reason: str
    withdrawal_reason: str
    ranking: str
    csv: str
    xlsx: str
    document: str
    document_label: str
    file: str
    digest: str
    changes: EditionChanges | None
    members: list[Member]
    source: SourceLine
    changes_source: SourceLine


def editions_page(
    found: Sequence[StoredEdition], roots: Mapping[str, Agency], say: Localizer, at: Addresses
) -> EditionsPage:
    """The list; of one edition more than ``EDITIONS_AT_ONCE`` it is known that there are older ones."""
    shown = found[:EDITIONS_AT_ONCE]
    older = at.editions(shown[-1].id) if len(found) > len(shown) else ""
    return EditionsPage(
        [_line(each, roots.get(each.cohort.root or ""), say, at) for each in shown], older, _list_source(shown, say)
    )


def _line(stored: StoredEdition, root: Agency | None, say: Localizer, at: Addresses) -> EditionLine:
    return EditionLine(
        edition_title(stored, root, say),
        at.announcement(stored.id),
        capital(say("edition_of_day", number=stored.id, day=say.day(stored.published_at))),
        _state(stored, say),
        stored.reason or "",
        stored.stands,
    )


def edition_page(around: EditionAround, limits: FindingLimits, say: Localizer, at: Addresses) -> EditionPage:
    """The page about an edition."""
    stored = around.stored
    evaluation = comparable(around.edition.evaluation, limits)
    column, frozen = evaluation.columns[TOTAL], at.frozen(stored.id, stored.period, stored.cohort)
    document = f"{at.data(stored.id)}/document"
    before, after = around.before, around.after
    return EditionPage(
        number=say("edition_number", number=stored.id),
        title=edition_title(stored, around.root, say),
        state=_state(stored, say),
        is_current=stored.stands,
        moment=say.moment(stored.published_at),
        as_of=say("as_of", moment=say.moment(evaluation.as_of)) if evaluation.as_of else say("no_figures_dated"),
        by=_publisher(around),
        basis=say(f"figures_{stored.basis}"),
        scorecard=f"{say.of(evaluation.scorecard.title)} ({stored.scorecard})",
        ranked=say("edition_ranked_of", ranked=column.ranked, of=column.of),
        leaders=_leaders(evaluation, say),
        average=average_cell(say, column.average, column.of),
        before=_link(before, say, at),
        reason=stored.reason or "",
        after=_link(after, say, at),
        after_reason=(after.reason or "") if after else "",
        withdrawal_reason=stored.withdrawal.reason if stored.withdrawal else "",
        ranking=frozen.ranking(stored.period, stored.cohort),
        csv=frozen.ranking(stored.period, stored.cohort, format="csv"),
        xlsx=frozen.ranking(stored.period, stored.cohort, format="xlsx"),
        document=document,
        document_label=say("edition_document", size=say.plain(-(-stored.bytes // 1000))),
        file=f"edition-{stored.id}.json",
        digest=stored.digest.removeprefix("sha256:"),
        changes=changes_of(around, evaluation, limits, say, frozen) if before and around.replaced else None,
        members=_members(stored, evaluation, at, frozen),
        source=_source(say("source_edition", number=stored.id), around, say),
        changes_source=_source(say("source_editions_compared", before=stored.replaces, number=stored.id), around, say),
    )


def _list_source(shown: Sequence[StoredEdition], say: Localizer) -> SourceLine:
    newest = max((each.published_at for each in shown), default=None)
    return SourceLine(say("source_editions", day=say.day(newest)))


def _source(text: str, around: EditionAround, say: Localizer) -> SourceLine:
    as_of = around.edition.evaluation.as_of
    return SourceLine(text, source_notes(as_of, Announcement(around.stored), say))


def edition_title(stored: StoredEdition, root: Agency | None, say: Localizer) -> str:
    cohort = say.cohort(stored.cohort, root.name if root else stored.cohort.root)
    return say("edition_title", period=say.period(stored.period), cohort=cohort)


def _state(stored: StoredEdition, say: Localizer) -> str:
    if stored.replaced_by is not None:
        return say("edition_replaced_by", number=stored.replaced_by)
    if stored.withdrawal:
        return say("edition_withdrawn", day=say.day(stored.withdrawal.at))
    return say("edition_current")


def _publisher(around: EditionAround) -> str:
    """The name of whose key it was published with, where that is the cohort's own ministry or province."""
    root = around.root
    return root.name if root and around.stored.key_agency == root.code else ""


def _link(stored: StoredEdition | None, say: Localizer, at: Addresses) -> Link | None:
    if stored is None:
        return None
    return Link(say("edition_of_day", number=stored.id, day=say.day(stored.published_at)), at.announcement(stored.id))


def _leaders(evaluation: Evaluation, say: Localizer) -> list[str]:
    ranks = evaluation.columns[TOTAL].ranks
    leading = [card for card in evaluation.standing(TOTAL)[:_LEADERS] if ranks[card.agency.code].rank]
    return [say("edition_leader", name=card.agency.name, score=say.score(card.score(TOTAL))) for card in leading]


def _members(stored: StoredEdition, evaluation: Evaluation, at: Addresses, frozen: Addresses) -> list[Member]:
    return [
        Member(
            card.agency.name,
            frozen.agency(card.agency.code, stored.period),
            at.letter(stored.id, card.agency.code, "html"),
            at.letter(stored.id, card.agency.code, "docx"),
            "" if stored.cohort.root else at.package(stored.id, card.agency.code),
        )
        for card in evaluation.standing(TOTAL)
    ]


def changes_of(
    around: EditionAround, evaluation: Evaluation, limits: FindingLimits, say: Localizer, frozen: Addresses
) -> EditionChanges | None:
    """How totals and ranks differ from the edition before, the largest differences first."""
    if around.before is None or around.replaced is None:
        return None
    before = comparable(around.replaced, limits)
    found = [each for each in differences(before, evaluation)[0] if each.code == TOTAL]
    if not found:
        return EditionChanges(say("edition_no_changes", number=around.before.id), [])
    text = say(
        "edition_changes_of",
        scores=sum(each.before.score != each.after.score for each in found),
        ranks=sum(each.before.rank != each.after.rank for each in found),
        number=around.before.id,
        before=say.score(before.columns[TOTAL].average.value),
        after=say.score(evaluation.columns[TOTAL].average.value),
    )
    largest = sorted(found, key=_size, reverse=True)[:_LARGEST]
    return EditionChanges(text, [_moved(each, evaluation, say, frozen) for each in largest])


def _size(difference: Difference) -> tuple[bool, Decimal, int]:
    """What is known of one edition only is the largest difference; then points count before places."""
    before, after = difference.before, difference.after
    one_sided = (before.score is None) != (after.score is None)
    points = abs((after.score or Decimal(0)) - (before.score or Decimal(0)))
    places = abs(after.rank - before.rank) if after.rank and before.rank else 0
    return one_sided, points, places


def _moved(difference: Difference, evaluation: Evaluation, say: Localizer, frozen: Addresses) -> Moved:
    before, after, agency = difference.before, difference.after, difference.agency
    change = None if before.score is None or after.score is None else after.score - before.score
    is_there = agency.code in evaluation.cards
    return Moved(
        capital(agency.name),
        frozen.agency(agency.code, evaluation.period) if is_there else "",
        f"{say.score(before.score)} → {say.score(after.score)}"
        if before.score != after.score
        else say.score(after.score),
        say.change(change),
        f"{before.rank or NOTHING} → {after.rank or NOTHING}"
        if before.rank != after.rank
        else str(after.rank or NOTHING),
    )
