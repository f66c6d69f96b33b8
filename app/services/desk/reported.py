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


def reporters(service: AppContext, author: Author, kind: Kind, period: Period, cohort: Cohort | None) -> list[Reporter]:
    """The agencies of a cohort that the author may write for, by code, the root of the author's subtree first."""
    day = period.last_day
    with service.database.reading() as connection:
        found: Sequence[Agency] = agencies.members(connection, cohort, day) if cohort else []
        root = agencies.find(connection, [author.root], day).values() if author.root else []
        own = {each.code: each for each in (*root, *found) if author.may_write(each.code) and each.valid_on(day)}
        sent = sent_for(connection, kind, period, own)
    return [Reporter(agency, sent.get(code)) for code, agency in own.items()]


def names_of(service: AppContext, codes: Collection[str]) -> dict[str, str]:
    """What some agencies are called today, by code."""
    with service.database.reading() as connection:
        found = agencies.find(connection, codes, day_of(service.now()))
    return {code: agency.name for code, agency in found.items()}
