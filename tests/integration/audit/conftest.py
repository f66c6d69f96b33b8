"""A service in which something of every kind was written, and short names for holding its trail."""

import json
from collections.abc import Iterator, Mapping

import pytest

from app.domain.agencies import Cohort
from app.domain.enums import Kind, PullDepth, Scope
from app.domain.errors import Fault
from app.domain.periods import Period
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services import keys
from app.services.audit.verify import Trail, verify
from app.services.context import AppContext
from app.services.demo import FOLDER
from app.services.editions.publishing import Order, publish
from app.services.editions.withdrawal import withdraw
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.submissions.parse_upload import Upload
from app.storage.portal import pulls
from app.storage.submissions import Origin
from tests.conftest import NOW, Client, Databases

LOADED = (
    (Kind.AGENCIES, "2026-phu-tho-agencies.json"),
    (Kind.STATISTICS, "2025-02-hung-yen-statistics.json"),
    (Kind.OFFICIAL_RESULTS, "2026-Q3-phu-tho-official-results.json"),
)
_COUNT = {"agency": "H31", "measures": {"dossiers_received": 5}, "quality_status": "TEMP", "quality_message": "tạm"}
PULLED = json.dumps({"period": "2025-02", "statistics": [_COUNT]}).encode()


def found(service: AppContext, anchors: Mapping[int, str] | None = None) -> list[Fault]:
    """What verifying finds."""
    return list(verify(service.database, Trail(), anchors or {}))


def places(faults: list[Fault]) -> list[tuple[str, object]]:
    """Codes, and the entries or subjects that they speak of."""
    return [(each.code, each.params.get("subject", each.params.get("entry"))) for each in faults]


def write_everything(client: Client) -> None:
    """Some of the bundled figures, agencies under new names, editions, webhooks, keys, what was refused or pulled,
    registers of procedures and services."""
    service, key = client.service, client.key("H44")
    for kind, name in LOADED:
        bundled = Upload(Body.of((FOLDER / name).read_bytes()), Format.JSON)
        load(service.database, service.registers, kind, bundled, ADMINISTRATOR, NOW)
    renamed = {"code": "H44.01", "name": "Sở mới", "name_from": "2026-10-01", "valid_from": "2020-01-01"}
    merged = {"code": "H44.03", "merged_into": "H44.01", "valid_to": "2026-10-01", "statistical_code": "7"}
    assert client.post("/v1/agencies", json={"agencies": [renamed, merged]}, headers=key).status_code == 200
    wrong = {"period": "2026-09", "statistics": [{"agency": "H44", "measures": {"nonsense": 1}}]}
    assert client.post("/v1/statistics", json=wrong, headers=key).status_code == 422
    order = {"period": "2026-Q3", "cohort": "H44.departments", "as_of": "2026-10-31"}
    assert client.post("/v1/editions", json=order, headers=key).status_code == 201
    again = {**order, "replaces": 1, "reason": "thử"}
    assert client.post("/v1/editions", json=again, headers=key).status_code == 201
    assert client.post("/v1/editions/2/withdrawal", json={"reason": "nhầm"}, headers=key).status_code == 200
    other = publish(service, Order(Period.parse("2026-Q3"), Cohort.parse("provinces")), ADMINISTRATOR)
    withdraw(service, other.id, "nhầm", ADMINISTRATOR)
    for _ in range(2):
        hook = {"url": "https://example.org/hook"}
        assert client.post("/v1/webhooks", json=hook, headers=key).status_code == 201
    assert client.post("/v1/webhooks/2/secret", headers=key).status_code == 200

    revoked = client.key("H44", Scope.WEBHOOKS_WRITE)["Authorization"].split("_")[1]
    keys.revoke(service.database, revoked, NOW)
    procedure = {
        "code": "1.000001",
        "name": "Khai sinh",
        "has_fee": True,
        "needs_paper_result": True,
        "for_citizens": True,
    }
    procedure |= {"level": "commune", "max_time": 5, "unit": "day", "online": "full", "last_day": "2030-12-31"}
    registered = {"/v1/procedures": {"procedures": [procedure, {"code": "1.000002"}]}}
    online = {"code": "S1", "procedure": "1.000001", "name": "x", "status": "x", "last_day": "2030-12-31"}
    registered |= {"/v1/services": {"services": [online, {"code": "S2", "procedure": "1.000002"}]}}
    for path, body in registered.items():
        assert client.post(path, json=body, headers=key).status_code == 201
    with service.database.writing() as connection:
        pull = pulls.start(connection, "https://portal.example", Period.parse("2025-02"), (), PullDepth.CHILDREN, NOW)
    delivery = Upload(Body.of(PULLED), Format.JSON, origin=Origin(pull.id, "H31"))
    load(service.database, service.registers, Kind.STATISTICS, delivery, ADMINISTRATOR, NOW)


@pytest.fixture
def kept(databases: Databases) -> Iterator[Client]:
    made = Client.on(databases.migrated())
    write_everything(made)
    yield made
    made.service.database.engine.dispose()
