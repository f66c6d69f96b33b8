"""Fields that no dossier has are found by what was prepared, whatever it was read from."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from app.counting.compaction import Compactor
from app.counting.needed_fields import find_absent
from app.counting.prepare import prepared
from app.domain.dossiers.dossier import Channel, Dossier, FiledVia, PaidOnline, Status
from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.domain.dossiers.needed_fields import NEEDED_FIELDS
from app.domain.dossiers.versions import Version
from app.readers.dossiers import portal
from tests.support.dossiers import at, dossier, request, row

_FULL = dossier(
    channel=Channel.ONLINE,
    done_at=at("10-08"),
    supplements=(request("10-02"),),
    fee_rows=0,
    paid_online=PaidOnline.NO,
    papers_with_file=0,
    digitised_flag=False,
    filed_via=FiledVia.PROVINCE,
    result_files=0,
    vneid=False,
)


def _absent(folder: Path, *dossiers: Dossier) -> list[str]:
    path = folder / "a.parquet"
    pq.write_table(prepared(Version(each, place) for place, each in enumerate(dossiers)), path)
    with Compactor(folder) as engine:
        return [each.name for each in find_absent(engine, [path])]


def test_a_field_is_absent_if_no_dossier_has_it(tmp_path: Path) -> None:
    assert _absent(tmp_path) == []
    assert _absent(tmp_path, _FULL) == []
    for each in NEEDED_FIELDS:
        if each.name != "supplements":
            lacking: dict[str, Any] = {each.name: None}
            without = replace(_FULL, **lacking)
            assert _absent(tmp_path, without, without) == [each.name]
            assert _absent(tmp_path, without, _FULL) == []


def test_a_dossier_ends_by_its_progress_too_and_fees_may_be_told_by_their_sum(tmp_path: Path) -> None:
    assert _absent(tmp_path, replace(_FULL, done_at=None, progress=(row(Status.RETURNED, "10-08"),))) == []
    assert _absent(tmp_path, replace(_FULL, fee_rows=None, fee_total=5)) == []


def test_few_dossiers_may_have_no_request_for_papers(tmp_path: Path) -> None:
    without = replace(_FULL, supplements=())
    assert _absent(tmp_path, *[without] * 999) == []
    assert _absent(tmp_path, *[without] * 1_000) == ["supplements"]


def test_what_is_needed_is_known() -> None:
    for each in NEEDED_FIELDS:
        assert each.portal in portal.FIELDS
        assert set(each.measures) <= DOSSIER_MEASURES.keys()
        assert each.shown == f"{each.portal} ({each.name})"
