"""What an office sends to its agencies, as one ZIP: letter, annexes as DOCX and XLSX, a slip for each agency."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.api.views.edition_letters import Asked, had_ended, letter_of, mark_of
from app.domain.agencies import Agency, Cohort, Level
from app.domain.editions import Edition
from app.domain.errors import Refusal
from app.domain.messages.message import Text
from app.domain.office import Office
from app.domain.periods import Period
from app.domain.what_if.levers_in_force import with_levers
from app.services.agencies import get_detail
from app.services.context import AppContext
from app.services.editions.announcements import standing_for
from app.services.editions.editions import get_edition, open_edition
from app.services.letters.annexes import Annex, annex
from app.services.letters.compose import Letter, office_for, without_result
from app.services.letters.left_out import LeftOut, LeftOutPart, LeftOutReason
from app.services.letters.letter_text import LetterText
from app.services.letters.next_steps import SlipFacts, late_costs
from app.services.letters.text import words
from app.services.vietnamese import COHORTS
from app.storage.editions import StoredEdition

LETTER, ANNEXES_DOCX, ANNEXES_XLSX, LEFT_OUT = "cong-van.docx", "phu-luc.docx", "phu-luc.xlsx", "khong-neu.txt"
_BELOW = (Level.DEPARTMENT, Level.DISTRICT, Level.COMMUNE)


@dataclass(frozen=True, slots=True)
class Package:
    """A letter to all agencies with its annexes, and what was left out of them."""

    letter: Letter
    text: LetterText
    annexes: tuple[Annex, ...]

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        return (*self.text.left_out, *(each for one in self.annexes for each in one.left_out))


def package_of(service: AppContext, id_: int, code: str, asked: Asked) -> Package:
    """The package of the office of a ministry or a province, over an edition of it or of agencies below it.

    With the edition named go the current ones of the period: of the agency's own cohort, and of each below it. Refuses
    ``unknown_edition``, ``agency_not_in_edition`` and ``unknown_agency``.
    """
    stored = get_edition(service.database, id_)
    if stored.cohort.root not in (None, code):
        raise Refusal("agency_not_in_edition", value=code, cohort=stored.cohort)
    record, _ = get_detail(service.database, code, stored.period.last_day)
    own = _own(service, stored, record.agency, asked)
    opened = {cohort: _opened(service, stored, cohort) for cohort in _cohorts_below(service, code, stored.period)}
    present = [found for found in opened.values() if found]
    office = office_for(service.registers.offices, code, stored.period, asked.number, asked.day)
    above = _opened(service, stored, Cohort.of(record.agency)) if office.what_if else None
    annexes = tuple(
        annex(
            place,
            edition,
            mark_of(service, one, edition, None, asked.site),
            office,
            asked.day,
            _slips(service, code, above and above[1], edition) if office.what_if else None,
        )
        for place, (one, edition) in enumerate(present)
    )
    letter = own or _bare(record.agency, present[0][1], annexes[0], office, asked)
    text = words(letter, annexes)
    missing = tuple(_not_published(cohort) for cohort, found in opened.items() if not found)
    return Package(letter, replace(text, left_out=(*text.left_out, *missing)), annexes)


def zip_of(package: Package) -> bytes:
    """The package's files. Refuses ``letter_template_broken``."""
    from app.api.views.annex_documents import annexes_docx, slips_docx  # noqa: PLC0415  # python-docx is large
    from app.api.views.annex_workbook import annexes_xlsx  # noqa: PLC0415  # as is openpyxl
    from app.api.views.letter_documents import to_docx, zipped  # noqa: PLC0415

    text = package.text
    files = {LETTER: to_docx(text, package.letter.office.template)}
    if package.annexes:
        files[ANNEXES_DOCX] = annexes_docx(package.annexes, text)
        files[ANNEXES_XLSX] = annexes_xlsx(package.annexes, draft=package.letter.draft)
    for each in package.annexes:
        files |= {f"phieu/{row.agency.code}.docx": slip for row, slip in slips_docx(each, text)}
    if package.left_out:
        files[LEFT_OUT] = left_out_text(package.left_out).encode("utf-8-sig")
    return zipped(files)


def left_out_text(found: Sequence[LeftOut]) -> str:
    """What was left out, for people: a line in Vietnamese, and one in English, for each."""
    lines = ["Không nêu trong công văn và phụ lục / Left out of the letter and its annexes", ""]
    for each in found:
        lines += [each.text.vi, f"    {each.text.en}"]
    return "\r\n".join(lines) + "\r\n"


def _cohorts_below(service: AppContext, code: str, period: Period) -> Iterator[Cohort]:
    """The cohorts within a ministry or province that there could be in a period."""
    if "." in code:
        return
    for level in _BELOW if code.startswith("H") else _BELOW[:1]:
        last_day = service.registers.last_days.get(level)
        if last_day is None or period.last_day <= last_day:
            yield Cohort(level, code)


def _opened(service: AppContext, named: StoredEdition, cohort: Cohort) -> tuple[StoredEdition, Edition] | None:
    """The edition that was named, if it is of this cohort; else the current one of the period."""
    found = named if named.cohort == cohort else standing_for(service, named.period, cohort)
    return open_edition(service.database, found.id) if found else None


def _own(service: AppContext, named: StoredEdition, agency: Agency, asked: Asked) -> Letter | None:
    """The letter on the agency's own result, where that was published."""
    found = _opened(service, named, Cohort.of(agency))
    if found is None:
        return None
    stored, edition = found
    if agency.code not in edition.evaluation.cards:
        if stored.id == named.id:
            raise Refusal("agency_not_in_edition", value=agency.code, cohort=stored.cohort)
        return None
    return letter_of(service, stored, edition, agency.code, asked)


def _slips(service: AppContext, code: str, above: Edition | None, edition: Edition) -> SlipFacts:
    """``above``: the edition with the result of the agency ``code`` itself, if it was published."""
    evaluation = with_levers(edition.evaluation, service.registers.scorecards)
    costs = late_costs(above.evaluation, code, edition.evaluation) if above else None
    return SlipFacts(evaluation, had_ended(edition), costs)


def _bare(agency: Agency, below: Edition, first: Annex, office: Office, asked: Asked) -> Letter:
    letter = without_result(agency, below.evaluation, office, asked.day)
    return replace(letter, mark=first.mark, draft=asked.is_draft(agency.code) or first.mark.withdrawn_at is not None)


def _not_published(cohort: Cohort) -> LeftOut:
    name = Text(COHORTS[cohort.level].vi, COHORTS[cohort.level].en)
    return LeftOut(LeftOutPart.ANNEX, LeftOutReason.NOT_PUBLISHED, str(cohort), name)
