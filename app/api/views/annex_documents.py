"""The annexes of a letter to all agencies as DOCX, and the slip of each agency."""

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK
from docx.opc.oxml import serialize_part_xml
from docx.shared import Pt
from docx.table import _Cell

from app.api.views.docx_layout import fill, head_row, merge_down, new_document, run, table, text
from app.api.views.letter_documents import settled, stamp, unzipped, zipped
from app.services.letters.annexes import Annex, AnnexRow, has_tasks, tasks_name
from app.services.letters.facts import facts_of
from app.services.letters.letter_text import LetterText
from app.services.letters.text import line_text, mark_text
from app.services.vietnamese import capital, number, over, period

_LANDSCAPE = 252  # mm between the margins
_NUMBER, _SCORE = 11, 19
_SLIP_HEADS = {"score": "Điểm/tối đa", "average": "Trung bình", "rate": "Tỷ lệ", "rank": "Xếp hạng"}
_BODY = "word/document.xml"


def annexes_docx(annexes: Sequence[Annex], letter: LetterText) -> bytes:
    """All annexes in one document, each on a page of its own."""
    document = new_document("Phụ lục", landscape=True)
    for place, each in enumerate(annexes):
        _title(document, each.name, each.title, letter, on_new_page=place > 0)
        _ranking(document, each)
        _remark(document, mark_text(each.mark).text)
    if has_tasks(annexes):
        _title(document, tasks_name(annexes), "Nhiệm vụ của từng đơn vị", letter, on_new_page=True)
        _tasks(document, [row for each in annexes for row in each.rows])
    stamp(document, letter.draft, None)
    return _written(document)


def slips_docx(annex: Annex, letter: LetterText) -> Iterator[tuple[AnnexRow, bytes]]:
    """What each agency of an annex is told of its own result, on one page.

    They differ in their bodies alone: the rest of the files is made once.
    """
    document = new_document("Phiếu kết quả")
    stamp(document, letter.draft, mark_text(annex.mark))
    rest = unzipped(_written(document))
    body = document.element.body
    for row in annex.rows:
        for old in [each for each in body if each is not body.sectPr]:
            body.remove(old)
        _slip(document, row, letter)
        yield row, zipped({**rest, _BODY: serialize_part_xml(document.element)})


def _slip(document: Written, row: AnnexRow, letter: LetterText) -> None:
    said, facts = row.letter, facts_of(row.letter)
    _title(document, "PHIẾU KẾT QUẢ", f"{row.name}, {period(said.period)}", letter)
    total = line_text(said, said.total, facts)
    if total.sentence:
        text(document, total.sentence)
        document.add_paragraph().paragraph_format.line_spacing = Pt(6)
    groups = [line_text(said, each, facts) for each in said.groups if each.score is not None]
    shown = [name for name in _SLIP_HEADS if any(getattr(each, name) for each in groups)]
    if groups:
        _grid(
            document,
            ["TT", "Nhóm chỉ số", *(_SLIP_HEADS[name] for name in shown)],
            [[str(at), each.title, *(getattr(each, name) for name in shown)] for at, each in enumerate(groups, 1)],
            (_NUMBER, 60, *[94 // len(shown)] * len(shown)),
        )
    if row.cost:
        text(document, f"{row.cost}.")
    if row.steps:
        text(document, "Việc cần ít nhất để thêm điểm", bold=True)
    for step in row.steps:
        text(document, f"- {step}.")
    if row.tasks:
        text(document, "Nhiệm vụ", bold=True)
    for task in row.tasks:
        text(document, f"- {task.text}{f'. {task.deadline}' if task.deadline else ''}.")


def _title(document: Written, name: str, title: str, letter: LetterText, *, on_new_page: bool = False) -> None:
    first = document.add_paragraph()
    if on_new_page:
        first.add_run().add_break(WD_BREAK.PAGE)
    first.alignment = ALIGN.CENTER
    run(first, name, 14, bold=True)
    second = document.add_paragraph()
    second.alignment = ALIGN.CENTER
    run(second, capital(title), 14, bold=True)
    third = document.add_paragraph()
    third.alignment = ALIGN.CENTER
    third.paragraph_format.space_after = Pt(6)
    where = f"{letter.place_and_date.partition(', ')[2]} của {letter.issuer}"
    run(third, f"(Kèm theo Công văn {letter.number_and_sign.replace('Số: ', 'số ', 1)}", 13, italic=True)
    run(third, f" {where})", 13, italic=True)


def _ranking(document: Written, annex: Annex) -> None:
    heads = ["TT", "Cơ quan, đơn vị", *(f"{each.title} (tối\u00a0đa\u00a0{number(each.max)})" for each in annex.groups)]
    heads += ["Tổng điểm", "Xếp hạng"]
    heads += ["Thay đổi so với kỳ trước"] if annex.has_changes else []
    heads += ["Xếp loại"] if annex.has_grades else []
    lines = []
    for at, row in enumerate(annex.rows, start=1):
        line = [str(at), row.name, *map(_points, row.groups), _points(row.total)]
        line.append("" if row.rank is None else over(row.rank, len(annex.ranked)))
        line += [_change(row.change)] if annex.has_changes else []
        line += [row.grade or ""] if annex.has_grades else []
        lines.append(line)
    if annex.average is not None or any(each.average is not None for each in annex.groups):
        averages = ["", "Trung bình", *(_points(each.average) for each in annex.groups), _points(annex.average)]
        lines.append([*averages, *[""] * (len(heads) - len(averages))])
    figures = len(heads) - 2
    width = min(_SCORE + 4, (_LANDSCAPE - _NUMBER - 60) // figures)
    _grid(document, heads, lines, (_NUMBER, _LANDSCAPE - _NUMBER - width * figures, *[width] * figures), 11)


def _tasks(document: Written, rows: Sequence[AnnexRow]) -> None:
    with_deadlines = any(task.deadline for row in rows for task in row.tasks)
    heads = ["TT", "Cơ quan, đơn vị", "Nhiệm vụ", *(["Thời hạn"] if with_deadlines else [])]
    lines: list[list[str]] = []
    for row in rows:
        for place, task in enumerate(row.tasks):
            named = ["", ""] if place else [str(1 + sum(1 for line in lines if line[0])), row.name]
            lines.append([*named, task.text, *([task.deadline] if with_deadlines else [])])
    rest = _LANDSCAPE - _NUMBER - 75
    widths = (_NUMBER, 75, rest - 45, 45) if with_deadlines else (_NUMBER, 75, rest)
    cells = _grid(document, heads, lines, widths, 12)
    starts = [at for at, line in enumerate(lines) if line[0]]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        for column in range(2):
            below = [cells[(1 + at) * len(heads) + column] for at in range(start, end)]
            merge_down(below[0], below[1:])


def _grid(
    document: Written, heads: Sequence[str], lines: Sequence[Sequence[str]], widths: tuple[int, ...], size: int = 13
) -> Sequence[_Cell]:
    """A table with a head; returns its cells, row by row."""
    made = table(document, 1 + len(lines), widths, grid=True)
    # Cell by cell: python-docx looks through the whole table whenever it is asked for a row's cells.
    found = made._cells
    cells = iter(found)
    for head in heads:
        fill(next(cells), head, size, bold=True)
    for line in lines:
        for place, content in enumerate(line):
            fill(next(cells), content, size, left=place == 1 or len(content) > _SCORE)
    head_row(made)
    return found


def _remark(document: Written, content: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6)
    run(paragraph, content, 10, italic=True)


def _points(score: Decimal | None) -> str:
    return "" if score is None else number(score)


def _change(change: Decimal | None) -> str:
    """With its sign: ``+1,5``; ``0`` for none."""
    if change is None:
        return ""
    return f"+{number(change)}" if change > 0 else number(change).replace("-", "\u2212")


def _written(document: Written) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue())
