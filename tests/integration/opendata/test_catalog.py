"""The description of the data sets."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, RDF, XSD

from app.api.opendata.data_sets import DATA_SETS
from app.main import create_app
from app.settings import Settings
from tests.conftest import NOW, SECRET, Client, Databases

# rdflib reads JSON-LD with a class of its own that it calls deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

DCAT = Namespace("http://www.w3.org/ns/dcat#")
ROOT = URIRef("http://testserver/v1/catalog")


def turtle(client: Client, **headers: str) -> Graph:
    answer = client.get("/v1/catalog?format=turtle", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    return Graph().parse(data=answer.text, format="turtle")


@pytest.fixture(scope="module")
def graph(reader: Client) -> Graph:
    return turtle(reader)


@pytest.fixture
def office(sqlite_databases: Databases) -> Iterator[Client]:
    """A service that says whose it is."""
    settings: dict[str, Any] = {
        "public_url": "https://thutuc.example/chi-so/",
        "publisher": "Văn phòng Ủy ban nhân dân tỉnh",
        "data_licence": "https://creativecommons.org/licenses/by/4.0/",
    }
    url = sqlite_databases.demo()
    made = Client(create_app(Settings(database_url=url, key_secret=SECRET, **settings), lambda: NOW))
    yield made
    made.service.database.engine.dispose()


def test_json_ld_and_turtle_say_the_same(reader: Client, graph: Graph) -> None:
    answer = reader.get("/v1/catalog")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/ld+json")
    assert set(answer.json()["@context"]) == {"dcat", "dcterms", "foaf", "xsd"}
    assert isomorphic(Graph().parse(data=answer.text, format="json-ld"), graph)
    assert len(graph) > 400


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        ("", "*/*", "application/ld+json"),
        ("", "text/turtle", "text/turtle"),
        ("", "Text/Turtle;q=0.9, */*;q=0.1", "text/turtle"),
        ("", "text/turtle, application/ld+json", "application/ld+json"),
        ("?format=json-ld", "text/turtle", "application/ld+json"),
        ("?format=turtle", "application/ld+json", "text/turtle"),
    ],
)
def test_the_form_is_negotiated(reader: Client, query: str, accept: str, kind: str) -> None:
    answer = reader.get(f"/v1/catalog{query}", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert answer.headers["vary"] == "Accept, Origin"


def test_what_dcat_ap_demands_is_there(office: Client) -> None:
    graph = turtle(office)
    root = URIRef("https://thutuc.example/chi-so/v1/catalog")
    assert (root, RDF.type, DCAT.Catalog) in graph
    demanded = {
        DCAT.Catalog: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset},
        DCAT.Dataset: {DCTERMS.title, DCTERMS.description, DCAT.distribution},
        DCAT.DatasetSeries: {DCTERMS.title, DCTERMS.description},
        DCAT.Distribution: {DCAT.accessURL, DCTERMS.license},
        DCAT.DataService: {DCTERMS.title, DCAT.endpointURL},
        FOAF.Agent: {FOAF.name},
        DCTERMS.PeriodOfTime: {DCAT.startDate, DCAT.endDate},
    }
    for kind, properties in demanded.items():
        described = set(graph.subjects(RDF.type, kind))
        assert described, kind
        for subject in described:
            assert properties <= set(graph.predicates(subject)), subject
    publisher = graph.value(root, DCTERMS.publisher)
    assert graph.value(publisher, FOAF.name) == Literal("Văn phòng Ủy ban nhân dân tỉnh")
    assert set(graph.objects(None, DCTERMS.license)) == {URIRef("https://creativecommons.org/licenses/by/4.0/")}


def test_every_text_is_in_both_languages(graph: Graph) -> None:
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.DatasetSeries, DCAT.DataService):
        for subject in graph.subjects(RDF.type, kind):
            texts = [text for text in graph.objects(subject, DCTERMS.title) if isinstance(text, Literal)]
            assert {text.language for text in texts} == {"vi", "en"}, subject
    for data_set in DATA_SETS:
        subject = URIRef(f"{ROOT}#{data_set.id}")
        assert (subject, DCTERMS.title, Literal(data_set.title.vi, lang="vi")) in graph
        assert (ROOT, DCAT.dataset, subject) in graph


def test_every_form_can_be_had(reader: Client, graph: Graph) -> None:
    forms = set(graph.subjects(RDF.type, DCAT.Distribution))
    assert len(forms) == 3 * 3 + 3 * 2 + 3 * 2 + 2 + 3 + 3
    for form in forms:
        address, kind = str(graph.value(form, DCAT.accessURL)), str(graph.value(form, DCAT.mediaType))
        answer = reader.get(address)
        assert answer.status_code == 200, address
        if (form, DCAT.downloadURL, URIRef(address)) in graph:
            assert kind.endswith(f"/media-types/{answer.headers['content-type'].partition(';')[0]}")
            cube = (form, DCTERMS.conformsTo, URIRef("https://json-stat.org/full/")) in graph
            assert cube == ("json-stat" in address)


def test_the_service_is_described(reader: Client, graph: Graph) -> None:
    service = URIRef(f"{ROOT}#service")
    assert (ROOT, DCAT.service, service) in graph
    for name in (DCAT.endpointDescription, DCAT.landingPage):
        assert reader.get(str(graph.value(service, name))).status_code == 200
    assert set(graph.objects(ROOT, DCAT.dataset)) == set(graph.objects(service, DCAT.servesDataset))


def span(graph: Graph, name: str) -> tuple[str, str]:
    time = graph.value(URIRef(f"{ROOT}#{name}"), DCTERMS.temporal)
    return str(graph.value(time, DCAT.startDate)), str(graph.value(time, DCAT.endDate))


def test_the_time_covered_is_that_of_the_figures(graph: Graph) -> None:
    assert span(graph, "rankings") == span(graph, "history") == ("2025-02-01", "2026-12-31")
    assert span(graph, "rankings-2026-Q3") == ("2026-07-01", "2026-09-30")
    series = URIRef(f"{ROOT}#rankings")
    assert graph.value(series, DCAT.first) == URIRef(f"{ROOT}#rankings-2025-02")
    assert graph.value(series, DCAT.last) == URIRef(f"{ROOT}#rankings-2026")
    assert (URIRef(f"{ROOT}#rankings-2026-Q3"), DCAT.inSeries, series) in graph
    modified = graph.value(ROOT, DCTERMS.modified)
    assert isinstance(modified, Literal)
    assert (modified.datatype, modified.toPython()) == (XSD.dateTime, NOW)
    assert graph.value(URIRef(f"{ROOT}#measures"), DCTERMS.temporal) is None


def test_new_figures_are_covered(client: Client) -> None:
    body = {"period": "2026-10", "as_of": "2026-10-31T00:00:00Z", "statistics": [
        {"agency": "H31", "measures": {"dossiers_received": 4}},
    ]}  # fmt: skip
    key = client.key() | {"Content-Type": "application/json"}
    refused = {**body, "period": "2026-09", "statistics": [{"agency": "H31", "measures": {"none": 1}}]}
    assert client.post("/v1/statistics", content=json.dumps(body), headers=key).status_code == 201
    assert client.post("/v1/statistics", content=json.dumps(refused), headers=key).status_code == 422
    graph = turtle(client)
    for name, covered in (("rankings-2026-10", True), ("reconciliation-2026-10", False), ("rankings-2026-09", False)):
        assert ((URIRef(f"{ROOT}#{name}"), None, None) in graph) == covered, name


def test_without_figures_the_catalogue_still_stands(client: Client) -> None:
    graph = turtle(client)
    assert graph.value(URIRef(f"{ROOT}#rankings"), DCTERMS.temporal) is None
    assert graph.value(ROOT, DCTERMS.modified) is None
    assert graph.value(ROOT, DCTERMS.publisher) is None
    assert set(graph.objects(None, DCTERMS.license)) == set()


@pytest.mark.parametrize("host", ['a"b', "a<b>", "a b", "{x}", "thủ tục", "x" * 3000, "[::1", "a:b", "", "a%zz", "a'b"])
def test_no_name_of_the_host_breaks_it(reader: Client, host: str) -> None:
    for format_ in ("turtle", "json-ld"):
        answer = reader.get(f"/v1/catalog?format={format_}", headers={b"Host": host.encode()})
        assert answer.status_code == 200
        Graph().parse(data=answer.text, format=format_)


@pytest.mark.parametrize("name", ["public_url", "data_licence"])
@pytest.mark.parametrize("address", ["ftp://a.example/", "a.example", "https://", "https://[::"])
def test_addresses_in_settings_are_checked(name: str, address: str) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({name: address})


def test_odd_addresses_in_settings_are_escaped() -> None:
    settings = Settings(public_url="https://thủtục.example/x/", data_licence="https://a.example/Giấy phép#1")
    assert settings.public_url == "https://xn--thtc-x05ak.example/x"
    assert settings.data_licence == "https://a.example/Gi%E1%BA%A5y%20ph%C3%A9p#1"


def test_unknown_formats_are_refused(reader: Client) -> None:
    answer = reader.get("/v1/catalog?format=xml")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_value")


@pytest.mark.parametrize("kind", ["statistics", "official-results"])
def test_a_period_without_a_scorecard_is_never_covered(writer: Client, kind: str) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "statistics": [{"agency": "H31", "measures": {"dossiers_received": 4}}],
        "results": [{"agency": "H31", "code": "total", "score": 70}],
    }
    member = kind.rpartition("-")[2]
    body = {"period": "2021", "as_of": "2022-01-31T00:00:00Z", member: rows[member]}
    key = writer.key() | {"Content-Type": "application/json"}
    answer = writer.post(f"/v1/{kind}", content=json.dumps(body), headers=key)
    covered = (URIRef(f"{ROOT}#rankings-2021"), None, None) in turtle(writer)
    assert (answer.status_code, covered) == (422, False)
