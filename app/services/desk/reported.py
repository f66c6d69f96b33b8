"""Who has sent figures for a period, and who has not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.domain.agencies import Agency, Cohort
from app.domain.enums import Kind
from app.domain.periods import Period
from app.domain.time import day_of
from app.services.context import AppContext
from app.services.keys import Author
from app.storage import agencies
from app.storage.figures.reported import Sent, sent_for


@dataclass(frozen=True, slots=True)
class Reporter:
    """An agency of the key's subtree; ``sent``: ``None`` where nothing has come."""

    agency: Agency
    sent: Sent | None


@dataclass(frozen=True, slots=True)
class Reported:
    """``own``: the agency that the others are part of, as the province that also reports for itself; ``cohort``: those
    of the cohort that the author may write for, by code."""

    own: Reporter | None
    cohort: list[Reporter]


def reporters(service: AppContext, author: Author, kind: Kind, period: Period, cohort: Cohort | None) -> Reported:
    """Who has sent figures of a period and who has not: of a cohort, and the root of the author's subtree or of it."""
    day, root = period.last_day, author.root or (cohort.root if cohort else None)
    with service.database.reading() as connection:
        found: Sequence[Agency] = agencies.members(connection, cohort, day) if cohort else []
        above = agencies.find(connection, [root], day).values() if root else []
        own = {each.code: each for each in (*above, *found) if author.may_write(each.code) and each.valid_on(day)}
        sent = sent_for(connection, kind, period, own)
    made = [Reporter(agency, sent.get(code)) for code, agency in own.items()]
    of_cohort = [each for each in made if each.agency.code != root]
    return Reported(next((each for each in made if each.agency.code == root), None), of_cohort)


def names_of(service: AppContext, codes: Collection[str]) -> dict[str, str]:
    """What some agencies are called today, by code."""
    with service.database.reading() as connection:
        found = agencies.find(connection, codes, day_of(service.now()))
    return {code: agency.name for code, agency in found.items()}
