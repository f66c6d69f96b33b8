"""Reads the office files, strictly: whatever is unknown or does not fit is refused with file and line."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from app import data
from app.domain import office as domain
from app.domain.agencies import is_code
from app.domain.findings import FindingLimits
from app.domain.scorecard.scorecard import Scorecards
from app.readers.files.yaml_lines import Plain, YamlFileError, line_of, read, validated

BUNDLED = data.FOLDER / "offices"
DEFAULT = "default"
_NAME = "{agency}"


def _whose(text: str) -> str:
    if text != DEFAULT and not is_code(text):
        raise ValueError(f"must be the code of an agency, or {DEFAULT!r}")
    return text


def _printable(text: str) -> str:
    if not text.isprintable() or "\ufffd" in text:
        raise ValueError("holds characters that cannot be seen, or U+FFFD, which stands for a lost letter")
    if "{" in text.replace(_NAME, ""):
        raise ValueError(f"nothing but {_NAME} can stand in braces")
    return text


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_printable)
]
TextOrBlank = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(_printable)]
Texts = Annotated[tuple[Text, ...], Field(max_length=100)]
Share = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Listed = Annotated[int, Field(ge=0, le=100)]


class _StrictEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class _LimitsEntry(_StrictEntry):
    low_share: Share
    low_lead: Share
    falls: Listed
    chances: Listed
    best_share: Share
    known_share: Share


class _DetailEntry(_StrictEntry):
    code: Text
    dossiers: bool = False


class _OfficeFile(_StrictEntry):
    agency: Annotated[str, AfterValidator(_whose)]
    first_day: date | None = None
    last_day: date | None = None
    parent_body: TextOrBlank
    issuing_body: Text
    place: TextOrBlank
    number: TextOrBlank
    sign: TextOrBlank
    signer_title: Texts
    signer_name: TextOrBlank
    legal_grounds: Texts
    addressees: Texts
    requests: Texts
    recipients: Texts
    groups: Texts
    details: Annotated[tuple[_DetailEntry, ...], Field(max_length=100)]
    limits: _LimitsEntry
    template: Text | None = None

    @field_validator("last_day")
    @classmethod
    def _in_order(cls, last_day: date | None, info: ValidationInfo) -> date | None:
        first_day = info.data.get("first_day")
        if first_day and last_day and last_day < first_day:
            raise ValueError(f"{last_day} is before first_day {first_day}")
        return last_day

    def build(self, template: Path | None) -> domain.Office:
        return domain.Office(
            **self.model_dump(exclude={"agency", "details", "limits", "template"}),
            details=tuple(domain.RateDetail(each.code, each.dossiers) for each in self.details),
            limits=FindingLimits(**self.limits.model_dump()),
            template=template,
        )


def read_offices(folder: Path, scorecards: Scorecards) -> domain.Offices:
    """Read every ``*.yaml`` and ``*.yml`` of ``folder``; raises ``YamlFileError``.

    ``scorecards``: one of them must have the groups and indicators that are named. Without a file for the default in
    the folder the bundled one stands.
    """
    paths = sorted(folder.glob("*.y*ml"))
    default = next((path for path in paths if path.stem == DEFAULT), BUNDLED / f"{DEFAULT}.yaml")
    standard, _ = read(default)
    if not isinstance(standard, dict):
        raise YamlFileError(default, 1, "must be keys and values")
    files = {path: _read_one(path, standard, scorecards) for path in (*paths, default)}
    by_agency: dict[str, list[tuple[Path, domain.Office]]] = {}
    for path, (agency, office) in files.items():
        if (agency == DEFAULT) != (path == default):
            raise YamlFileError(
                path,
                read(path)[1][("agency",)],
                f"the agency {DEFAULT!r} belongs in {DEFAULT}.yaml, and nothing else does",
            )
        by_agency.setdefault(agency, []).append((path, office))
    return domain.Offices(
        files[default][1], {agency: _in_turn(each) for agency, each in by_agency.items() if agency != DEFAULT}
    )


def _in_turn(files: list[tuple[Path, domain.Office]]) -> tuple[domain.Office, ...]:
    """The offices of one agency, oldest first; refuses two that are in force on one day."""
    files = sorted(files, key=lambda each: each[1].first_day or date.min)
    for (_, earlier), (path, later) in pairwise(files):
        first_day = later.first_day or date.min
        if earlier.last_day is None or first_day <= earlier.last_day:
            line = line_of(read(path)[1], ("first_day",))
            raise YamlFileError(path, line, f"overlaps another file of the same agency, in force on {first_day}")
    return tuple(office for _, office in files)


def _read_one(path: Path, standard: dict[str, Plain], scorecards: Scorecards) -> tuple[str, domain.Office]:
    """An agency's code, or the default's, and its office; what the file leaves out is the default's."""
    data, lines = read(path)
    if not isinstance(data, dict) or "agency" not in data:
        raise YamlFileError(path, 1, "agency: Field required")
    limits = standard.get("limits"), data.get("limits", {})
    if isinstance(limits[0], dict) and isinstance(limits[1], dict):
        data = {**data, "limits": {**limits[0], **limits[1]}}
    kept = {key: value for key, value in standard.items() if key not in ("first_day", "last_day", "template")}
    file = validated(_OfficeFile, path, {**kept, **data}, lines)
    for position, group in enumerate(file.groups):
        if not any(group in each.groups_by_code for each in scorecards):
            raise YamlFileError(path, line_of(lines, ("groups", position)), f"no group is called {group!r}")
    for position, detail in enumerate(file.details):
        if not any(detail.code in each.indicators for each in scorecards):
            line = line_of(lines, ("details", position, "code"))
            raise YamlFileError(path, line, f"no indicator is called {detail.code!r}")
    template = path.parent / file.template if file.template else None
    if template and not template.is_file():
        raise YamlFileError(path, line_of(lines, ("template",)), f"there is no file {template}")
    return file.agency, file.build(template)
