"""Makes the letter's bundled DOCX template, laid out as Decree 30/2020/NĐ-CP asks (annex I); the same
whenever it is run: ``python -m tools.letter_template``."""

import io

from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt

from app.api.views.docx_layout import (
    MOTTO,
    fill,
    head_row,
    line,
    new_document,
    rule,
    run,
    table,
    text,
    without_first_paragraph,
)
from app.api.views.letter_documents import TEMPLATE, settled


def make() -> bytes:
    """The template's bytes."""
    document = new_document("Công văn")
    _heading(document)
    _body(document)
    _foot(document)
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue())


def _heading(document: Written) -> None:
    left, right = table(document, 1, (63, 102)).rows[0].cells
    for content in ("{%p if parent_body %}", "{{ parent_body }}", "{%p endif %}"):
        line(left, content, 13)
    line(left, "{{ issuing_body }}", 13, bold=True)
    rule(left, Mm(22))
    line(left, "{{ number_and_sign }}", 13).paragraph_format.space_before = Pt(6)
    line(left, "{{ subject }}", 12).paragraph_format.space_before = Pt(6)
    line(right, MOTTO[0], 13, bold=True)
    line(right, MOTTO[1], 14, bold=True)
    rule(right, Mm(15))
    line(right, "{{ place_and_date }}", 14, italic=True).paragraph_format.space_before = Pt(6)
    without_first_paragraph(left)
    without_first_paragraph(right)


def _body(document: Written) -> None:
    _addressees(document)
    for content in ("{%p for ground in legal_grounds %}", "{{ ground }}", "{%p endfor %}"):
        text(document, content, italic=True)
    text(document, "{{ opening }}")
    _if(document, "correction", "{{ correction }}")
    text(document, "{%p if layout == 'running' %}")
    _running(document)
    text(document, "{%p else %}")
    _sections(document)
    text(document, "{%p endif %}")
    _if(document, "annexes", "{{ annexes }}")
    _if(document, "assignments", "{{ assignments }}")
    _if(document, "closing", "{{ closing }}")


def _running(document: Written) -> None:
    _if(document, "total.sentence", "{{ total.sentence }}")
    _each(document, "line in lines", "{{ line.mark }} {{ line.text }}")
    _if(document, "partial", "{{ partial }}")
    _each(document, "summary in summaries", "- {{ summary }}")
    _findings(document)
    _each(document, "request in requests", "{{ request }}")


def _sections(document: Written) -> None:
    _if(document, "total.sentence", "{{ sections.total }}. Kết quả chung", bold=True)
    _if(document, "total.sentence", "{{ total.sentence }}")
    text(document, "{%p if groups %}")
    text(document, "{{ sections.groups }}. Kết quả theo nhóm chỉ số", bold=True)
    _groups(document)
    text(document, "{%p endif %}")
    _if(document, "partial", "{{ partial }}")
    _if(document, "details", "{{ details_heading }}:")
    _each(document, "detail in details", "- {{ detail }}.")
    _if(document, "summaries", "{{ sections.summaries }}. Kết quả của các cơ quan, đơn vị", bold=True)
    _each(document, "summary in summaries", "- {{ summary }}")
    _if(document, "findings", "{{ sections.findings }}. Đánh giá", bold=True)
    _findings(document)
    _if(document, "requests", "{{ sections.requests }}. Đề nghị", bold=True)
    _each(document, "request in requests", "- {{ request }}")


def _findings(document: Written) -> None:
    text(document, "{%p if assessment %}")
    text(document, "{{ assessment }}")
    text(document, "{%p else %}")
    text(document, "{%p for finding in findings %}")
    lead = text(document, "{{ 'abcd'[loop.index0] }}) {{ finding.heading }}:")
    lead.paragraph_format.keep_with_next = True
    _each(document, "item in finding['items']", "- {{ item }}")
    text(document, "{%p endfor %}")
    text(document, "{%p endif %}")


def _if(document: Written, condition: str, content: str, *, bold: bool = False) -> None:
    text(document, f"{{%p if {condition} %}}")
    text(document, content, bold=bold)
    text(document, "{%p endif %}")


def _each(document: Written, of: str, content: str) -> None:
    text(document, f"{{%p for {of} %}}")
    text(document, content)
    text(document, "{%p endfor %}")


def _addressees(document: Written) -> None:
    one = document.add_paragraph("{%p if addressees|length < 2 %}")
    one = document.add_paragraph("Kính gửi: {{ addressees|join|trim('.') or '……' }}")
    one.alignment = ALIGN.CENTER
    one.paragraph_format.space_before = one.paragraph_format.space_after = Pt(12)
    document.add_paragraph("{%p else %}")
    several = document.add_paragraph("Kính gửi:")
    several.paragraph_format.left_indent, several.paragraph_format.space_before = Mm(40), Pt(12)
    for content in ("{%p for addressee in addressees %}", "- {{ addressee }}", "{%p endfor %}"):
        document.add_paragraph(content).paragraph_format.left_indent = Mm(48)
    document.add_paragraph("{%p endif %}")


def _groups(document: Written) -> None:
    """The table; the columns of figures in which nothing is known are left out when it is filled."""
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)
    made = table(document, 7, (11, 54, 5, 90, 5), grid=True)
    rows = (
        ("TT", "Nhóm chỉ số", "{%tc for head in columns.values() %}", "{{ head }}", "{%tc endfor %}"),
        ("{{ loop.index }}", "{{ group.title }}", "{%tc for name in columns %}", "{{ group[name] }}", "{%tc endfor %}"),
        ("", "{{ total.title }}", "{%tc for name in columns %}", "{{ total[name] }}", "{%tc endfor %}"),
    )
    for row, texts in zip((0, 2, 5), rows, strict=True):
        for place, (cell, content) in enumerate(zip(made.rows[row].cells, texts, strict=True)):
            fill(cell, content, 13, bold=row != 2, left=place == 1 and row > 0)
    tags = ("{%tr for group in groups %}", "{%tr endfor %}", "{%tr if total.score %}", "{%tr endif %}")
    for row, tag in zip((1, 3, 4, 6), tags, strict=True):
        made.rows[row].cells[0].paragraphs[0].add_run(tag)
    head_row(made)


def _foot(document: Written) -> None:
    document.add_paragraph()
    left, right = table(document, 1, (80, 85)).rows[0].cells
    line(left, "Nơi nhận:", 12, bold=True, italic=True).alignment = ALIGN.LEFT
    line(left, "{%p for recipient in recipients %}", 11)
    one = line(left, "- {{ recipient.text }}", 11)
    one.alignment = ALIGN.LEFT
    run(one, "{{ recipient.initials }}", 11)
    one.runs[-1].font.superscript = True
    run(one, "{{ recipient.end }}", 11)
    line(left, "{%p endfor %}", 11)
    for content in ("{%p for line in signer_title %}", "{{ line }}", "{%p endfor %}"):
        line(right, content, 14, bold=True)
    for _ in range(4):
        line(right, "", 14)
    line(right, "{{ signer_name }}", 14, bold=True)
    without_first_paragraph(left)
    without_first_paragraph(right)


if __name__ == "__main__":
    TEMPLATE.write_bytes(make())
