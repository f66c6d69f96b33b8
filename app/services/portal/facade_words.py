"""The portal's words: names of indicators and of parts of charts, kinds of agencies; as captured in September 2026."""

from dataclasses import dataclass

from app.domain.agencies import Agency, Level
from app.domain.scorecard.scorecard import Fraction, Scorecard

COUNTRY = "Cả nước"
ONLINE_SERVICE_NAME = "Dịch vụ trực tuyến"
# Where the portal's name of an indicator is not its title in the scorecard.
_METRIC_NAMES = {
    "ORIGINAL_RESULT_AVAILABLE": (
        "Tỷ lệ hồ sơ thủ tục hành chính có cấp kết quả giải quyết thủ tục hành chính điện tử"
    ),
    "SO_HOA_GIAY_TO_GIAI_QUYET": "Tỷ lệ hồ sơ thủ tục hành chính thực hiện số hóa hồ sơ",
    "CITIZEN_DATA_CONNECTED_FORMALITY": "Tỷ lệ TTHC triển khai kết nối, chia sẻ dữ liệu dân cư phục vụ GQ TTHC",
    "PETITION_CLASSIFICATION_TTHC": "Tỷ lệ PAKN về quy định, thủ tục hành chính",
    "PETITION_CLASSIFICATION_STAFF": "Tỷ lệ PAKN về hành vi cán bộ, công chức, viên chức",
}
_FIRST = ("PETITION_CLASSIFICATION_TTHC",)
_LAST = ("ELECTRONIC_CERTIFIED_COPY", "PETITION_CLASSIFICATION_STAFF")
# Satisfaction shows the fractions of petitions that are published without a score, too.
_WITH_UNSCORED = "MDHL"
DOSSIER_PARTS = {"ONLINE": "Trực tuyến", "OTHER": "Trực tiếp, bưu chính"}
PROVISION_PARTS = {"FULL": "Toàn trình", "PARTIAL": "Một phần", "NONE": "Chưa cung cấp"}


@dataclass(frozen=True, slots=True)
class Kind:
    """The portal's words for what kind of agency one is; ``None`` where they are not known."""

    type: str | None = None
    level: str | None = None
    agency_level: str | None = None
    child_group: str | None = None


CHILD_GROUPS = ("AGENCY", "COMMUNE", None)  # in the order of lists
_KINDS = {
    Level.PROVINCE: Kind("PROVINCE", "PROVINCE", "level_1"),
    Level.DEPARTMENT: Kind("PROVINCIAL_DEPARTMENT", "PROVINCE", "level_2", "AGENCY"),
    Level.COMMUNE: Kind("COMMUNE_PEOPLE_COMMITTEE", "COMMUNE", "level_2", "COMMUNE"),
}


def kind_of(agency: Agency) -> Kind:
    """Not known of ministries, their departments, and districts."""
    return _KINDS.get(agency.level, Kind()) if agency.code.startswith("H") else Kind()


def metric_name(fraction: Fraction) -> str:
    return _METRIC_NAMES.get(fraction.code, fraction.title.vi)


def metrics_of(scorecard: Scorecard, group: str) -> list[Fraction]:
    """The indicators of a group, and what is shown beside them, in the portal's order."""
    unscored = scorecard.unscored if group == _WITH_UNSCORED else ()
    fractions: list[Fraction] = [*scorecard.groups_by_code[group].indicators, *unscored]
    return sorted(fractions, key=lambda each: (each.code not in _FIRST, each.code in _LAST))
