"""Tables and trees for a person at a terminal."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from rich.box import SIMPLE_HEAD
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.tree import Tree

from app.api.views.ranking_columns import ColumnKind, Output, RankingColumn, columns_of, rows_of
from app.domain.agencies import Agency
from app.domain.errors import Location, Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Card, Figure
from app.domain.messages import as_record, describe
from app.domain.reconciliation import ReconciledScore, Verdict
from app.domain.scorecard.scorecard import TOTAL
from app.domain.scorecard.scoring import Count, Outcome
from app.domain.scorecard.trace import explain, origin
from app.domain.text_damage import damage_of
from app.domain.time import VIETNAM
from app.services.audit.trail import subjects_of
from app.services.evaluation.evaluate import Ranking
from app.services.evaluation.reconcile import Reconciliation, explain_claim
from app.services.keys import PREFIX, Revocation, state_of
from app.storage.audit.entries import AuditEntry
from app.storage.keys import StoredKey

_WIDTH_OF_FILES = 100_000
_NONE = "–"
_MOST_SUBJECTS = 5
_MOST_PLACES = 10
Record: TypeAlias = Mapping[str, str | int | None]


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal; in a file or a pipe so wide that no cell is cut or folded."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else _WIDTH_OF_FILES, highlight=False, markup=False)


def print_ranking(ranking: Ranking) -> None:
    """The ranking with group scores, and the averages below it."""
    evaluation, by = ranking.evaluation, ranking.by
    standing = evaluation.columns[by]
    table = Table(
        title=f"Xếp hạng / Ranking: {evaluation.cohort} {evaluation.period}, {by}, {evaluation.basis.value}, "
        f"{standing.ranked}/{standing.of} được xếp hạng / ranked",
        box=SIMPLE_HEAD,
        show_footer=True,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    columns = columns_of(ranking, Output.TERMINAL)
    for column in columns:
        justify: JustifyMethod = "right" if column.kind in (ColumnKind.RANK, ColumnKind.SCORE) else "left"
        footer = _footer(evaluation, column)
        table.add_column(column.heading, footer, justify=justify, no_wrap=column.kind is ColumnKind.CODE)
    for row in rows_of(ranking):
        table.add_row(*(_shown(column.value(row)) for column in columns))
    console().print(table)


def _footer(evaluation: Evaluation, column: RankingColumn) -> str:
    if column.score is not None:
        return _shown(evaluation.columns[column.score].average.value)
    return "Trung bình / Average" if column.kind is ColumnKind.NAME else ""


def _shown(value: object) -> str:
    return _NONE if value is None else str(value)


def print_card(agency: Agency, evaluation: Evaluation, *, trace: bool) -> None:
    """One agency's card as a tree, with ``trace`` down to the counts."""
    card = evaluation.cards[agency.code]
    tree = Tree(f"{agency.code} {card.agency.name}, {evaluation.period}, {evaluation.scorecard.id}")
    tree.add(_line(evaluation, card, TOTAL, "Tổng điểm / Total"))
    for group in evaluation.scorecard.groups:
        branch = tree.add(_line(evaluation, card, group.code, group.title.vi))
        for indicator in group.indicators:
            outcome = card.outcomes[indicator.code]
            line = _line(evaluation, card, indicator.code, indicator.title.vi)
            origins = dict.fromkeys(origin(each) for each in outcome.derivations)
            reasons = [f"not derived: {each}" for each in outcome.not_derived]
            leaf = branch.add(", ".join([line, *(f"derived from {each}" for each in origins), *reasons]))
            if trace:
                _add_trace(leaf, evaluation, outcome)
    console().print(tree)


_VERDICTS = {
    Verdict.DIFFERENT: "khác / different",
    Verdict.COUNTS_DISAGREE: "số liệu không thống nhất / counts disagree",
    Verdict.STALE: "điểm cũ trên Cổng / stale on the portal",
    Verdict.COUNT_MISSING: "thiếu số liệu / count missing",
    Verdict.EQUAL: "khớp / equal",
}


def print_reconciliation(found: Reconciliation, findings: Iterable[ReconciledScore]) -> None:
    """How many figures got which verdict, a table of ``findings``, and the claims that nobody has confirmed."""
    out = console()
    if found.findings:
        _print_findings(out, found, findings)
    else:
        out.print(f"{found.headline.vi}\n{found.headline.en}", soft_wrap=True)
    for claim in found.claims:
        text = explain_claim(claim)
        out.print(f"{text.vi}\n{text.en}", soft_wrap=True)


def _print_findings(out: Console, found: Reconciliation, findings: Iterable[ReconciledScore]) -> None:
    size = f"{len(found.findings)} điểm, {len(found.agencies)} cơ quan / scores, agencies"
    summary = Table(f"{found.period}: {size}", box=SIMPLE_HEAD, pad_edge=False)
    summary.add_column(justify="right")
    for verdict, count in found.counts.items():
        summary.add_row(_VERDICTS[verdict], str(count))
    out.print(summary)
    if found.disagreeing:
        codes = ", ".join(agency.code for agency, _ in found.disagreeing)
        out.print(f"Các nhóm có số liệu khác nhau / Groups count differently: {codes}", soft_wrap=True)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Kết luận / Verdict")
    table.add_column("Mã / Code", no_wrap=True)
    for name in ("Tính / Ours", "Công bố / Published", "Lệch / Difference"):
        table.add_column(name, justify="right")
    for each in findings:
        numbers = (each.figure.score, each.score, each.difference)
        row = [_NONE if number is None else str(number) for number in numbers]
        table.add_row(_VERDICTS[each.verdict], f"{each.agency.code} {each.figure.code}", *row)
    if table.row_count:
        out.print(table)


_KEY_HEADINGS = (
    "Cơ quan\nAgency",
    "Quyền\nScopes",
    "Ghi chú\nNote",
    "Tạo lúc\nCreated",
    "Hết hạn\nExpires",
    "Dùng lần cuối\nLast used",
    "Thu hồi\nRevoked",
    "Khóa đầu\nFirst key",
)


def print_keys(keys: Iterable[StoredKey], now: datetime) -> None:
    """Every key without its secret, and whether it works; times are Vietnam's."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in ("Mã khóa\nKey", "Trạng thái\nState"):
        table.add_column(heading, no_wrap=True)
    for heading in _KEY_HEADINGS:
        table.add_column(heading)
    for key in keys:
        moments = [minute(each) for each in (key.created_at, key.expires_at, key.last_used_at, key.revoked_at)]
        scopes = " ".join(sorted(key.scopes))
        first = key.line or _NONE
        table.add_row(f"{PREFIX}_{key.id}", state_of(key, now), key.agency or "*", scopes, key.note, *moments, first)
    console().print(table)


def print_revocation(done: Revocation) -> None:
    """What a revocation has ended besides the key, or which keys carry it on; on standard error."""
    out = console(stderr=True)
    if done.working:
        keys = ", ".join(f"{PREFIX}_{key.id}" for key in done.working)
        out.print(f"Chuỗi khóa còn hiệu lực, webhook vẫn hoạt động: {keys}", soft_wrap=True)
        out.print(f"Its line goes on, with its webhooks: {keys}", soft_wrap=True)
        return
    webhooks = ", ".join(map(str, done.webhooks)) or _NONE
    out.print(
        f"Khóa cuối của chuỗi. Webhook kết thúc: {webhooks}; câu trả lời đã lưu bị xóa: {done.answers}", soft_wrap=True
    )
    out.print(
        f"The last key of its line. Webhooks that ended: {webhooks}; stored answers deleted: {done.answers}",
        soft_wrap=True,
    )
    if done.webhooks:
        out.print("Cần thì đăng ký lại bằng khóa khác. / If needed, register them again with another key.")


def minute(moment: datetime | None) -> str:
    """A moment in Vietnam, to the minute."""
    return _NONE if moment is None else moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def print_refusal(refusal: Refusal) -> None:
    """What was refused and why, on standard error, in Vietnamese and English."""
    out = console(stderr=True)
    message = describe(refusal.code, refusal.params)
    out.print(f"{message.vi}\n{message.en}", style="bold", soft_wrap=True)
    for lines in _by_text([as_record(fault) for fault in refusal.faults]):
        out.print("\n".join(lines), soft_wrap=True)
    if refusal.total > len(refusal.faults):
        out.print(f"  … tổng cộng / in all {refusal.total}")


def print_warnings(warnings: Iterable[Record]) -> None:
    """What looks wrong and was taken in, on standard error."""
    out = console(stderr=True)
    for lines in _by_text(warnings):
        out.print("\n".join(lines), soft_wrap=True)


def print_doubts(text: str, option: str) -> None:
    """What looks wrong in an option that was taken in, on standard error."""
    if damage := damage_of(text):
        print_warnings([as_record(damage.warning(text, option, Location(parameter=option)))])


def _by_text(records: Iterable[Record]) -> Iterator[list[str]]:
    """The lines on each text, in both languages, and at which other places of the same file it stands."""
    together: dict[tuple[object, ...], list[Record]] = {}
    for each in records:
        key = (each.get("file"), each["column"], each["detail_vi"], each["detail"])
        together.setdefault(key, []).append(each)
    for first, *others in together.values():
        yield [*_record_lines(first), *_places_line(others)]


def _places_line(others: Sequence[Record]) -> Iterator[str]:
    if others:
        spots = list(dict.fromkeys(f"{each['line'] or fault_place({**each, 'file': None})}" for each in others))
        more = " …" if len(spots) > _MOST_PLACES else ""
        told = ", ".join(spots[:_MOST_PLACES]) + more
        yield f"    và {len(others)} chỗ khác / and {len(others)} more: {told}"


def _record_lines(record: Record) -> tuple[str, str]:
    vietnamese, english = (fault_place(record, line) for line in ("dòng", "line"))
    return f"  {vietnamese}: {record['detail_vi']}", f"  {english}: {record['detail']}"


def fault_place(record: Record, line: str = "line") -> str:
    """Where a fault stands, as a record of it says. ``line``: the word for one."""
    spot = f"{line} {record['line']}" if record["line"] else record["pointer"]
    if record.get("cell"):
        spot = f"{record['sheet']}!{record['cell']}"
    parts = (record.get("file"), spot, record["column"], record["parameter"])
    return " ".join(str(part) for part in parts if part) or str(record["code"])


def _score(figure: Figure) -> str:
    return _NONE if figure.score is None else str(figure.score)


def _line(evaluation: Evaluation, card: Card, code: str, title: str) -> str:
    figure, column = card.figures[code], evaluation.columns[code]
    rank = column.ranks[card.agency.code]
    parts = [f"{code} {title}: {_score(figure)} / {figure.max}"]
    if figure.source:
        parts.append(figure.source.value)
    if rank.rank:
        parts.append(f"rank {rank.rank} of {rank.ranked}")
    if column.average.value is not None:
        over = f" over {column.average.averaged}" if column.average.averaged else ""
        parts.append(f"average {column.average.value}{over}")
    if column.ranked < column.of:
        parts.append(f"{column.ranked} of {column.of} known")
    if figure.missing:
        parts.append(f"missing: {', '.join(figure.missing)}")
    if figure.derived and code not in card.outcomes:
        parts.append("with derived counts")
    if claim := card.claim(code):
        told = [f"{name} {value}" for name, value in claim.told.items()]
        parts.append(f"only claimed by {claim.claimed_by}: {', '.join(told)}")
    return ", ".join(parts)


def _origin(count: Count) -> str:
    return f"{count.value} ({count.agency}, {'derived' if count.derived else f'submission {count.submission}'})"


def _add_trace(leaf: Tree, evaluation: Evaluation, outcome: Outcome) -> None:
    trace = explain(evaluation.scorecard, outcome)
    for measure, count in trace.counts:
        leaf.add(f"{measure} = {_origin(count) if count else _NONE}")
    for step in trace.steps:
        leaf.add(f"{step.name}: {step.formula} = {_NONE if step.value is None else format(step.value, 'f')}")
    leaf.add(f"{trace.law} ({trace.evidence.status.value})", style="dim")


def print_entries(entries: Iterable[AuditEntry]) -> None:
    """Entries of the audit trail; times are Vietnam's, of many subjects the first are named."""
    table = Table("#", "Lúc / At", "Khóa / Key", "Việc / What", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Đối tượng / Subjects", overflow="fold")
    for each in entries:
        subjects = sorted(subjects_of(each))
        more = f" … {len(subjects)}" if len(subjects) > _MOST_SUBJECTS else ""
        named = ", ".join(subjects[:_MOST_SUBJECTS]) + more
        table.add_row(str(each.id), _local(each.at), each.key_id or _NONE, each.action, named)
    console().print(table)


def _local(at: str) -> str:
    """A time as the trail keeps it, in Vietnam; what is no time, as it stands."""
    try:
        return datetime.fromisoformat(at).astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return at
