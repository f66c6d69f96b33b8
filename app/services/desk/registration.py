"""The register of agencies at the desk: what is registered, and what a list of agencies would change in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.agencies import Agency, Level
from app.domain.time import day_of
from app.services.agencies import Registration, register
from app.services.context import AppContext
from app.services.keys import Author
from app.services.submissions.parse_upload import Upload
from app.storage import agencies
from app.storage.agencies import Filter
from app.storage.submissions import Submission

_LISTED = 100
_SHOWN = 2_000  # no province has more agencies
_ORDER = (Level.DEPARTMENT, Level.COMMUNE, Level.DISTRICT)
_DETAILS = ("statistical_code", "valid_from", "merged_into")

Said = str | date | None


@dataclass(frozen=True, slots=True)
class AgencyChange:
    """What would be said of an agency. ``field``: of the register; ``None`` for an agency that is added.

    ``day``: the first of a new name.
    """

    agency: Agency
    field: str | None
    before: Said = None
    after: Said = None
    day: date | None = None


@dataclass(slots=True)
class RegisterEffect:
    """How many agencies would be added, bear another name, get another last day, change otherwise or stay the same.

    ``listed``: the first changes; ``changes``: how many there are.
    """

    agencies: int = 0
    added: int = 0
    renamed: int = 0
    ended: int = 0
    changed: int = 0
    same: int = 0
    changes: int = 0
    listed: list[AgencyChange] = field(default_factory=list)

    def note(self, found: list[AgencyChange]) -> None:
        """Count the changes of one agency."""
        fields = {each.field for each in found}
        self.agencies += 1
        self.added += None in fields
        self.renamed += "name" in fields
        self.ended += "valid_to" in fields
        self.changed += not fields.isdisjoint(_DETAILS)
        self.same += not found
        self.changes += len(found)
        self.listed += found[: _LISTED - len(self.listed)]


def register_effect(service: AppContext, upload: Upload, author: Author) -> tuple[Submission, RegisterEffect]:
    """A dry run, and what it would change; refuses what ``agencies.register`` does."""
    now = service.now()
    found = register(service.database, service.registers, replace(upload, dry_run=True), author, now)
    effect = RegisterEffect()
    for agency in found.agencies:
        effect.note(list(_changes(agency, found, day_of(now))))
    return found.submission, effect


def _changes(agency: Agency, found: Registration, today: date) -> Iterator[AgencyChange]:
    known = found.before.get(agency.code)
    if known is None:
        yield AgencyChange(agency, None)
        return
    if agency.name != known.name:
        yield AgencyChange(agency, "name", known.name, agency.name, found.name_days.get(agency.code, today))
    for name in ("valid_to", *_DETAILS):
        before, after = getattr(known, name), getattr(agency, name)
        if before != after:
            yield AgencyChange(agency, name, before, after)


def registered(service: AppContext, root: str) -> Mapping[Level, list[Agency]]:
    """The agencies below a ministry, a province or another agency that exist today, by level, in the order of the
    template."""
    today = day_of(service.now())
    with service.database.reading() as connection:
        found = agencies.page(connection, today, Filter(within=root, valid_on=today), _SHOWN)
    own = [each for each in found if each.level in _ORDER]
    own.sort(key=lambda each: (len(each.code), each.code))
    return {level: some for level in _ORDER if (some := [each for each in own if each.level is level])}


def roots(service: AppContext, author: Author) -> list[Agency]:
    """Whose agencies an author may register: of the whole country all provinces and ministries, else the key's own
    agency, which a ministry registers itself."""
    today = day_of(service.now())
    with service.database.reading() as connection:
        if author.root is not None:
            return list(agencies.find(connection, [author.root], today).values())
        return [
            each
            for level in (Level.PROVINCE, Level.MINISTRY)
            for each in agencies.page(connection, today, Filter(level, valid_on=today), _SHOWN)
        ]
