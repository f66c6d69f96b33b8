"""What was counted of dossiers, for a person at a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import islice

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.tree import Tree

from app.cli.dossier_times import time_line
from app.cli.printing import console, minute, print_warnings
from app.counting.question import DossierCount, Question
from app.domain.dossiers.judge import OUTCOMES
from app.domain.dossiers.lateness import KINDS
from app.domain.dossiers.measures import DOSSIER_MEASURES, REPORTED_ELSEWHERE
from app.domain.dossiers.outlook import STANDINGS, Standing
from app.domain.dossiers.register_counts import REGISTER_MEASURES
from app.domain.dossiers.versions import VersionFlag
from app.domain.errors import Fault
from app.domain.measures import Measure
from app.domain.messages import as_records
from app.domain.scorecard.scoring import shown_part
from app.services.dossiers.costs import Costs
from app.services.dossiers.counting import Counted
from app.services.dossiers.due import Outlooks
from app.services.dossiers.folder import Added
from app.services.dossiers.verdicts import Story
from app.services.vietnamese import capital

_NONE = "–"
_EXAMPLES = 3
_BESIDE = 12
_HEADING = "Loại số liệu / Measure"
_BORDERS, _BETWEEN = 3, 2  # columns of a terminal: around the first column, and between those of agencies
_REASONS = {
    "no_procedure_register": "không có danh mục thủ tục (--procedures) / no register of procedures (--procedures)",
    "procedure_unknown": "thủ tục không có trong danh mục / procedure not in the register",
    "flag_unknown": "danh mục không cho biết / the register does not say",
    "field_missing": "hệ thống gửi không cho biết / the sending system did not tell",
    "calendar_unknown": "lịch làm việc không có năm này / year not in the calendar",
    "part_missing": "thiếu phần được chấm điểm trong số này / the part of these that is scored is missing",
    "no_service_register": "không có danh mục dịch vụ công trực tuyến (--services) / no register of online services "
    "(--services)",
    "register_incomplete": "danh mục không đủ / the register is not whole",
    "agency_not_told": "mục không ghi cơ quan giải quyết / entry without the agencies that handle it",
    "agency_not_in_register": "danh mục không có mục nào của cơ quan này / no entry names this agency",
    "register_short": "hồ sơ thuộc nhiều mục hơn danh mục có / dossiers belong to more entries than the register has",
}
_ELSEWHERE = (
    "không tính được từ hồ sơ: lấy từ hệ thống báo cáo quốc gia và Cổng, gửi như số liệu báo cáo / not to be had from "
    "dossiers: it comes from the national reporting system and the portal; send it as statistics"
)
_MEASURES = (*DOSSIER_MEASURES, *REGISTER_MEASURES)
_FLAGS = {
    VersionFlag.SAME_TIME: "hai bản khác nhau cùng thời điểm / two different versions of one time",
    VersionFlag.TWO_SOURCES: "cùng số từ hai hệ thống / one number from two systems",
}


def print_counted(counted: Counted) -> None:
    """The counts by measure, one column an agency; what is missing and why; what is odd."""
    out = console()
    out.print(
        f"{counted.question.period}: {counted.gathered.dossiers} bản ghi hồ sơ, {len(counted.counts)} cơ quan / "
        f"versions of dossiers, agencies"
    )
    if counted.is_running:
        as_of = minute(counted.question.end)
        out.print(f"Kỳ chưa kết thúc: tính đến {as_of}. / The period still runs: counted as of {as_of}.")
    for table in _tables(counted, out.width):
        out.print(table)
    if missing := list(_missing_lines(counted)):
        out.print(
            "Thiếu, không phải bằng 0 (số hồ sơ, hoặc số mục của danh mục) / "
            "Missing, which is not 0 (dossiers, or entries of the register):",
            soft_wrap=True,
        )
        for line in missing:
            out.print(line, soft_wrap=True)
    if counted.unregistered:
        codes = ", ".join(sorted(counted.unregistered))
        out.print(
            f"Chưa có trong danh mục cơ quan, không ghi được / Not registered, cannot be stored: {codes}",
            soft_wrap=True,
        )
    for line in _oddity_lines(counted):
        out.print(line, soft_wrap=True)
    options = ", ".join(f"{name}={value}" for name, value in counted.question.rules.options.items())
    out.print(f"Quy tắc / Rules {counted.question.rules.id}: {options}", soft_wrap=True)


def _tables(counted: Counted, width: int) -> Iterator[Table]:
    """A row for each measure that some agency has, as many agencies beside each other as fit into ``width``."""
    known = [each for each in _MEASURES if any(found[each].number is not None for found in counted.counts.values())]
    for codes in _beside(counted, known, width):
        table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
        table.add_column(_HEADING, no_wrap=True)
        for code in codes:
            table.add_column(code, justify="right", no_wrap=True)
        for measure in known:
            table.add_row(measure, *(_shown(counted.counts[code][measure]) for code in codes))
        yield table


def _beside(counted: Counted, measures: Sequence[str], width: int) -> Iterator[list[str]]:
    """The agencies of each table; a single one if not even that fits."""
    room = width - max(len(each) for each in (_HEADING, *measures)) - _BORDERS
    codes, left = list[str](), room
    for code, found in counted.counts.items():
        needed = max(len(code), *(len(_shown(found[each])) for each in measures), 0) + _BETWEEN
        if codes and (needed > left or len(codes) == _BESIDE):
            yield codes
            codes, left = [], room
        codes.append(code)
        left -= needed
    if codes and measures:
        yield codes


def _shown(count: DossierCount) -> str:
    return _NONE if count.number is None else str(count.number)


def _missing_lines(counted: Counted) -> Iterator[str]:
    """Why measures are missing and for which agencies; those that are for one reason and the same agencies together."""
    together: dict[tuple[str, str], list[str]] = {}
    for measure in _MEASURES:
        missing = {code: found[measure] for code, found in counted.counts.items() if found[measure].number is None}
        for reason, text in _REASONS.items():
            if whom := {code: each.unknown[reason] for code, each in missing.items() if reason in each.unknown}:
                together.setdefault((text, _whom(whom, len(counted.counts))), []).append(measure)
    for (text, whom_text), measures in together.items():
        yield f"  {', '.join(measures)}: {text}: {whom_text}"
    for measure in REPORTED_ELSEWHERE if counted.counts else ():
        yield f"  {measure}: {_ELSEWHERE}"


def _whom(numbers: Mapping[str, int], agencies: int) -> str:
    is_all = len(numbers) == agencies > _EXAMPLES
    most = _EXAMPLES if is_all else _BESIDE
    told = ", ".join(_told(code, number) for code, number in islice(numbers.items(), most))
    more = f" … {len(numbers)}" if len(numbers) > most else ""
    return f"mọi cơ quan / all agencies: {told}{more}" if is_all else told + more


def _told(code: str, number: int) -> str:
    return f"{code} ({number})" if number else code


def _oddity_lines(counted: Counted) -> Iterator[str]:
    if counted.oddities:
        yield "Chất lượng dữ liệu / Data quality:"
    for each in counted.oddities:
        label, effect = each.oddity.label, each.oddity.effect
        examples = ", ".join(" = ".join(one.numbers) for one in each.examples[:_EXAMPLES])
        more = " …" if len(each.examples) > _EXAMPLES else ""
        yield f"  {each.number} × {label.vi}. {effect.vi}"
        yield f"  {' ' * len(str(each.number))}   {label.en}. {effect.en}"
        yield f"  {' ' * len(str(each.number))}   {examples}{more}"


def print_story(story: Story, question: Question, measures: Mapping[str, Measure]) -> None:
    """One dossier's whole story, in Vietnamese; the names of measures and outcomes in both languages."""
    dossier = story.current.dossier
    tree = Tree(f"{dossier.dossier}, {dossier.agency}, {dossier.procedure}, {question.period}")
    moments = {
        "Nộp / Filed": dossier.filed_at,
        "Tiếp nhận / Received": dossier.received_at,
        "Hẹn trả / Promised": dossier.due_at,
        "Kết thúc xử lý / Done": dossier.done_at,
        "Trả kết quả / Returned": dossier.returned_at,
        "Từ chối / Refused": dossier.refused_at,
    }
    for name, moment in moments.items():
        if moment:
            tree.add(f"{name}: {minute(moment)}")
    for request in dossier.supplements:
        tree.add(f"Yêu cầu bổ sung / Papers requested: {minute(request.asked_at)} → {minute(request.returned_at)}")
    for flag in sorted(story.current.flags):
        tree.add(_FLAGS[flag])
    tree.add(time_line(story.time))
    for code, verdict in story.verdicts.items():
        outcome = OUTCOMES[verdict.outcome]
        tree.add(f"{measures[code].label_vi} ({code}): {outcome.vi} / {outcome.en}. {verdict.text.vi}")
    console().print(tree, soft_wrap=True)


def print_outlooks(outlooks: Outlooks, now: datetime) -> None:
    """How open dossiers stand, one row an agency."""
    table = Table(
        title=f"{minute(now)}: hồ sơ đang giải quyết, đến hết / open dossiers, until {outlooks.until:%d/%m/%Y}",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("Cơ quan\nAgency", no_wrap=True)
    for standing in Standing:
        name = STANDINGS[standing]
        table.add_column(f"{capital(name.vi)}\n{capital(name.en)}", justify="right")
    for agency, found in sorted(outlooks.by_agency.items()):
        table.add_row(agency, *(str(found[standing]) for standing in Standing))
    console().print(table)


def print_costs(costs: Costs, root: str, most: int) -> None:
    """What late dossiers cost an agency, the most first."""
    late, lost = sum(each.late for each in costs.parts), sum((each.exact for each in costs.parts), Fraction())
    table = Table(
        title=f"{root} {costs.indicator.code}: {late} / {costs.cases} hồ sơ quá hạn / dossiers late, "
        f"{shown_part(lost)} / {costs.indicator.max} điểm / points",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for heading in ("Cơ quan\nAgency", "Thủ tục\nProcedure", "Kiểu quá hạn\nKind"):
        table.add_column(heading)
    for heading in ("Hồ sơ\nDossiers", "Điểm mất\nPoints lost"):
        table.add_column(heading, justify="right")
    for each in costs.parts[:most]:
        kind = KINDS[each.kind]
        table.add_row(each.agency, each.procedure, f"{kind.vi} / {kind.en}", str(each.late), str(each.points))
    out = console()
    if not costs.cases:
        out.print(f"{root}: không có hồ sơ nào tiếp nhận trong kỳ / no dossiers received in the period", soft_wrap=True)
        return
    out.print(table)
    if (left := len(costs.parts) - most) > 0:
        out.print(f"Còn {left} dòng / {left} more lines: --most {len(costs.parts)}")


def print_added(added: Added) -> None:
    """What became of what was added to a folder, and what it holds."""
    changes, out = added.changes, console()
    out.print(f"Đã đọc / Read: {added.read}")
    lines = {
        "Mới / New": changes.new,
        "Thay đổi / Changed": changes.changed,
        "Như cũ / Unchanged": changes.unchanged,
        "Cũ hơn bản đã có / Older than what was known": changes.not_current,
        "Hai bản khác nhau cùng thời điểm / Two different versions of one time": changes.differing,
        "Dòng tiến độ mới / New progress rows": added.new_progress_rows,
        "Dòng tiến độ chưa có hồ sơ / Progress rows without a dossier": added.lone_progress_rows,
        "Hồ sơ trong thư mục / Dossiers in the folder": added.state.rows,
    }
    for label, number in lines.items():
        out.print(f"  {label}: {number}")


def print_odd_rows(warnings: Iterable[Fault]) -> None:
    """What is odd about single dossiers and was taken in, on standard error."""
    print_warnings(as_records(list(warnings)))
