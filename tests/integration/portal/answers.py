"""What the test portal answers, built from the bundled figures.

Nothing of the product is imported: a fault of the product must not hide in its own test server.
Where the observed traffic leaves a shape open, a comment says what was chosen.
"""

import json
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

from app import data

Node = dict[str, Any]
Number = int | Decimal

CARD: Node = yaml.safe_load((data.FOLDER / "scorecards" / "qd766" / "2022-06-23.yaml").read_text("utf-8"))
GROUPS: dict[str, Node] = {group["code"]: group for group in CARD["groups"]}
SCORED_APART = ["CKMB", "TDGQ", "CLGQ", "TTTT", "MDHL", "MDSH"]
RADAR = [["CKMB"], ["TDGQ"], ["CLGQ", "TTTT"], ["MDHL"], ["MDSH"]]
FILES = {"2026": "2026-provinces", "2026-Q3": "2026-Q3-phu-tho"}
SOURCE = "Cổng Dịch vụ công quốc gia"

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

    def count(self, agency: str, *measures: str) -> int | None:
        found = [self.counts[agency].get(measure) for measure in measures]
        return None if None in found else sum(count or 0 for count in found)

    def published(self, agency: str | None, code: str, field: str = "score") -> Number | None:
        if agency is None:
            averages = (rows[code].get("average") for rows in self.official.values() if code in rows)
            return next((average for average in averages if average is not None), None)
        found: Number | None = self.official.get(agency, {}).get(code, {}).get(field)
        return found

    def below(self, root: str | None) -> list[str]:
        """The agencies directly below: of the country the provinces."""
        return [code for code in self.counts if code.rpartition(".")[0] == (root or "")]

    def identity(self, agency: str) -> Node:
        return {"departmentId": uuid_of(agency), "departmentName": self.names[agency]}


def percent(part: Number | None, whole: Number | None) -> Decimal | None:
    """In %, with at most two decimals, half up; None without cases."""
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()


def total(scores: Sequence[Number | None]) -> Number | None:
    """The sum of the scores that are there; None where there is none."""
    known = [score for score in scores if score is not None]
    return sum(known) if known else None


def paged(items: list[Any], body: Node) -> tuple[list[Any], Node]:
    """One page, and its ``pagination``, whose fields the facts do not name: these three were chosen."""
    page, size = body["currentPage"], body["pageSize"]
    shown = items[(page - 1) * size : page * size]
    return shown, {"currentPage": page, "pageSize": size, "total": len(items)}


# service-results


def service_results(sheet: Sheet, root: str | None, _body: Node) -> Node:
    score = sheet.published(root, "total")
    overview = {
        "departmentName": sheet.names[root] if root else "Cả nước",
        "departmentCode": root,
        "totalScore": score,
        "totalMaxScore": CARD["max"],
        "ratio": percent(score, CARD["max"]),
    }
    return {
        "overview": overview,
        "growthPercent": None,
        "radar": [_radar(sheet, root, groups) for groups in RADAR],
        # The codes of the slices are not in the facts, and no score rests on them.
        "donuts": {"onlineDossier": [], "onlineProvision": []},
        "evaluation": [_evaluated(sheet, agency) for agency in sheet.below(root)],
    }


def _radar(sheet: Sheet, root: str | None, groups: list[str]) -> Node:
    score, most = total([sheet.published(root, code) for code in groups]), sum(GROUPS[code]["max"] for code in groups)
    name = " và ".join(GROUPS[code]["title"]["vi"] for code in groups)
    code = groups[0] if len(groups) == 1 else "ONLINE_SERVICE"
    return {"code": code, "name": name, "score": score, "maxScore": most, "ratio": percent(score, most)}


def _evaluated(sheet: Sheet, agency: str) -> Node:
    score = sheet.published(agency, "total")
    return {
        **sheet.identity(agency),
        "departmentCode": agency,
        "totalScore": score,
        "ratio": percent(score, CARD["max"]),
        "scoreDelta": None,
        "groupScores": {code: sheet.published(agency, code) for code in SCORED_APART},
    }


# transparency, dossier-digitized, handling-satisfaction


def metrics(group: str, sheet: Sheet, root: str, body: Node) -> Node:
    shown, pagination = paged(list(enumerate(sheet.below(root), start=1)), body)
    return {
        "overview": _unit(sheet, root, group, None),
        **({"monthlyChart": []} if group == "CKMB" else {}),
        "evaluation": [_unit(sheet, agency, group, number) for number, agency in shown],
        "pagination": pagination,
        "source": SOURCE,
    }


def _unit(sheet: Sheet, agency: str, group: str, number: int | None) -> Node:
    """A unit with its metrics; no departmentCode. Its score is their sum: the published, older one may differ."""
    shown = GROUPS[group]["indicators"] + (CARD["unscored"] if group == "MDHL" else [])
    made = [_metric(sheet, agency, indicator) for indicator in shown]
    score, most = total([metric["score"] for metric in made]), GROUPS[group]["max"]
    commune = "." in agency and sheet.names[agency].startswith("UBND ")
    kind = "COMMUNE_PEOPLE_COMMITTEE" if commune else "PROVINCIAL_DEPARTMENT" if "." in agency else "PROVINCE"
    # The values of the two levels are not in the facts: chosen by the kind of unit.
    level = "COMMUNE" if commune else "PROVINCE"
    return {
        "stt": number,
        **sheet.identity(agency),
        "departmentType": kind,
        "departmentLevel": level,
        "agencyLevel": level,
        "totalScore": score,
        "totalMaxScore": most,
        "ratio": percent(score, most),
        "scoreDelta": None,
        "metrics": made,
    }


def _metric(sheet: Sheet, agency: str, indicator: Node) -> Node:
    code = indicator["code"]
    numerator = sheet.count(agency, *indicator["numerator"])
    denominator = sheet.count(agency, *indicator["denominator"])
    made = {
        "code": code,
        "name": indicator["title"]["vi"],
        "numerator": numerator,
        "denominator": denominator,
        # ELECTRONIC_CERTIFIED_COPY is published with a rate of 100 and without counts.
        "ratio": sheet.published(agency, code, "rate") if denominator is None else percent(numerator, denominator),
        "score": sheet.published(agency, code),
        "maxScore": indicator.get("max"),
    }
    if code == "DOSSIER_SYNC":
        made |= TEMPORARY if agency in TEMPORARY_UNITS else dict.fromkeys(TEMPORARY)
    return made


# dvc-progress-tree, provide-online-tree, formality-online-payment-tree


def tree(node: Callable[[Sheet, str, bool], Node], charted: bool, sheet: Sheet, root: str, body: Node) -> Node:
    """Trees have a pageSize but no page to ask for: what does not fit is not there."""
    children = [sheet.identity(agency) | node(sheet, agency, False) for agency in sheet.below(root)]
    made = {"parent": sheet.identity(root) | node(sheet, root, True), "children": children[: body["pageSize"]]}
    return made | ({"monthlyChart": []} if charted else {})


def _progress(sheet: Sheet, agency: str, parent: bool) -> Node:
    received, on_time = sheet.count(agency, "dossiers_received"), sheet.count(agency, "dossiers_on_time")
    own = {"totalCompleted": None} if parent else {"totalOverdue": sheet.count(agency, "dossiers_overdue")}
    return {
        "totalReceived": received,
        "totalOnTime": on_time,
        **own,
        "avgProcessingDays": None,
        "ratio": percent(on_time, received),
        "totalScore" if parent else "score": sheet.published(agency, "TDGQ"),
        "maxScore": GROUPS["TDGQ"]["max"],
    }


def _scored(sheet: Sheet, agency: str, group: str) -> Node:
    score, most = sheet.published(agency, group), GROUPS[group]["max"]
    # What the trees of these two groups take as their ratio is not in the facts: chosen as the share of the points.
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
    counts = {field: sheet.count(agency, measure) for field, measure in ONLINE.items()}
    unbundled = {"onlineOnTimeSum": None, "onlineOverdueSum": None}
    return {"departmentCode": agency, **_scored(sheet, agency, "CLGQ"), **(counts | unbundled if parent else {})}


def _payment(sheet: Sheet, agency: str, _parent: bool) -> Node:
    counts = {field: sheet.count(agency, measure) for field, measure in PAYMENT.items()}
    return {**counts, "totalFeeDossierFormalityDistinct": None, **_scored(sheet, agency, "TTTT")}


# formalities


def formalities(body: Node) -> Node:
    """The list's place in ``data`` and the values of ``state`` are not in the facts: chosen."""
    _expect(body, {"q", "currentPage", "pageSize"}, None)
    found = [code for code, name in PROCEDURES.items() if str(body["q"]).casefold() in f"{code} {name}".casefold()]
    shown, pagination = paged([_formality(code) for code in found], body)
    return {"formalities": shown, "pagination": pagination}


def _formality(code: str) -> Node:
    return {
        "id": uuid_of(code),
        "code": code,
        "name": PROCEDURES[code],
        "state": "PUBLIC",
        "departmentId": uuid_of("H44"),
        "appliedDepartmentIds": [uuid_of("H44.07"), uuid_of("H44.44")],
    }


# Who answers what, and which bodies are understood


@dataclass(frozen=True)
class Evaluation:
    """One read of figures: who builds its data, its fields beside the time, and how its procedure filter is spelt."""

    build: Callable[[Sheet, Any, Node], Node]
    fields: frozenset[str]
    filter: str | None = "formalityId"
    dated: bool = False


PAGED = frozenset({"rootDepartmentId", "currentPage", "pageSize"})
TREE = frozenset({"rootDepartmentId", "pageSize"})
EVALUATIONS = {
    "service-results": Evaluation(service_results, frozenset({"rootDepartmentId"}), filter=None),
    "transparency": Evaluation(partial(metrics, "CKMB"), PAGED),
    "dossier-digitized": Evaluation(partial(metrics, "MDSH"), PAGED, filter="formalityID"),
    "handling-satisfaction": Evaluation(partial(metrics, "MDHL"), PAGED, dated=True),
    "dvc-progress-tree": Evaluation(partial(tree, _progress, True), TREE),
    "provide-online-tree": Evaluation(partial(tree, _online, True), TREE),
    "formality-online-payment-tree": Evaluation(partial(tree, _payment, False), TREE),
}
BASE = "/api/v1/reporting"
PATHS = {f"{BASE}/formalities", *(f"{BASE}/evaluation/{name}" for name in EVALUATIONS)}


def answer(figures: Figures, path: str, body: Node) -> Node:
    """The ``data`` of a read.

    Raises:
        Refusal: the path or the body is not one of the facts', the root is unknown, or there are no figures.
    """
    if path not in PATHS:
        raise Refusal(404, "NOT_FOUND", "Không tìm thấy đường dẫn")
    name = path.rsplit("/", 1)[1]
    return formalities(body) if name == "formalities" else _evaluation(figures, EVALUATIONS[name], body)


def _evaluation(figures: Figures, read: Evaluation, body: Node) -> Node:
    country = read.build is service_results and "rootDepartmentId" not in body
    # A year has no field of its own beside "year"; a quarter and a month have one of the same name.
    time = {"fromDate", "toDate"} if read.dated else {"timeType", "year", str(body.get("timeType"))}
    _expect(body, time | ({"departmentType"} if country else read.fields), read.filter)
    if country and body["departmentType"] != "ADMINISTRATIVE_UNIT":
        raise Refusal(400, "BAD_REQUEST", "departmentType không hợp lệ")
    root = None if country else figures.agency(body["rootDepartmentId"])
    period = _period(figures, body)
    if period not in figures.counts or (root and root not in figures.counts[period]):
        raise Refusal(201, "NO_DATA", "Không có dữ liệu")
    sheet = Sheet(figures.names, figures.counts[period], figures.official.get(period, {}))
    return read.build(sheet, root, body)


def _expect(body: Node, fields: set[str] | frozenset[str], filter: str | None) -> None:
    """Exactly the fields of the facts: one that is misspelt would be ignored in silence, and the answer be wrong.

    A procedure's own figures are not bundled: its filter is checked, and the figures stay those of all procedures.
    """
    whole = {"year", "month", "quarter", "currentPage", "pageSize"} & set(body)
    known = [uuid_of(code) for code in PROCEDURES]
    if set(body) - {filter} != fields or any(type(body[field]) is not int or body[field] < 1 for field in whole):
        raise Refusal(400, "BAD_REQUEST", f"Cần đúng các trường {sorted(fields)}, nhận được {body}")
    if filter in body and body[filter] not in known:
        raise Refusal(400, "NOT_FOUND", "Không tìm thấy thủ tục")


def _period(figures: Figures, body: Node) -> str | None:
    match body:
        case {"timeType": "year", "year": year}:
            return f"{year}"
        case {"timeType": "quarter", "year": year, "quarter": quarter}:
            return f"{year}-Q{quarter}"
        case {"timeType": "month", "year": year, "month": month}:
            return f"{year}-{month:02}"
        case {"fromDate": first, "toDate": last}:
            return next((period for period in figures.counts if _days(period) == (first, last)), None)
    raise Refusal(400, "BAD_REQUEST", "timeType không hợp lệ")


def _days(period: str) -> tuple[str, str]:
    """The first and the last day of a period, as ISO days."""
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        first, last = 3 * int(part[1:]) - 2, 3 * int(part[1:])
    else:
        first, last = (int(part), int(part)) if part else (1, 12)
    end = date(int(year), last, monthrange(int(year), last)[1])
    return date(int(year), first, 1).isoformat(), end.isoformat()
