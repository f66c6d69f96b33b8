"""What the test portal answers: the bundled figures in the shapes of ``contract``, which the portal's answers have.

Nothing of the product is imported: a fault of the product must not hide in its own test server.
Where no answer of the portal shows what it does, a comment says what was chosen.
"""

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

from app import data

Node = dict[str, Any]
Number = int | Decimal

FOLDER = Path(__file__).parent / "data"
CARD: Node = yaml.safe_load((data.FOLDER / "scorecards" / "qd766" / "2022-06-23.yaml").read_text("utf-8"))
GROUPS: dict[str, Node] = {group["code"]: group for group in CARD["groups"]}
SCORED_APART = ["CKMB", "TDGQ", "CLGQ", "TTTT", "MDHL", "MDSH"]
RADAR = [["CKMB"], ["TDGQ"], ["CLGQ", "TTTT"], ["MDHL"], ["MDSH"]]
FILES = {"2026": "2026-provinces", "2026-Q3": "2026-Q3-phu-tho"}
SOURCE = "reporting_766"

# As the portal writes them in October 2026, when Đồng Nai, Quảng Ninh and Bắc Ninh had become "thành phố".
PROVINCES = (
    "H01 tỉnh An Giang, H05 thành phố Bắc Ninh, H12 tỉnh Cà Mau, H13 thành phố Cần Thơ, H14 tỉnh Cao Bằng, "
    "H15 tỉnh Đắk Lắk, H17 thành phố Đà Nẵng, H18 tỉnh Điện Biên, H19 thành phố Đồng Nai, H20 tỉnh Đồng Tháp, "
    "H21 tỉnh Gia Lai, H24 thành phố Hải Phòng, H26 thành phố Hà Nội, H27 tỉnh Hà Tĩnh, H29 thành phố Hồ Chí Minh, "
    "H31 tỉnh Hưng Yên, H32 tỉnh Khánh Hòa, H35 tỉnh Lai Châu, H36 tỉnh Lâm Đồng, H37 tỉnh Lạng Sơn, "
    "H38 tỉnh Lào Cai, H41 tỉnh Nghệ An, H42 tỉnh Ninh Bình, H44 tỉnh Phú Thọ, H48 tỉnh Quảng Ngãi, "
    "H49 thành phố Quảng Ninh, H50 tỉnh Quảng Trị, H52 tỉnh Sơn La, H53 tỉnh Tây Ninh, H55 tỉnh Thái Nguyên, "
    "H56 tỉnh Thanh Hóa, H57 thành phố Huế, H60 tỉnh Tuyên Quang, H61 tỉnh Vĩnh Long"
)
PROCEDURES = {
    "9.000001": "Cấp bản sao trích lục hộ tịch (thủ tục giả định)",
    "9.000002": "Đăng ký khai sinh (thủ tục giả định)",
    "9.000003": "Cấp giấy phép xây dựng nhà ở riêng lẻ (thủ tục giả định)",
}
TEMPORARY = {
    "dataQualityStatus": "TEMP_NATIONAL_REPORT_DENOMINATOR",
    "dataQualityMessage": "Mẫu số tạm lấy theo số liệu của Hệ thống thông tin báo cáo quốc gia.",
}
TEMPORARY_UNITS = {"H44.13", "H31"}


class Refusal(Exception):
    """An answer without figures: the HTTP status, the envelope's code and its message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def uuid_of(code: str) -> str:
    """The made-up UUID of an agency or a procedure: always the same, of a namespace of the test portal's own."""
    return str(uuid5(uuid5(NAMESPACE_URL, "https://portal.test/departments"), code))


def _read(name: str) -> Node:
    # Decimals keep the digits as they stand in the file: 8.0 stays 8.0.
    read: Node = json.loads((data.FOLDER / "demo" / f"{name}.json").read_text("utf-8"), parse_float=Decimal)
    return read


@dataclass
class Figures:
    """Names by agency; by period ("2026", "2026-Q3", "2026-07") and agency the counts and the rows of official results.

    The agencies that have (perhaps empty) counts in a period are the ones that the portal lists for it.
    """

    names: dict[str, str]
    counts: dict[str, dict[str, dict[str, int | None]]]
    official: dict[str, dict[str, dict[str, Node]]]
    largest_page: int = 200  # what is granted of a larger one

    @classmethod
    def bundled(cls) -> "Figures":
        names = {code: f"UBND {name}" for code, name in (each.split(" ", 1) for each in PROVINCES.split(", "))}
        names |= {agency["code"]: agency["name"] for agency in _read("2026-phu-tho-agencies")["agencies"]}
        made = cls(names, {}, {})
        for period, file in FILES.items():
            rows = _read(f"{file}-statistics")["statistics"]
            made.counts[period] = {row["agency"]: row["measures"] for row in rows}
            for row in _read(f"{file}-official-results")["results"]:
                made.official.setdefault(period, {}).setdefault(row["agency"], {})[row["code"]] = row
        return made

    @classmethod
    def phu_tho(cls) -> "Figures":
        """The third quarter of 2026 of Phú Thọ and the 52 of its 163 units whose answers were seen."""
        made, groups = cls({}, {"2026-Q3": {}}, {"2026-Q3": {}}), set(GROUPS)
        codes = {"total", *groups, *(each["code"] for group in GROUPS.values() for each in group["indicators"])}
        for row in csv.DictReader((FOLDER / "2026-Q3-phu-tho.csv").read_text("utf-8").splitlines()):
            agency, figures = row["agency"], {name: text for name, text in row.items() if text}
            made.names[agency] = row["name"]
            measures = figures.keys() - codes - {"agency", "kind", "name"}
            made.counts["2026-Q3"][agency] = {measure: int(figures[measure]) for measure in measures}
            scored = {code: {"score": Decimal(figures[code])} for code in codes & figures.keys()}
            made.official["2026-Q3"][agency] = scored
        return made

    def agency(self, uuid: object) -> str:
        found = next((code for code in self.names if uuid_of(code) == uuid), None)
        if found is None:
            raise Refusal(400, "NOT_FOUND", "Không tìm thấy cơ quan, đơn vị")
        return found


@dataclass(frozen=True)
class Sheet:
    """The figures of one period; the agency None is the whole country."""

    names: dict[str, str]
    counts: dict[str, dict[str, int | None]]
    official: dict[str, dict[str, Node]]
    largest_page: int

    def count(self, agency: str, *measures: str) -> int | None:
        found = [self.counts[agency].get(measure) for measure in measures]
        return None if None in found else sum(count or 0 for count in found)

    def published(self, agency: str | None, code: str, field: str = "score") -> Number | None:
        if agency is None:
            averages = (rows[code].get("average") for rows in self.official.values() if code in rows)
            return next((average for average in averages if average is not None), None)
        found: Number | None = self.official.get(agency, {}).get(code, {}).get(field)
        if found is None and code == "total":  # not bundled below a province
            return total([self.published(agency, group) for group in SCORED_APART])
        return found

    def below(self, root: str | None) -> list[str]:
        """The agencies directly below, by their codes as text: of the country the provinces."""
        return sorted(code for code in self.counts if code.rpartition(".")[0] == (root or ""))

    def identity(self, agency: str) -> Node:
        return {"departmentId": uuid_of(agency), "departmentName": self.names[agency]}

    def is_commune(self, agency: str) -> bool:
        return "." in agency and self.names[agency].startswith("UBND ")

    def level(self, agency: str) -> str:
        return "COMMUNE" if self.is_commune(agency) else "PROVINCE"


def percent(part: Number | None, whole: Number | None) -> Decimal | None:
    """In %, with at most two decimals, half up; None without cases."""
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()


def total(scores: Sequence[Number | None]) -> Number | None:
    """The sum of the scores that are there; None where there is none."""
    known = [score for score in scores if score is not None]
    return sum(known) if known else None


def paged(items: list[Any], body: Node, largest: int) -> tuple[list[Any], Node]:
    """One page, and its ``pagination``."""
    page, size = body["currentPage"], min(body["pageSize"], largest)
    shown = items[(page - 1) * size : page * size]
    return shown, {"total": len(items), "currentPage": page, "pageSize": size, "totalPages": -(-len(items) // size)}


MONTHS = [f"{month:02}" for month in range(1, 13)]


# service-results


def service_results(sheet: Sheet, root: str | None, _body: Node) -> Node:
    score = sheet.published(root, "total")
    listed = sorted(
        sheet.below(root), key=lambda each: (sheet.is_commune(each), -(sheet.published(each, "total") or 0))
    )
    return {
        "overview": {
            "departmentName": sheet.names[root] if root else "Cả nước",
            "departmentCode": root,
            "totalScore": score,
            "totalMaxScore": CARD["max"],
            "ratio": percent(score, CARD["max"]),
        },
        "growthPercent": None,
        "radar": [_radar(sheet, root, groups) for groups in RADAR],
        # Whose dossiers and procedures the portal counts here for a root is not known, and no score rests on it.
        "donuts": {
            "onlineDossier": [_slice("ONLINE", "Trực tuyến"), _slice("OTHER", "Trực tiếp, bưu chính")],
            "onlineProvision": [
                _slice("FULL", "Toàn trình"),
                _slice("PARTIAL", "Một phần"),
                _slice("NONE", "Chưa cung cấp"),
            ],
        },
        "evaluation": [_evaluated(sheet, agency) for agency in listed],
        "monthlyChart": [{"month": month, "averageScore": None} for month in MONTHS],
        "dossierChart": [{"month": month, "onTimePct": None, "overduePct": None} for month in MONTHS],
    }


def _slice(code: str, name: str) -> Node:
    return {"code": code, "name": name, "value": 0, "percent": 0}


def _radar(sheet: Sheet, root: str | None, groups: list[str]) -> Node:
    score, most = total([sheet.published(root, code) for code in groups]), sum(GROUPS[code]["max"] for code in groups)
    name = "Dịch vụ trực tuyến" if len(groups) > 1 else GROUPS[groups[0]]["title"]["vi"]
    code = groups[0] if len(groups) == 1 else "ONLINE_SERVICE"
    return {"code": code, "name": name, "score": score, "maxScore": most, "ratio": percent(score, most)}


def _evaluated(sheet: Sheet, agency: str) -> Node:
    score = sheet.published(agency, "total")
    if "." in agency:
        kind: Node = {"childGroup": "COMMUNE" if sheet.is_commune(agency) else "AGENCY"}
    else:
        kind = {"groupScores": {code: sheet.published(agency, code) for code in SCORED_APART}}
    return {
        **sheet.identity(agency),
        "departmentCode": agency,
        "totalScore": score,
        "ratio": percent(score, CARD["max"]),
        "scoreDelta": None,
        **kind,
    }


# transparency, dossier-digitized, handling-satisfaction


def metrics(group: str, sheet: Sheet, root: str | None, body: Node) -> Node:
    """What stands beside the country's list has not been seen: chosen is nothing."""
    listed = list(enumerate(sheet.below(root), start=1))
    shown, pagination = paged(listed, body, sheet.largest_page)
    overview = None if root is None else _unit(sheet, root, group, 1)
    if overview and group == "CKMB":
        overview["averageScore"] = overview["totalScore"]
    return {
        "overview": overview,
        **({"monthlyChart": []} if group == "CKMB" else {}),
        "evaluation": [_unit(sheet, agency, group, number) for number, agency in shown],
        "pagination": pagination,
        "source": SOURCE,
    }


def _unit(sheet: Sheet, agency: str, group: str, number: int) -> Node:
    """A unit with its metrics. Its score is their sum: the published, older one may differ."""
    shown = GROUPS[group]["indicators"] + (CARD["unscored"] if group == "MDHL" else [])
    made = [_metric(sheet, agency, indicator) for indicator in shown]
    score, most = total([metric["score"] for metric in made]), GROUPS[group]["max"]
    below = "." in agency
    kind = "COMMUNE_PEOPLE_COMMITTEE" if sheet.is_commune(agency) else "PROVINCIAL_DEPARTMENT" if below else "PROVINCE"
    petitions = sheet.count(agency, "petitions")
    more: dict[str, Node] = {
        "CKMB": {},
        "MDSH": {"departmentCode": agency},
        "MDHL": {
            "totalPetitions": petitions,
            "classifiedPetitions": petitions,
            "totalDossiers": sheet.count(agency, "dossiers_rated_base"),
            "averageScore": None,
        },
    }
    return {
        "stt": number,
        **sheet.identity(agency),
        "departmentType": kind,
        "departmentLevel": sheet.level(agency),
        "agencyLevel": "level_2" if below else "level_1",
        "totalScore": score,
        "totalMaxScore": most,
        "ratio": percent(score, most),
        "scoreDelta": None,
        "metrics": made,
        **more[group],
    }


def _metric(sheet: Sheet, agency: str, indicator: Node) -> Node:
    code = indicator["code"]
    numerator = sheet.count(agency, *indicator["numerator"])
    denominator = sheet.count(agency, *indicator["denominator"])
    scored = "max" in indicator
    made = {
        "code": code,
        "name": indicator["title"]["vi"],
        "numerator": numerator,
        "denominator": denominator,
        # ELECTRONIC_CERTIFIED_COPY is published with a rate of 100 and without counts.
        "ratio": sheet.published(agency, code, "rate") if denominator is None else percent(numerator, denominator),
        "score": sheet.published(agency, code) if scored else None,
        "maxScore": indicator["max"] if scored else 0,
    }
    return made | (TEMPORARY if code == "DOSSIER_SYNC" and agency in TEMPORARY_UNITS else {})


# dvc-progress-tree, provide-online-tree, formality-online-payment-tree


def tree(
    node: Callable[[Sheet, str, bool], Node], chart: list[Node] | None, sheet: Sheet, root: str | None, _: Node
) -> Node:
    """Trees are answered whole, whatever pageSize was asked for. The country's parent has not been seen: none."""
    parent = None if root is None else sheet.identity(root) | {"departmentCode": root} | node(sheet, root, True)
    children = [_child(sheet, agency) | node(sheet, agency, False) for agency in sheet.below(root)]
    return {"parent": parent, "children": children} | ({} if chart is None else {"monthlyChart": chart})


def _child(sheet: Sheet, agency: str) -> Node:
    return sheet.identity(agency) | {"departmentCode": agency, "level": sheet.level(agency), "scoreDelta": None}


def _progress(sheet: Sheet, agency: str, parent: bool) -> Node:
    received, on_time = sheet.count(agency, "dossiers_received"), sheet.count(agency, "dossiers_on_time")
    score, most = sheet.published(agency, "TDGQ"), GROUPS["TDGQ"]["max"]
    if parent:
        own = {"totalCompleted": on_time, "totalScore": score, "totalMaxScore": most}
    else:
        own = {"totalOverdue": sheet.count(agency, "dossiers_overdue"), "score": score, "maxScore": most}
    ratio = percent(on_time, received) or 0
    return {"totalReceived": received, "totalOnTime": on_time, "avgProcessingDays": 4, "ratio": ratio, **own}


def _scored(sheet: Sheet, agency: str, group: str) -> Node:
    score, most = sheet.published(agency, group), GROUPS[group]["max"]
    return {"totalScore": score, "totalMaxScore": most, "ratio": percent(score, most)}


ONLINE = {
    "authorityCount": "procedures_in_authority",
    "partialCount": "procedures_partly_online",
    "fullCount": "procedures_fully_online",
    "onlineDossierCount": "online_services_with_dossiers",
    "onlineServiceTotal": "online_services",
    "channelOnlineSum": "dossiers_online",
    "channelDirectSum": "dossiers_direct",
    "channelPostalSum": "dossiers_postal",
    "channelTotalSum": "dossiers_all_channels",
}
PAYMENT = {
    "totalDossierOnlinePaymentSuccess": "dossiers_paid_online",
    "totalDossierFinancialObligation": "dossiers_with_fees",
    "totalDossierOnlineFormalityPaymentSuccess": "fee_procedures_paid_online",
    "totalFeeDossierFormality": "fee_procedures_with_synced_fees",
    "totalFeeFormality": "fee_procedures",
}


def _online(sheet: Sheet, agency: str, parent: bool) -> Node:
    scored = _scored(sheet, agency, "CLGQ")
    if not parent:
        return scored
    counts = {field: sheet.count(agency, measure) for field, measure in ONLINE.items()}
    if None in counts.values() and "." in agency:
        raise Refusal(404, "NOT_FOUND", "Không có dữ liệu")
    return scored | counts | {"onlineOnTimeSum": counts["channelOnlineSum"], "onlineOverdueSum": 0}


def _payments(sheet: Sheet, root: str | None, body: Node) -> Node:
    return tree(partial(_payment, root is None), None, sheet, root, body)


def _payment(country: bool, sheet: Sheet, agency: str, _parent: bool) -> Node:
    """The country's list lacks the procedures with synced fees."""
    counts = {field: sheet.count(agency, measure) for field, measure in PAYMENT.items()}
    counts["totalFeeDossierFormalityDistinct"] = counts["totalFeeFormality"]
    if country:
        del counts["totalFeeDossierFormality"], counts["totalFeeDossierFormalityDistinct"]
    return {**counts, **_scored(sheet, agency, "TTTT")}


# formalities


def formalities(figures: Figures, body: Node) -> Node:
    _expect(body, {"currentPage", "pageSize"}, "q")
    found = [
        code for code, name in PROCEDURES.items() if str(body.get("q", "")).casefold() in f"{code} {name}".casefold()
    ]
    shown, pagination = paged([_formality(code) for code in found], body, figures.largest_page)
    return {"items": shown, "pagination": pagination}


def _formality(code: str) -> Node:
    return {
        "id": uuid_of(code),
        "code": code,
        "name": PROCEDURES[code],
        "state": "ACTIVE",
        "departmentId": uuid_of("H44"),
        "publishingDepartmentIds": [uuid_of("H44")],
        "appliedDepartmentIds": [uuid_of("H44.07"), uuid_of("H44.44")],
    }


# Who answers what, and which bodies are understood


@dataclass(frozen=True)
class Evaluation:
    """One read of figures: who builds its data, and its fields beside the time and the unit."""

    build: Callable[[Sheet, Any, Node], Node]
    fields: frozenset[str] = frozenset({"currentPage", "pageSize"})


PROGRESS_CHART: list[Node] = [{"month": month, "onTimePct": 0, "overduePct": 0} for month in MONTHS]
ONLINE_CHART: list[Node] = [{"label": month, "onlineDossierPct": 0} for month in MONTHS]
EVALUATIONS = {
    "service-results": Evaluation(service_results, frozenset()),
    "transparency": Evaluation(partial(metrics, "CKMB")),
    "dossier-digitized": Evaluation(partial(metrics, "MDSH")),
    "handling-satisfaction": Evaluation(partial(metrics, "MDHL")),
    "dvc-progress-tree": Evaluation(partial(tree, _progress, PROGRESS_CHART)),
    "provide-online-tree": Evaluation(partial(tree, _online, ONLINE_CHART)),
    "formality-online-payment-tree": Evaluation(_payments),
}
BASE = "/api/v1/reporting"
PATHS = {f"{BASE}/formalities", *(f"{BASE}/evaluation/{name}" for name in EVALUATIONS)}


def answer(figures: Figures, path: str, body: Node) -> Node:
    """The ``data`` of a read.

    Raises:
        Refusal: the path or the body is not one that was seen, the root is unknown, or there are no figures.
    """
    if path not in PATHS:
        raise Refusal(404, "NOT_FOUND", "Không tìm thấy đường dẫn")
    name = path.rsplit("/", 1)[1]
    return formalities(figures, body) if name == "formalities" else _evaluation(figures, EVALUATIONS[name], body)


def _evaluation(figures: Figures, read: Evaluation, body: Node) -> Node:
    whose = "departmentType" if "departmentType" in body else "rootDepartmentId"
    # A year has no field of its own beside "year"; a quarter and a month have one of the same name.
    _expect(body, {"timeType", "year", str(body.get("timeType")), whose} | read.fields)
    if body.get("departmentType", "ADMINISTRATIVE_UNIT") != "ADMINISTRATIVE_UNIT":
        raise Refusal(400, "BAD_REQUEST", "departmentType không hợp lệ")
    root = None if whose == "departmentType" else figures.agency(body["rootDepartmentId"])
    period = _period(body)
    if period not in figures.counts or (root and root not in figures.counts[period]):
        raise Refusal(201, "NO_DATA", "Không có dữ liệu")
    sheet = Sheet(figures.names, figures.counts[period], figures.official.get(period, {}), figures.largest_page)
    return read.build(sheet, root, body)


def _expect(body: Node, fields: set[str] | frozenset[str], optional: str | None = None) -> None:
    """Exactly the fields that were seen: one that is misspelt would be ignored in silence, and the answer be wrong."""
    whole = {"year", "month", "quarter", "currentPage", "pageSize"} & set(body)
    if set(body) - {optional} != fields or any(type(body[field]) is not int or body[field] < 1 for field in whole):
        raise Refusal(400, "BAD_REQUEST", f"Cần đúng các trường {sorted(fields)}, nhận được {body}")


def _period(body: Node) -> str:
    match body:
        case {"timeType": "year", "year": year}:
            return f"{year}"
        case {"timeType": "quarter", "year": year, "quarter": quarter}:
            return f"{year}-Q{quarter}"
        case {"timeType": "month", "year": year, "month": month}:
            return f"{year}-{month:02}"
    raise Refusal(400, "BAD_REQUEST", "timeType không hợp lệ")
