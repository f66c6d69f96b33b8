"""For /metrics: how many cohorts were evaluated, and how often one that was kept was used instead."""

from collections.abc import Iterator

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.services.evaluation_cache import EvaluationCache


class EvaluationMetrics(Collector):
    def __init__(self, cache: EvaluationCache) -> None:
        self._cache = cache

    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily("tthc766_evaluations", "Cohorts evaluated in a period", value=self._cache.made)
        yield CounterMetricFamily(
            "tthc766_evaluation_cache_hits", "Kept evaluations used instead of a new one", value=self._cache.hits
        )
        yield GaugeMetricFamily(
            "tthc766_evaluation_cache_agencies",
            "Agencies of which the evaluation cache holds an evaluation, once for every period",
            value=self._cache.held,
        )
