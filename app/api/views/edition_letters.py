"""The letter over an edition: its figures, what it corrects, and whether who asks may speak for the agency."""

from dataclasses import dataclass, replace
from datetime import date

from app.domain.comparable import comparable
from app.domain.editions import Difference, Edition, differences
from app.domain.scorecard.scorecard import TOTAL
from app.domain.time import day_of
from app.domain.what_if.levers_in_force import with_levers
from app.services.context import AppContext
from app.services.editions.editions import get_edition, member_of, open_edition
from app.services.keys import Author
from app.services.letters.compose import Correction, Letter, Mark, write
from app.services.letters.next_steps import next_rank
from app.storage.editions import StoredEdition


@dataclass(frozen=True, slots=True)
class Asked:
    """How a letter is asked for: with a number and a date or without, by whom (``None``: nobody with a key), under
    which address the world knows the service (``site``)."""

    number: str | None
    day: date | None
    author: Author | None
    site: str

    def is_draft(self, agency: str) -> bool:
        """Whether nobody asks who may speak for the agency: the holder of a key of it, of one above it, or of the
        country."""
        return self.author is None or not self.author.may_write(agency)


def edition_letter(service: AppContext, id_: int, agency: str, asked: Asked) -> Letter:
    """The letter on an agency of an edition. Refuses ``unknown_edition`` and ``agency_not_in_edition``."""
    stored, edition = open_edition(service.database, id_)
    code = member_of(edition, agency).code
    return letter_of(service, stored, edition, code, asked)


def letter_of(service: AppContext, stored: StoredEdition, edition: Edition, code: str, asked: Asked) -> Letter:
    """The letter on the agency ``code`` of an opened edition."""
    changes = edition.changes_of(code)
    letter = write(edition.evaluation, code, changes, service.registers.offices, asked.number, asked.day)
    if letter.office.what_if:
        evaluation = with_levers(comparable(edition.evaluation, letter.office.limits), service.registers.scorecards)
        letter = replace(letter, next_rank=next_rank(evaluation, code, ended=had_ended(edition)))
    return replace(
        letter,
        mark=mark_of(service, stored, edition, code, asked.site),
        draft=asked.is_draft(code) or stored.withdrawal is not None,
    )


def had_ended(edition: Edition) -> bool:
    """Whether an edition's period had, in Vietnam, when it was published: what can be done is told as of that day."""
    return day_of(edition.published_at) > edition.evaluation.period.last_day


def mark_of(service: AppContext, stored: StoredEdition, edition: Edition, code: str | None, site: str) -> Mark:
    """Which edition a letter tells of, and what that corrects (of the agency ``code``, if one is named)."""
    return Mark(
        stored.id,
        stored.digest,
        edition.evaluation.as_of,
        f"{site}/editions/{stored.id}",
        _correction(service, stored, edition, code),
        stored.withdrawal.at if stored.withdrawal else None,
    )


def _correction(service: AppContext, stored: StoredEdition, edition: Edition, code: str | None) -> Correction | None:
    if stored.replaces is None:
        return None
    before = get_edition(service.database, stored.replaces)
    changed = _changed(service, before.id, edition, code) if code else ()
    return Correction(before.id, before.digest, before.published_at, stored.reason or "", changed)


def _changed(service: AppContext, before: int, edition: Edition, code: str) -> tuple[Difference, ...]:
    """What a correction says otherwise of an agency's total and groups."""
    columns = (TOTAL, *edition.evaluation.scorecard.groups_by_code)
    _, old = open_edition(service.database, before)
    found, _ = differences(old.evaluation, edition.evaluation)
    told = {each.code: each for each in found if each.agency.code == code and each.code in columns}
    return tuple(told[column] for column in columns if column in told)
