"""Rankings, averages and cards as an edition froze them."""

from pydantic import BaseModel

from app.api.http.deps import AveragesQuery, CardQuery, RankingQuery
from app.domain.agencies import Agency
from app.domain.editions import Edition
from app.domain.errors import Location, Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.periods import Period
from app.services.context import AppContext
from app.services.editions import editions
from app.services.evaluation.evaluate import Ranking
from app.storage.editions import StoredEdition

# What an edition fixes, and where it says so: what was known is what had arrived when it was published.
_FIXED = {"cohort": "cohort", "basis": "basis", "as_of": "as_of", "known_at": "published_at"}


def ranking_of(service: AppContext, period: Period, query: RankingQuery) -> Ranking:
    return editions.ranking_of(edition_of(service, period, query), query.by)


def agency_of(service: AppContext, period: Period, code: str, query: CardQuery) -> tuple[Agency, Evaluation]:
    edition = edition_of(service, period, query)
    return editions.member_of(edition, code), edition.evaluation


def edition_of(service: AppContext, period: Period, query: RankingQuery | AveragesQuery | CardQuery) -> Edition:
    """The edition that is asked for; refuses ``edition_differs`` where the rest of the question is not about it."""
    stored, edition = editions.open_edition(service.database, query.edition or 0)
    refuse_others(stored, period, query)
    return edition


def refuse_others(stored: StoredEdition, period: Period, query: BaseModel) -> None:
    """Refuse with ``edition_differs`` a question that is not about this edition."""
    asked = {"period": (period, stored.period)}
    asked |= {
        name: (getattr(query, name), getattr(stored, said))
        for name, said in _FIXED.items()
        if name in query.model_fields_set
    }
    for name, (value, expected) in asked.items():
        if value != expected:
            refusal = Refusal("edition_differs", edition=stored.id, field=name, expected=expected, value=value)
            raise refusal.at(Location(parameter=name))
