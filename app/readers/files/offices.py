"""Reads the office files, strictly: whatever is unknown or does not fit is refused with file and line."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

from app import data
from app.domain import office as domain
from app.domain.scorecard.scorecard import Scorecards
from app.readers.files.office_entries import DEFAULT, GroupItem, OfficeFile
from app.readers.files.yaml_lines import Place, Plain, YamlFileError, line_of, read, validated

BUNDLED = data.FOLDER / "offices"
# Of these a file gives the members that differ; the others are the default's.
_MERGED = ("limits", "lines", "cover")


def read_offices(folder: Path, scorecards: Scorecards) -> domain.Offices:
    """Read every ``*.yaml`` and ``*.yml`` of ``folder``; raises ``YamlFileError``.

    ``scorecards``: one of them must have the groups and indicators that are named. Without a file for the default in
    the folder the bundled one stands; what a default of one's own leaves out is the bundled one's too.
    """
    paths = sorted(folder.glob("*.y*ml"))
    default = next((path for path in paths if path.stem == DEFAULT), BUNDLED / f"{DEFAULT}.yaml")
    bundled, _ = read(BUNDLED / f"{DEFAULT}.yaml")
    own, _ = read(default)
    if not isinstance(own, dict) or not isinstance(bundled, dict):
        raise YamlFileError(default, 1, "must be keys and values", "phải gồm các mục và giá trị")
    standard = _completed(bundled, own)
    files = {path: _read_one(path, standard, scorecards) for path in (*paths, default)}
    by_agency: dict[str, list[tuple[Path, domain.Office]]] = {}
    for path, (agency, office) in files.items():
        if (agency == DEFAULT) != (path == default):
            raise YamlFileError(
                path,
                read(path)[1][("agency",)],
                f"the agency {DEFAULT!r} belongs in {DEFAULT}.yaml, and nothing else does",
                f"{DEFAULT!r} chỉ được ghi trong {DEFAULT}.yaml, và tệp đó không ghi cơ quan nào khác",
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
            raise YamlFileError(
                path,
                line_of(read(path)[1], ("first_day",)),
                f"overlaps another file of the same agency, in force on {first_day}",
                f"trùng thời gian với một tệp khác của cùng cơ quan, có hiệu lực ngày {first_day}",
            )
    return tuple(office for _, office in files)


def _completed(standard: dict[str, Plain], data: dict[str, Plain]) -> dict[str, Plain]:
    """What a file says, and what it leaves out as the default has it."""
    kept = {key: value for key, value in standard.items() if key not in ("first_day", "last_day", "template")}
    merged = dict(data)
    for key in _MERGED:
        known, said = kept.get(key), data.get(key, {})
        if isinstance(known, dict) and isinstance(said, dict):
            merged[key] = {**known, **said}
    return {**kept, **merged}


def _read_one(path: Path, standard: dict[str, Plain], scorecards: Scorecards) -> tuple[str, domain.Office]:
    """An agency's code, or the default's, and its office; what the file leaves out is the default's."""
    data, lines = read(path)
    if not isinstance(data, dict) or "agency" not in data:
        raise YamlFileError(path, 1, "agency: Field required", "agency: thiếu mục này")
    file = validated(OfficeFile, path, _completed(standard, data), lines)
    for place, group in _groups(file.groups, ("groups",)):
        if not any(group in each.groups_by_code for each in scorecards):
            raise YamlFileError(
                path, line_of(lines, place), f"no group is called {group!r}", f"không có nhóm chỉ số {group!r}"
            )
    for position, detail in enumerate(file.details):
        if not any(detail.code in each.indicators for each in scorecards):
            raise YamlFileError(
                path,
                line_of(lines, ("details", position, "code")),
                f"no indicator is called {detail.code!r}",
                f"không có chỉ số {detail.code!r}",
            )
    template = path.parent / file.template if file.template else None
    if template and not template.is_file():
        raise YamlFileError(
            path, line_of(lines, ("template",)), f"there is no file {template}", f"không có tệp {template}"
        )
    return file.agency, file.build(template)


def _groups(items: tuple[GroupItem, ...], place: Place) -> Iterator[tuple[Place, str]]:
    """The codes of groups that are named, with their places."""
    for position, item in enumerate(items):
        here = (*place, position)
        if item.code:
            yield here, item.code
        yield from _groups(item.groups, (*here, "groups"))
