"""From the database to the ranked JSON of every cohort: ours against a float pipeline in Polars over the same file.

Then a country of the same size and months whose figures are as real ones are, and the bundled real provinces, each
against that in which everybody reported everything. And after one commune's submission: what is affected, in a country
of two provinces and in the whole one.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from app.api.http.rendering import to_json
from app.api.views import figures
from app.domain.agencies import Cohort
from app.domain.enums import Kind
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services import registers
from app.services.context import AppContext
from app.services.demo import load_demo
from app.services.evaluation.evaluate import Evaluator
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.submissions.parse_upload import Upload
from bench import country, float_pipeline
from bench.country import NOW, PERIOD, Shape
from bench.rounds import Better, Fact, Ratio, Result, Target, by_turns

_PART = "scoring"
_ALL = 1000  # the most that one answer holds
_PROVINCE = "H01"
_BUNDLED = Period.parse("2026")
_ROUNDINGS = 0.031  # points: of an agency three indicators may round otherwise in floats
_TIMES = 20  # one takes so short a while that the clock of a busy machine says little


def run(rounds: int) -> Iterator[Result]:
    with TemporaryDirectory() as folder:
        whole, few = (
            country.build(Path(folder) / "whole.db"),
            country.build(Path(folder) / "few.db", _few(country.WHOLE)),
        )
        yield from _country(whole, Path(folder) / "whole.db", rounds)
        real = country.build(Path(folder) / "real.db", replace(country.WHOLE, real=True))
        yield from _as_real_ones(whole, real, rounds)
        bundled = _bundled(Path(folder) / "bundled.db")
        yield _of_bundled(whole, bundled, rounds)
        yield _affected(whole, few, rounds)
        for service in (whole, few, real, bundled):
            service.database.engine.dispose()


def rankings(service: AppContext, names: list[str], period: Period = PERIOD) -> dict[str, bytes]:
    """The JSON of ``/v1/rankings/{period}`` for each cohort, from connections that are opened anew."""
    service.database.engine.dispose()
    return {name: _ranking(service, name, period) for name in names}


def _ranking(service: AppContext, cohort: str, period: Period = PERIOD) -> bytes:
    ranking = Evaluator.asked(service, Basis.BEST).ranking(period, Cohort.parse(cohort), TOTAL)
    return to_json(figures.ranking_view(ranking, 0, _ALL, ""))


def _country(service: AppContext, path: Path, rounds: int) -> Iterator[Result]:
    scorecard = service.registers.scorecards.in_force(PERIOD)
    names = country.cohorts(service)
    pipeline = float_pipeline.Pipeline(path, scorecard, PERIOD)
    ours, theirs = rankings(service, names), pipeline.rankings()
    yield Fact(_PART, "the country: agencies", "", float(_ranked_in(ours)))
    yield Fact(_PART, "the country: counts, with those that were corrected", "", float(country.stored(service)))
    yield Fact(_PART, "totals that differ between the two by a rounding", "", float(_compared(ours, theirs)))
    measured = by_turns(rounds, _seconds(lambda: rankings(service, names)), _seconds(pipeline.rankings))
    target = Target(Better.LOW, 3)
    yield Ratio(_PART, "every cohort ranked, cold", "s", measured[0], "Polars with floats", measured[1], target)


def _as_real_ones(whole: AppContext, real: AppContext, rounds: int) -> Iterator[Result]:
    names = country.cohorts(whole)
    assert _ranked_in(rankings(real, names)) == _ranked_in(rankings(whole, names))
    yield Fact(
        _PART, "figures as real ones are: counts, with those that were corrected", "", float(country.stored(real))
    )
    yield Fact(_PART, "figures as real ones are: published results", "", float(country.published(real)))
    ours, theirs = by_turns(rounds, _seconds(lambda: rankings(real, names)), _seconds(lambda: rankings(whole, names)))
    name = "every cohort ranked, cold: figures as real ones are"
    yield Ratio(_PART, name, "s", ours, "everybody reported everything", theirs, Target(Better.LOW, 1.5))


def _bundled(path: Path) -> AppContext:
    service = country.service_on(path)
    registers.migrate(service.database, service.registers, NOW)
    load_demo(service.database, service.registers, NOW, lambda _: None)
    return service


def _of_bundled(whole: AppContext, bundled: AppContext, rounds: int) -> Result:
    names = country.cohorts(whole)
    agencies, provinces = (
        _ranked_in(found) for found in (rankings(whole, names), rankings(bundled, ["provinces"], _BUNDLED))
    )
    ours, theirs = by_turns(
        rounds,
        _seconds(lambda: rankings(bundled, ["provinces"], _BUNDLED), 1000 / provinces),
        _seconds(lambda: rankings(whole, names), 1000 / agencies),
    )
    name = f"an agency of the {provinces} bundled provinces, with all that was published"
    return Ratio(_PART, name, "ms", ours, "an agency of the country", theirs, Target(Better.LOW, 3))


def _ranked_in(found: dict[str, bytes]) -> int:
    """How many agencies some rankings have."""
    of: list[int] = [json.loads(body)["of"] for body in found.values()]
    return sum(of)


def _compared(ours: dict[str, bytes], theirs: dict[str, bytes]) -> int:
    """How many totals are not the same to the last digit; it fails where that is more than rounding, or ranks differ
    that are not of such totals."""
    assert ours.keys() == theirs.keys()
    differing = 0
    for name, body in ours.items():
        own, other = json.loads(body)["items"], json.loads(theirs[name])["items"]
        assert own[0].keys() == other[0].keys()
        by_code = {item["agency"]["code"]: item for item in other}
        gaps = {item["agency"]["code"]: abs(item["score"] - by_code[item["agency"]["code"]]["score"]) for item in own}
        assert max(gaps.values()) < _ROUNDINGS, (name, gaps)
        changed = sum(gap > 1e-9 for gap in gaps.values())
        differing += changed
        ranks = [(item["rank"], item["as_of"]) for item in own]
        others = [(by_code[item["agency"]["code"]]["rank"], by_code[item["agency"]["code"]]["as_of"]) for item in own]
        assert changed or ranks == others, name
    return differing


def _few(whole: Shape) -> Shape:
    """Two provinces with as many agencies below them as they have in the whole country."""
    departments, communes = (sum(number % whole.provinces < 2 for number in range(n)) for n in whole.below)
    return Shape(2, departments, communes)


def _affected(whole: AppContext, few: AppContext, rounds: int) -> Result:
    """After a commune's submission is stored: its card and the ranking of its cohort, as JSON."""
    ours, theirs = by_turns(rounds, _answers_after(whole), _answers_after(few))
    name = "after one commune's submission, its card and its cohort's ranking: the whole country"
    return Ratio(_PART, name, "s", ours, "two provinces alone", theirs, Target(Better.LOW, 1.2))


def _answers_after(service: AppContext) -> Callable[[], float]:
    commune = country.communes(service, _PROVINCE)[0]
    cohort = f"{_PROVINCE}.communes"
    sent = 0

    def measure() -> float:
        nonlocal sent
        sent += 1
        rows = [
            {"agency": commune, "period": str(PERIOD), "measures": {"dossiers_on_time": 0, "dossiers_received": sent}}
        ]
        body = {"as_of": (NOW - timedelta(days=1)).isoformat(), "source": country.SOURCE, "statistics": rows}
        load(
            service.database,
            service.registers,
            Kind.STATISTICS,
            Upload(Body.of(json.dumps(body).encode()), Format.JSON),
            ADMINISTRATOR,
            NOW,
        )

        start = perf_counter()
        for _ in range(_TIMES):
            evaluator = Evaluator.asked(service, Basis.BEST)
            to_json(figures.card_view(*evaluator.agency(PERIOD, commune), trace=False))
            _ranking(service, cohort)
        return (perf_counter() - start) / _TIMES

    return measure


def _seconds(work: Callable[[], object], units: float = 1) -> Callable[[], float]:
    """The seconds that some work takes; with ``units`` to one second in these."""

    def measure() -> float:
        start = perf_counter()
        work()
        return (perf_counter() - start) * units

    return measure
