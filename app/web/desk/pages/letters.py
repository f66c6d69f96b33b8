"""What the page shows on which an office finds its letters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.agencies import Agency
from app.services.vietnamese import capital
from app.storage.editions import StoredEdition
from app.web.addresses import Addresses
from app.web.i18n.format import Localizer
from app.web.pages.editions import edition_title
from app.web.pages.ranking import Choice


@dataclass(frozen=True, slots=True)
class Recipient:
    """An agency that the letter is about; ``address``: where its letter is asked for."""

    name: str
    code: str
    address: str


@dataclass(frozen=True, slots=True)
class LettersPage:
    """``chosen``: the agency whose letter is to be filled in, ``action``: where the form leads."""

    editions: list[Choice]
    edition: str
    title: str
    state: str
    about: str
    recipients: list[Recipient]
    chosen: Recipient | None
    action: str
    office: str
    package: str


@dataclass(frozen=True, slots=True)
class LettersAsked:
    """``members``: the agencies that letters can be had of, code and name; ``agency``: the one that was chosen;
    ``office``: the ministry or province of which all letters can be had together."""

    stored: StoredEdition
    editions: Sequence[StoredEdition]
    roots: Mapping[str, Agency]
    members: Sequence[tuple[str, str]]
    agency: str | None
    office: Agency | None


def letters_page(asked: LettersAsked, at: Addresses) -> LettersPage:
    """The letters of an edition, and the form of one."""
    stored, roots, office = asked.stored, asked.roots, asked.office
    say = Localizer(at.language)

    def title(each: StoredEdition) -> str:
        return edition_title(each, roots.get(each.cohort.root or ""), say)

    found = [
        Recipient(capital(name), code, at.desk("/cong-van", edition=stored.id, agency=code))
        for code, name in asked.members
    ]
    chosen = next((each for each in found if each.code == asked.agency), found[0] if len(found) == 1 else None)
    return LettersPage(
        editions=[
            Choice(str(each.id), say("desk_edition", number=each.id, title=title(each)), each.id == stored.id)
            for each in asked.editions
        ],
        edition=say("edition_number", number=stored.id),
        title=title(stored),
        state="" if stored.stands else say("desk_letters_old"),
        about=at.announcement(stored.id),
        recipients=found,
        chosen=chosen,
        action=at.desk(f"/cong-van/{stored.id}/{chosen.code}") if chosen else "",
        office=capital(office.name) if office else "",
        package=at.desk(f"/cong-van/{stored.id}/{office.code}/goi") if office else "",
    )
