"""What the body of an agency is called in a letter: ``Ủy ban nhân dân tỉnh Phú Thọ`` for Phú Thọ."""

import re
from datetime import date

from app.domain.agencies import Agency, Level, root_code
from app.readers.files.registers import portal_departments

_COMMITTEE = "Ủy ban nhân dân"
# Names from the portal end with the province's: "Sở Y tế - Tỉnh Phú Thọ".
_OF_PROVINCE = re.compile(r"\s+-\s+(tỉnh|thành phố|tp\.?)\s.*$", re.IGNORECASE)
_KINDS = re.compile(r"(tỉnh|thành phố|xã|phường|đặc khu|thị trấn|huyện|quận|thị xã)\s+(?P<name>.+)", re.IGNORECASE)


def body_name(agency: Agency, day: date) -> str:
    """The body on a day: of a province, district or commune its people's committee; else the agency's own name."""
    if agency.level is Level.PROVINCE:
        return _province(agency.code, agency.name, day)
    name = _committee(_OF_PROVINCE.sub("", agency.name))
    if agency.level in (Level.COMMUNE, Level.DISTRICT) and not name.startswith(_COMMITTEE):
        return f"{_COMMITTEE} {_kind_in_small(name)}"
    return name


def short_name(agency: Agency) -> str:
    """An agency among others of its province: without the province's name, with which the portal ends it."""
    return _OF_PROVINCE.sub("", agency.name)


def parent_name(agency: Agency, day: date) -> str:
    """The committee above a department; empty for a body that has none above it in a letter's heading."""
    if agency.level is not Level.DEPARTMENT:
        return ""
    known = portal_departments().department_name(root_code(agency.code), day)
    return _committee(known) if known else ""


def province_name(agency: Agency, day: date) -> str:
    """The province of which an agency is part, without its kind: ``Phú Thọ``; empty where it has none."""
    if agency.level is Level.PROVINCE:
        return _without_kind(agency.name)
    known = portal_departments().department_name(root_code(agency.code), day)
    return _without_kind(_committee(known).removeprefix(_COMMITTEE).strip()) if known else ""


def seat_name(agency: Agency, day: date) -> str:
    """The place that stands before a letter's date: the commune's or district's own name, else the province's."""
    if agency.level in (Level.COMMUNE, Level.DISTRICT):
        return _without_kind(body_name(agency, day).removeprefix(_COMMITTEE).strip())
    return province_name(agency, day)


def _province(code: str, name: str, day: date) -> str:
    known = portal_departments().department_name(code, day)
    # Under an earlier name the province may have been of another kind.
    if known and known.endswith(_without_kind(name)):
        return _committee(known)
    return f"{_COMMITTEE} {_kind_in_small(name)}" if _KINDS.fullmatch(name) else f"{_COMMITTEE} tỉnh {name}"


def _committee(name: str) -> str:
    """A name with the committee written out, and its kind in small letters."""
    if not name.startswith(("UBND ", _COMMITTEE)):
        return name
    return f"{_COMMITTEE} {_kind_in_small(name.removeprefix('UBND ').removeprefix(_COMMITTEE).strip())}"


def _kind_in_small(name: str) -> str:
    found = _KINDS.fullmatch(name)
    return f"{found[1].lower()} {found['name']}" if found else name


def _without_kind(name: str) -> str:
    found = _KINDS.fullmatch(name)
    return found["name"] if found else name
