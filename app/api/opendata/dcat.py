"""The catalogue as an RDF graph: DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/), with the terms of DCAT-AP.

Whatever is described has an address of its own below that of the catalogue, so that two descriptions are the same
graph whatever their order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, XSD

from app.api.opendata.data_sets import DATA_SETS, DataSet, Distribution, PeriodCoverage
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Title
from app.domain.time import VIETNAM
from app.services.evaluation.coverage import Coverage

DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's own knows only the terms of DCAT 2
_EU = "http://publications.europa.eu/resource/authority"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_VIETNAM = URIRef(f"{_EU}/country/VNM")
_GOVERNMENT = URIRef(f"{_EU}/data-theme/GOVE")
_LANGUAGES = (URIRef(f"{_EU}/language/VIE"), URIRef(f"{_EU}/language/ENG"))
_KEYWORDS = (
    Title("thủ tục hành chính", "administrative procedures"),
    Title("Quyết định 766/QĐ-TTg", "Decision 766/QĐ-TTg"),
)
_TITLE = Title("Dữ liệu mở về Bộ chỉ số 766", "Open data on the index of Decision 766")
_DESCRIPTION = Title(
    "Điểm, thứ hạng và trung bình của các bộ, ngành, địa phương trong phục vụ người dân, doanh nghiệp khi thực hiện "
    "thủ tục hành chính, theo Quyết định 766/QĐ-TTg ngày 23/6/2022 của Thủ tướng Chính phủ.",
    "Scores, ranks and averages of how ministries, provinces and communes of Vietnam serve people and businesses in "
    "administrative procedures, under Decision 766/QĐ-TTg of the Prime Minister of 23 June 2022.",
)
_SERVICE = Title("Giao diện lập trình", "Programming interface")


@dataclass(frozen=True, slots=True)
class Offer:
    """Who offers the data, where, and on what terms. ``None``: not known, and so not said.

    ``base``: the service's address without a slash at its end; ``licence``: address of the licence.
    """

    base: str
    publisher: str | None
    licence: str | None


def describe(offer: Offer, coverage: Coverage) -> Graph:
    """The catalogue with its data sets, their forms, and the service behind them."""
    return _Catalogue(offer, coverage).graph


class _Catalogue:
    def __init__(self, offer: Offer, coverage: Coverage) -> None:
        self.graph = Graph(bind_namespaces="none")
        for prefix, namespace in (("dcat", DCAT), ("dcterms", DCTERMS), ("foaf", FOAF), ("xsd", XSD)):
            self.graph.bind(prefix, namespace)
        self.base = offer.base
        self.root = URIRef(f"{offer.base}/v1/catalog")
        self.service = self._named("service")
        self.licence = URIRef(offer.licence) if offer.licence else None
        self.publisher = self._publisher(offer.publisher) if offer.publisher else None
        self._periods: Mapping[PeriodCoverage, Mapping[Period, datetime]] = {
            PeriodCoverage.NONE: {},
            PeriodCoverage.ALL: coverage.figures,
            PeriodCoverage.FIGURES: coverage.figures,
            PeriodCoverage.PUBLISHED: coverage.published,
        }
        self._catalogue(max(coverage.figures.values(), default=None))
        self._service()
        for each in DATA_SETS:
            self._data_set(each)

    def _named(self, fragment: str) -> URIRef:
        return URIRef(f"{self.root}#{fragment}")

    def _add(self, subject: URIRef, properties: Iterable[tuple[URIRef, URIRef | Literal | None]]) -> None:
        for name, value in properties:
            if value is not None:
                self.graph.add((subject, name, value))

    def _texts(self, subject: URIRef, name: URIRef, text: Title) -> None:
        self._add(subject, [(name, Literal(text.vi, lang="vi")), (name, Literal(text.en, lang="en"))])

    def _publisher(self, name: str) -> URIRef:
        publisher = self._named("publisher")
        self._add(publisher, [(RDF.type, FOAF.Agent), (FOAF.name, Literal(name))])
        return publisher

    def _terms(self, subject: URIRef) -> None:
        self._add(subject, [(DCTERMS.publisher, self.publisher), (DCTERMS.license, self.licence)])

    def _catalogue(self, modified: datetime | None) -> None:
        self._texts(self.root, DCTERMS.title, _TITLE)
        self._texts(self.root, DCTERMS.description, _DESCRIPTION)
        self._terms(self.root)
        self._add(
            self.root,
            [
                (RDF.type, DCAT.Catalog),
                (DCTERMS.spatial, _VIETNAM),
                (DCTERMS.modified, _moment(modified)),
                (DCAT.service, self.service),
                *((DCTERMS.language, language) for language in _LANGUAGES),
            ],
        )

    def _service(self) -> None:
        self._texts(self.service, DCTERMS.title, _SERVICE)
        self._terms(self.service)
        self._add(
            self.service,
            [
                (RDF.type, DCAT.DataService),
                (DCAT.endpointURL, URIRef(f"{self.base}/")),
                (DCAT.endpointDescription, URIRef(f"{self.base}/openapi.json")),
                (DCAT.landingPage, URIRef(f"{self.base}/docs")),
                (DCTERMS.conformsTo, URIRef("https://spec.openapis.org/oas/v3.1.0")),
            ],
        )

    def _data_set(self, data_set: DataSet) -> None:
        """A data set; or where it is had by periods, a series with one data set for each."""
        subject, periods = self._named(data_set.id), self._periods[data_set.scope]
        in_parts = data_set.scope in (PeriodCoverage.FIGURES, PeriodCoverage.PUBLISHED)
        self._resource(subject, data_set, data_set.title, periods)
        self._add(subject, [(RDF.type, DCAT.DatasetSeries if in_parts else DCAT.Dataset)])
        if not in_parts:
            self._forms(subject, data_set.forms, "")
        parts = []
        for period, moment in periods.items() if in_parts else ():
            part = self._named(f"{data_set.id}-{period}")
            parts.append(part)
            title = Title(f"{data_set.title.vi}, {period}", f"{data_set.title.en}, {period}")
            self._resource(part, data_set, title, {period: moment})
            self._add(part, [(RDF.type, DCAT.Dataset), (DCAT.inSeries, subject)])
            self._forms(part, data_set.forms, str(period))
        if parts:
            self._add(subject, [(DCAT.first, parts[0]), (DCAT.last, parts[-1])])

    def _resource(self, subject: URIRef, data_set: DataSet, title: Title, periods: Mapping[Period, datetime]) -> None:
        self._texts(subject, DCTERMS.title, title)
        self._texts(subject, DCTERMS.description, data_set.description)
        self._terms(subject)
        for keyword in _KEYWORDS:
            self._texts(subject, DCAT.keyword, keyword)
        self._add(
            subject,
            [
                (DCTERMS.identifier, Literal(str(subject).rpartition("#")[2])),
                (DCTERMS.spatial, _VIETNAM),
                (DCAT.theme, _GOVERNMENT),
                (DCTERMS.accrualPeriodicity, URIRef(f"{_EU}/frequency/{data_set.frequency}")),
                (DCTERMS.temporal, self._span(subject, list(periods)) if periods else None),
                (DCTERMS.modified, _moment(max(periods.values(), default=None))),
                *((DCTERMS.language, language) for language in _LANGUAGES),
            ],
        )
        self._add(self.root, [(DCAT.dataset, subject)])
        self._add(self.service, [(DCAT.servesDataset, subject)])

    def _span(self, subject: URIRef, periods: list[Period]) -> URIRef:
        """From the first day of the first period to the last day of the last."""
        span = URIRef(f"{subject}-time")
        first, last = min(each.first_day for each in periods), max(each.last_day for each in periods)
        self._add(
            span,
            [(RDF.type, DCTERMS.PeriodOfTime), (DCAT.startDate, Literal(first)), (DCAT.endDate, Literal(last))],
        )
        return span

    def _forms(self, subject: URIRef, forms: Iterable[Distribution], period: str) -> None:
        for form in forms:
            distribution = URIRef(f"{subject}-{form.suffix}")
            address = URIRef(f"{self.base}{form.path.format(period=period)}")
            self._add(subject, [(DCAT.distribution, distribution)])
            self._add(
                distribution,
                [
                    (RDF.type, DCAT.Distribution),
                    (DCTERMS.title, Literal(form.title)),
                    (DCAT.accessURL, address),
                    (DCAT.downloadURL, address if form.download else None),
                    (DCAT.mediaType, URIRef(f"{_MEDIA_TYPES}{form.media_type}")),
                    (DCTERMS.conformsTo, URIRef(form.conforms_to) if form.conforms_to else None),
                    (DCTERMS.license, self.licence),
                    (DCAT.accessService, self.service),
                ],
            )


def _moment(moment: datetime | None) -> Literal | None:
    return Literal(moment.astimezone(VIETNAM)) if moment else None
