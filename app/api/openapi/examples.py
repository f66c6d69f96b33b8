"""Examples for the OpenAPI document: real answers to real requests, kept as files.

``tests/project/test_generated.py`` holds them equal to what the service answers; ``make generate`` writes them anew.
"""

import json
from pathlib import Path
from typing import Any

from app.readers.uploads.formats import Format

FOLDER = Path(__file__).parent / "examples"
MARK = "x-example"

REQUESTS = {
    "ranking": "/v1/rankings/2026?limit=2",
    "averages": "/v1/averages/2026",
    "card": "/v1/scores/2026-Q3/H44",
    "history": "/v1/history/H44",
    "opportunities": "/v1/opportunities/2026/H31",
    "pace": "/v1/pace/2026/H31?by=DOSSIER_ON_TIME",
    "targets": "/v1/targets/2026/H31?rank=27&levers=recoverable",
    "robustness": "/v1/robustness/2026?agency=H31",
    "updates": "/v1/updates?updated_after=7",
    "reconciliation": "/v1/reconciliation/2026?limit=3",
    "count-reconciliation": "/v1/reconciliation/2026-Q3/counts?agency=H44&limit=2",
    "agency": "/v1/agencies/H57",
    "submission": "/v1/submissions/4",
    "edition": "/v1/editions/1",
    "contributions": "/v1/contributions/2026-Q3/H44?by=DOSSIER_ON_TIME",
}

SENT: dict[str, dict[str, Any]] = {
    "webhooks": {"url": "https://example.vn/hooks/tthc766", "description": "Trang tin của tỉnh"},
    "editions": {"period": "2026", "cohort": "provinces"},
    "withdrawal": {"reason": "Số liệu của Gia Lai bị sai"},
    "scenarios": {
        "changes": [
            {"agency": "H31", "measure": "dossiers_on_time", "by": 5000},
            {"agency": "H31", "measure": "dossiers_satisfied", "to": 425667},
        ]
    },
    "statistics": {
        Format.JSON: {
            "period": "2026-Q3",
            "as_of": "2026-10-10T07:00:40Z",
            "source": "Hệ thống thông tin giải quyết TTHC tỉnh Phú Thọ",
            "statistics": [{"agency": "H44", "measures": {"dossiers_received": 464494, "dossiers_on_time": 403016}}],
        },
        Format.NDJSON: '{"agency": "H44", "measures": {"dossiers_received": 464494, "dossiers_on_time": 403016}}\n',
        Format.CSV: "agency,period,dossiers_received,dossiers_on_time\nH44,2026-Q3,464494,403016\n",
    },
    "official-results": {
        Format.JSON: {
            "period": "2025-02",
            "as_of": "2025-02-28T23:59:59+07:00",
            "source": "Công văn công bố kết quả tháng 02/2025",
            "results": [
                {
                    "agency": "H31",
                    "code": "TDGQ",
                    "score": 19.5,
                    "max": 20,
                    "rate": 98.5,
                    "rank": 1,
                    "ranked": 63,
                    "average": 17.3,
                }
            ],
        },
        Format.NDJSON: '{"agency": "H31", "code": "TDGQ", "score": 19.5, "rank": 1, "ranked": 63}\n',
        Format.CSV: "agency,period,code,score,rank,ranked\nH31,2025-02,TDGQ,19.5,1,63\n",
    },
    "agencies": {
        Format.JSON: {"agencies": [{"code": "H44.100", "name": "UBND Phường Việt Trì", "level": "commune"}]},
        Format.NDJSON: '{"code": "H44.100", "name": "UBND Phường Việt Trì", "level": "commune"}\n',
        Format.CSV: "code,name,level\nH44.100,UBND Phường Việt Trì,commune\n",
    },
    "procedures": {
        Format.JSON: {
            "procedures": [
                {
                    "code": "1.001193",
                    "name": "Đăng ký khai sinh",
                    "needs_paper_result": True,
                    "has_fee": False,
                    "for_citizens": True,
                    "level": "commune",
                    "max_time": 1,
                    "unit": "working_day",
                    "first_day": "2026-01-01",
                }
            ]
        },
        Format.NDJSON: '{"code": "1.001193", "has_fee": false, "max_time": 1, "unit": "working_day"}\n',
        Format.CSV: "code,has_fee,max_time,unit\n1.001193,false,1,working_day\n",
    },
    "services": {
        Format.JSON: {
            "services": [{"code": "1.001193.H31", "procedure": "1.001193", "name": "Đăng ký khai sinh trực tuyến"}]
        },
        Format.NDJSON: '{"code": "1.001193.H31", "procedure": "1.001193"}\n',
        Format.CSV: "code,procedure\n1.001193.H31,1.001193\n",
    },
}

# Questions that are posted, with their bodies, by the name of the example.
POSTED = {"scenario": ("/v1/scenarios/2026", SENT["scenarios"])}


def example(name: str, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """The documentation of an answer with the example kept under ``name``."""
    return {status: {"content": {"application/json": {"example": {MARK: name}}}}}


def answered(name: str) -> dict[int | str, dict[str, Any]]:
    """The same for an answer that can also be had as a table."""
    found = example(name)
    found[200]["content"][str(Format.CSV)] = {"schema": {"type": "string"}}
    return found


def put_in(document: Any) -> Any:
    """``document`` with the kept examples in place of their names: FastAPI would drop every ``null`` in them."""
    if isinstance(document, dict):
        if name := document.get(MARK):
            path = FOLDER / f"{name}.json"
            return json.loads(path.read_text("utf-8")) if path.exists() else None
        return {key: put_in(value) for key, value in document.items()}
    return [put_in(value) for value in document] if isinstance(document, list) else document
