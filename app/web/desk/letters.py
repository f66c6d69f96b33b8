"""Finding the letters of an edition at the desk, and giving them their number and date."""

import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.api.http.cold_slots import ColdDep
from app.api.http.deps import AgencyPath, EditionPath, parsed_by, public_url
from app.api.routes.letters import LetterFormat, letter_response, package_response
from app.api.views.edition_letters import Asked, edition_letter
from app.domain.agencies import Agency, Cohort, Level
from app.domain.errors import Refusal
from app.domain.time import parse_day
from app.services.desk.publication import cohort_roots, editions_of, members_of
from app.services.editions.editions import get_edition
from app.storage.editions import StoredEdition
from app.web.desk.pages.letters import LettersAsked, letters_page
from app.web.desk.session import Desk, DeskDep, sealed
from app.web.page_source import parse_edition

router = APIRouter(include_in_schema=False)
_EDITIONS = 100


class LettersQuery(BaseModel):
    """``edition``: without it the newest; ``agency``: whose letter is to be filled in."""

    edition: Annotated[int | None, parsed_by(parse_edition)] = None
    agency: str | None = None


class DeskPackageQuery(BaseModel):
    """What the form fills in; an empty field is one that was left out."""

    number: str = Field("", max_length=20, pattern=r"^[\w ./&-]*$")
    date: Annotated[datetime.date | None, parsed_by(lambda text: parse_day(text) if text else None)] = None


class DeskLetterQuery(DeskPackageQuery):
    format: LetterFormat = LetterFormat.DOCX


@router.get("/cong-van")
async def get_letters(query: Annotated[LettersQuery, Query()], desk: DeskDep, cold: ColdDep) -> Response:
    """The agencies of an edition whose letters the key's office may need, and the form of one."""
    return await cold(lambda: _shown(desk, query))


@router.get("/cong-van/{id}/{agency}")
async def get_desk_letter(
    id: EditionPath, agency: AgencyPath, query: Annotated[DeskLetterQuery, Query()], desk: DeskDep, cold: ColdDep
) -> Response:
    """The letter on an agency, with its number and date."""
    asked = Asked(query.number.strip() or None, query.date, desk.author, public_url(desk.request, desk.service))
    return sealed(await cold(lambda: letter_response(edition_letter(desk.service, id, agency, asked), query.format)))


@router.get("/cong-van/{id}/{agency}/goi")
async def get_desk_package(
    id: EditionPath, agency: AgencyPath, query: Annotated[DeskPackageQuery, Query()], desk: DeskDep, cold: ColdDep
) -> Response:
    """The letter of a province's or ministry's office to all its agencies, with its annexes, as a ZIP."""
    asked = Asked(query.number.strip() or None, query.date, desk.author, public_url(desk.request, desk.service))
    return sealed(await cold(lambda: package_response(desk.service, id, agency, asked)))


def _shown(desk: Desk, query: LettersQuery) -> Response:
    service, author = desk.service, desk.author
    known = editions_of(service, author, _EDITIONS)
    if query.edition is None and not known:
        return desk.page("no_edition.html", {})
    stored = known[0] if query.edition is None else get_edition(service.database, query.edition)
    members = members_of(service, author, stored.id)
    if query.agency and query.agency not in dict(members):
        raise Refusal("agency_not_in_edition", value=query.agency, cohort=stored.cohort)
    editions = known if stored.id in {each.id for each in known} else [stored, *known]
    roots = cohort_roots(service, (each.cohort for each in editions))
    office = _office(desk, stored, query.agency)
    asked = LettersAsked(stored, editions, roots, members, query.agency, office)
    return desk.page("letters.html", {"page": letters_page(asked, desk.at)})


def _office(desk: Desk, stored: StoredEdition, agency: str | None) -> Agency | None:
    """Whose package can be had: of the ministry or province of the cohort, or of the one that was chosen in it; of a
    department or commune that was chosen there is only its letter."""
    code = agency if stored.cohort.root is None else None if agency else stored.cohort.root
    if code is None or not desk.author.may_write(code):
        return None
    found = cohort_roots(desk.service, [Cohort(Level.DEPARTMENT, code)])
    return found.get(code)
