"""Editions in a terminal: what would be published, and what was."""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.table import Table

from app.cli.printing import console, minute
from app.domain.scorecard.scorecard import TOTAL
from app.services.editions.publishing import Preview
from app.storage.editions import StoredEdition

_NONE = "–"
_LEADERS = 3
_LARGEST = 10


def print_editions(editions: Iterable[StoredEdition]) -> None:
    """The editions; times are Vietnam's."""
    headings = ("Số\nId", "Kỳ\nPeriod", "Nhóm\nCohort", "Công bố\nPublished", "Thay\nReplaces", "Đã rút\nWithdrawn")
    table = Table(*headings, box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Mã băm\nDigest", no_wrap=True)
    for each in editions:
        table.add_row(
            str(each.id),
            str(each.period),
            str(each.cohort),
            minute(each.published_at),
            _NONE if each.replaces is None else str(each.replaces),
            minute(each.withdrawal.at) if each.withdrawal else _NONE,
            each.digest,
        )
    console().print(table)


def print_preview(found: Preview) -> None:
    """What an edition would announce, and what it would say otherwise than the one that it replaces."""
    out, evaluation, total = console(), found.edition.evaluation, found.total
    out.print(f"Sẽ công bố / To be published: {evaluation.cohort}, {evaluation.period}, {evaluation.basis}")
    out.print(f"Số liệu đến / Figures up to: {minute(evaluation.as_of)}")
    out.print(f"Được xếp hạng / Ranked: {total.ranked}/{total.of}")
    out.print(f"Trung bình tổng điểm / Average of the total: {_text(total.average.value)}")
    for card in evaluation.standing(TOTAL)[:_LEADERS]:
        if (rank := total.ranks[card.agency.code].rank) is not None:
            out.print(f"  {rank}. {card.agency.name}: {_text(card.score(TOTAL))}")
    if found.replaced:
        _print_differences(found, found.replaced)


def _print_differences(found: Preview, replaced: StoredEdition) -> None:
    out = console()
    changed = [each for each in found.differences if each.code == TOTAL]
    out.print(f"Thay bản / Replaces edition: {replaced.id}")
    out.print(f"Tổng điểm hoặc hạng khác / Totals or ranks that differ: {len(changed)}")
    for each in changed[:_LARGEST]:
        before, after = each.before, each.after
        out.print(
            f"  {each.agency.name}: {_text(before.score)} → {_text(after.score)}, "
            f"hạng / rank {_text(before.rank)} → {_text(after.rank)}"
        )
    if len(changed) > _LARGEST:
        out.print(f"  … {len(changed) - _LARGEST}")


def _text(value: object) -> str:
    return _NONE if value is None else str(value)
