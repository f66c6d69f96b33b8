"""The letter as a document: a page of HTML, or a DOCX made from a template that the office can replace."""

import io
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import jinja2
import structlog
from docxtpl.template import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from app.domain.errors import Refusal
from app.services.letters.text import LetterText

TEMPLATE = Path(__file__).parents[1] / "templates" / "letter.docx"
_PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATE.parent),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_log = structlog.get_logger()


def to_html(text: LetterText) -> str:
    """The letter as one page of HTML, to be read or printed on A4."""
    return _PAGES.get_template("letter.html").render(_context(text))


def to_docx(text: LetterText, template: Path | None) -> bytes:
    """The letter as DOCX, byte by byte the same for the same letter. ``template``: the office's own, else the bundled.

    The template is rendered in a sandbox. Refuses ``letter_template_broken``.
    """
    path = template or TEMPLATE
    environment = SandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)
    out = io.BytesIO()
    try:
        document = DocxTemplate(path)
        document.render(_context(text), environment, autoescape=True)
        document.save(out)
    # A template is a program of somebody else's: there is no end to what it can raise.
    except Exception as error:
        _log.warning("letter_template_broken", template=str(path), exc_info=error)
        what = str(error) or type(error).__name__
        raise Refusal("letter_template_broken", file=path.name, what=what) from error
    return settled(out.getvalue())


def settled(document: bytes) -> bytes:
    """A zipped document without the times at which its parts were written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, _EPOCH), old.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _context(text: LetterText) -> dict[str, Any]:
    """What a template can name: the blocks of the letter, and ``findings``, its rules in order."""
    return {**{field.name: getattr(text, field.name) for field in fields(text)}, "findings": text.findings}
