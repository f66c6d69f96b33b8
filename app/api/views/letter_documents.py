"""The letter as a document: a page of HTML, or a DOCX made from a template that the office can replace."""

import io
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

import jinja2
import segno
import structlog
from docx.document import Document as Written
from docxtpl.template import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from app.api.views.docx_layout import fit_columns, mark_draft, mark_foot
from app.domain.errors import Refusal
from app.services.letters.letter_text import LetterText, MarkText

TEMPLATE = Path(__file__).parents[1] / "templates" / "letter.docx"
_PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATE.parent),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_EPOCH = (1980, 1, 1, 0, 0, 0)
# In Word's own words, so that a number is not torn apart at the end of a line.
_UNBROKEN = {"-": '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">', " ": "\u00a0"}
_log = structlog.get_logger()


def to_html(text: LetterText) -> str:
    """The letter as one page of HTML, to be read or printed on A4; what was left out stands below it, unprinted."""
    qr = Markup(_code(text.mark).svg_inline(scale=1, border=0, omitsize=True)) if text.mark else ""  # noqa: S704  # made by segno of modules alone
    return _PAGES.get_template("letter.html").render(_context(text), qr=qr)


def to_docx(text: LetterText, template: Path | None) -> bytes:
    """The letter as DOCX, byte by byte the same for the same letter. ``template``: the office's own, else the bundled.

    The template is rendered in a sandbox. Whatever it prints, the letter is marked as a draft where it is one, and has
    at its foot the edition that it tells of. Refuses ``letter_template_broken``.
    """
    path = template or TEMPLATE
    environment = SandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)
    context = {**_context(text), "number_and_sign": _unbroken(text.number_and_sign)}
    out = io.BytesIO()
    try:
        document = DocxTemplate(path)
        document.init_docx()
        stamp(cast("Written", document.docx), text.draft, text.mark)
        document.render(context, environment, autoescape=True)
        fit_columns(cast("Written", document.docx))
        document.save(out)
    # A template is a program of somebody else's: there is no end to what it can raise.
    except Exception as error:
        _log.warning("letter_template_broken", template=str(path), exc_info=error)
        what = str(error) or type(error).__name__
        raise Refusal("letter_template_broken", file=path.name, what=what) from error
    return settled(out.getvalue())


def stamp(document: Written, draft: str, mark: MarkText | None) -> None:
    """Writes into headers and footers that a document is a draft, if it is one, and on which edition it rests.

    A template must still be rendered afterwards, or never: then what it says is plain text.
    """
    if draft:
        mark_draft(document, draft)
    if mark:
        picture = io.BytesIO()
        _code(mark).save(picture, kind="png", scale=8, border=1)
        mark_foot(document, picture, mark.text)


def settled(document: bytes) -> bytes:
    """A zipped document without the times at which its parts were written."""
    return zipped(unzipped(document))


def unzipped(archive: bytes) -> dict[str, bytes]:
    """The files in a ZIP by their names."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        return {part.filename: old.read(part) for part in old.infolist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    """Files by their names as a ZIP, the same for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _code(mark: MarkText) -> segno.QRCode:
    return segno.make_qr(mark.address, error="m")


def _unbroken(text: str) -> Markup:
    pieces = (_UNBROKEN.get(each) or escape(each) for each in text)
    return Markup("".join(pieces))  # noqa: S704  # each of them is escaped, or our own


def _context(text: LetterText) -> dict[str, Any]:
    """What a template can name: the blocks of the letter, ``findings`` (those of its rules that found something) and
    the numbers of its ``sections``."""
    blocks = {field.name: getattr(text, field.name) for field in fields(text)}
    return {**blocks, "findings": text.findings, "sections": text.sections}
