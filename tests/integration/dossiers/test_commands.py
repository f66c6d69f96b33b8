"""``tthc766 dossiers``: the bundled month is counted, stored, sent, explained and kept."""

import csv
import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from app.domain.dossiers.measures import DOSSIER_MEASURES, PART_OF
from app.domain.dossiers.registers import TimeUnit
from app.domain.enums import Provenance, Scope
from app.domain.time import VIETNAM
from app.services.keys import create
from app.storage import submissions
from app.storage.figures import read as figures
from tests.conftest import NOW, Databases, service_on
from tests.integration.dossiers.month import OCTOBER, by_the_domain, times_by_the_domain
from tests.integration.dossiers.test_post import body, pushed
from tests.support import processes
from tools.synthetic_dossiers import AGENCIES, DOSSIERS, FOLDER, NUMBER, PROCEDURES

MONTH, REGISTER = str(FOLDER / DOSSIERS), ("--procedures", str(FOLDER / PROCEDURES))
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def url(sqlite_databases: Databases) -> str:
    url = sqlite_databases.synthetic()
    processes.run(url, "load", str(FOLDER / AGENCIES), "--kind", "agencies")
    return url


@pytest.fixture(scope="module")
def run(url: str) -> Run:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return processes.run(url, "dossiers", *arguments)

    return run


def _table(output: str) -> dict[str, dict[str, int | None]]:
    """The printed counts by agency and measure."""
    lines = output.splitlines()
    start = next(number for number, line in enumerate(lines) if "Loại số liệu / Measure" in line)
    codes = re.findall(r"H99\S*", lines[start])
    rows = [line.split() for line in lines[start:] if line.strip().split(" ")[0] in DOSSIER_MEASURES]
    return {
        code: {row[0]: None if row[place] == "–" else int(row[place]) for row in rows}
        for place, code in enumerate(codes, start=1)
    }


def _expected() -> dict[str, dict[str, int | None]]:
    """The counts by agency and measure; a whole whose scored part is missing is missing too."""
    counts = by_the_domain().items()
    numbers = {code: {measure: each.number for measure, each in of.items()} for code, of in counts}
    for of in numbers.values():
        of.update({whole: None for whole, part in PART_OF.items() if of[part] is None})
    return numbers


def _known(counts: Mapping[str, Mapping[str, int | None]]) -> list[str]:
    """The measures that some agency has a count of."""
    return [each for each in DOSSIER_MEASURES if any(of[each] is not None for of in counts.values())]


def test_the_month_is_counted_as_the_domain_judges_it(run: Run) -> None:
    found = run("count", MONTH, "--period", "2026-10", *REGISTER)
    assert found.returncode == 0, found.stderr
    assert f"2026-10: {NUMBER} bản ghi hồ sơ, 12 cơ quan" in found.stdout
    expected = _expected()
    assert _table(found.stdout) == {
        agency: {measure: of[measure] for measure in _known(expected)} for agency, of in expected.items()
    }
    unknown = by_the_domain()["H99"]["dossiers_online"].unknown["procedure_unknown"]
    assert f"dossiers_online: thủ tục không có trong danh mục / procedure not in the register: H99 ({unknown})" in (
        found.stdout
    )
    assert "× Hẹn trả trước ngày tiếp nhận. Vẫn tính" in found.stdout
    assert "base=received, precision=date" in found.stdout
    assert "Hẹn trả" not in found.stderr or "NgayHenTra" in found.stderr


def test_mean_times_stand_below_by_agency_with_their_dossiers(run: Run) -> None:
    found = run("count", MONTH, "--period", "2026-10", *REGISTER, "--processing-time").stdout
    lines = found[found.index("Mean processing time of finished dossiers, not scored") :].splitlines()
    rows = {cells[0]: cells[1:] for line in lines if (cells := line.split()) and len(cells) == 6}
    expected = times_by_the_domain()
    assert rows == {
        agency: [
            *(
                text
                for each in (of.by_unit[TimeUnit.WORKING_DAY], of.by_unit.get(TimeUnit.DAY))
                for text in ((str(each.rounded), str(each.dossiers)) if each else ("–", "0"))
            ),
            str(sum(of.unknown.values())),
        ]
        for agency, of in expected.items()
    }
    assert max(len(line) for line in lines[: len(rows) + 6]) <= 100
    without = {
        agency: of.by_unit[TimeUnit.DAY].dossiers for agency, of in expected.items() if TimeUnit.DAY in of.by_unit
    }
    assert f"In days, since the procedure's unit is not known: H99 ({without['H99']})" in found


def test_without_the_register_what_needs_it_is_missing_and_says_so(run: Run) -> None:
    found = run("count", MONTH, "--period", "2026-10")
    counts = _table(found.stdout)["H99"]
    assert "dossiers_online" not in counts
    assert counts["dossiers_received"]
    assert re.search(
        r"\bdossiers_paid_online\b.*: không có danh mục thủ tục \(--procedures\) / no register", found.stdout
    )


def test_only_what_is_below_a_root_is_counted_and_taken(run: Run) -> None:
    refused = run("count", MONTH, "--period", "2026-10", "--root", "H99.17")
    assert refused.returncode == 1
    assert "H99.18 không thuộc H99.17" in refused.stderr
    found = run("count", MONTH, "--period", "2026-10", "--root", "H99")
    assert set(_table(found.stdout)) == set(by_the_domain())


def test_another_option_is_named_and_an_unknown_one_refused(run: Run) -> None:
    found = run("count", MONTH, "--period", "2026-10", "--option", "base=received_or_open")
    assert "base=received_or_open, precision=date" in found.stdout
    assert (_table(found.stdout)["H99"]["dossiers_received"] or 0) > (
        by_the_domain()["H99"]["dossiers_received"].number or 0
    )
    for wrong in ("base=all", "bass=received"):
        refused = run("count", MONTH, "--period", "2026-10", "--option", wrong)
        assert refused.returncode == 1
        assert f"{wrong} is no option" in refused.stderr
    assert run("count", MONTH, "--period", "2026-10", "--option", "base").returncode == 2


def test_counts_are_stored_as_statistics_that_name_what_they_were_made_of(run: Run, url: str) -> None:
    done = run("count", MONTH, "--period", "2026-10", *REGISTER, "--submit")
    assert done.returncode == 0, done.stderr
    expected = _expected()
    service = service_on(url)
    with service.database.reading() as connection:
        stored = figures.counts(connection, OCTOBER, expected)
    assert {code: {measure: int(each.value) for measure, each in found.items()} for code, found in stored.items()} == {
        agency: {measure: number for measure, number in found.items() if number is not None}
        for agency, found in expected.items()
    }
    number = re.search(r"submission (\d+): 12 rows, (\d+) figures", done.stdout)
    assert number
    with service.database.reading() as connection:
        record = submissions.get(connection, int(number[1]))
    assert record
    assert record.provenance is Provenance.DOSSIERS
    service.database.engine.dispose()
    again = run("count", MONTH, "--period", "2026-10", "--submit")
    assert re.search(r"submission \d+: 12 rows", again.stdout)


def test_the_verdicts_add_up_to_the_counts(run: Run, tmp_path: Path) -> None:
    done = run("count", MONTH, "--period", "2026-10", *REGISTER, "--verdicts", str(tmp_path / "verdicts.csv"))
    with (tmp_path / "verdicts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert f"{len(rows)} kết luận" in done.stdout
    additive = [code for code, each in DOSSIER_MEASURES.items() if each.key is None]
    counted = Counter((row["agency"], row["measure"]) for row in rows if row["verdict"] in ("in", "yes"))
    for agency, found in by_the_domain().items():
        if agency != "H99":
            for measure in additive:
                if found[measure].number is not None:
                    assert counted[agency, measure] == found[measure].number
    late = next(row for row in rows if row["measure"] == "dossiers_on_time" and row["verdict"] == "no")
    assert re.search(r"quá hạn|bổ sung", late["sentence"])
    assert "deadline=2026" in late["dates"]


def test_parquet_has_the_same_verdicts(run: Run, tmp_path: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415  # of this test alone

    for name in ("verdicts.csv", "verdicts.parquet"):
        run("count", MONTH, "--period", "2026-10", *REGISTER, "--verdicts", str(tmp_path / name))
    with (tmp_path / "verdicts.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == pq.read_table(tmp_path / "verdicts.parquet").to_pylist()
    assert run("count", MONTH, "--period", "2026-10", "--verdicts", str(tmp_path / "verdicts.txt")).returncode == 2


@pytest.mark.parametrize("root", ["H99", "H99.19"])
def test_only_what_does_not_count_is_listed_if_asked(run: Run, tmp_path: Path, root: str) -> None:
    folder = str(tmp_path / "folder")
    run("add", MONTH, "--into", folder)
    asked = ("count", folder, "--period", "2026-10", "--root", root, *REGISTER)
    run(*asked, "--verdicts", str(tmp_path / "all.csv"))
    measures = ("--measure", "dossiers_synced", "--measure", "dossiers_on_time")
    done = run(*asked, "--verdicts", str(tmp_path / "late.csv"), "--not-counted", *measures)
    every, late = (_rows(tmp_path / name) for name in ("all.csv", "late.csv"))
    wanted = [row for row in every if row["measure"] in measures]
    assert late == [row for row in wanted if row["verdict"] in ("no", "unknown")]
    assert f"{len(late)} kết luận" in done.stdout
    expected = by_the_domain()[root]
    assert sum(row["measure"] == "dossiers_on_time" for row in late) == expected["dossiers_overdue"].number
    run(*asked, "--verdicts", str(tmp_path / "some.csv"), *measures)
    assert _rows(tmp_path / "some.csv") == wanted


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_what_is_asked_of_verdicts_needs_them_and_their_measures(run: Run, tmp_path: Path) -> None:
    asked = ("count", MONTH, "--period", "2026-10")
    for alone in (("--not-counted",), ("--measure", "dossiers_on_time")):
        assert run(*asked, *alone).returncode == 2
    refused = run(*asked, "--verdicts", str(tmp_path / "late.csv"), "--measure", "dossiers_late")
    assert refused.returncode == 1
    assert "dossiers_late is no measure" in refused.stderr
    twice = run(*asked, "--option", "base=received", "--option", "base=received_or_open")
    assert (twice.returncode, "base is given several times" in twice.stderr) == (1, True)


def test_one_dossier_is_explained_and_an_unknown_one_is_not(run: Run) -> None:
    found = run("count", MONTH, "--period", "2026-10", *REGISTER, "--explain", "H99.19-261007-0005")
    assert "Hẹn trả / Promised: 28/10/2026 17:00" in found.stdout
    assert "(dossiers_on_time): được tính / counts. Xử lý xong 19/10/2026, không quá hạn 28/10/2026." in found.stdout
    assert "Thời gian xử lý / Processing time: 8 ngày làm việc / working days" in found.stdout
    refused = run("count", MONTH, "--period", "2026-10", "--explain", "H99.19-261007-9999")
    assert refused.returncode == 1
    assert "Không có hồ sơ nào mang số H99.19-261007-9999" in refused.stderr


def test_a_folder_is_counted_as_the_files_that_were_added(run: Run, tmp_path: Path) -> None:
    folder = str(tmp_path / "folder")
    added = run("add", MONTH, "--into", folder)
    assert f"Hồ sơ trong thư mục / Dossiers in the folder: {NUMBER}" in added.stdout
    again = run("add", MONTH, "--into", folder)
    assert f"Như cũ / Unchanged: {NUMBER}" in again.stdout
    counted = run("count", folder, "--period", "2026-10", *REGISTER)
    assert _table(counted.stdout) == _table(run("count", MONTH, "--period", "2026-10", *REGISTER).stdout)


def test_what_is_open_is_told_by_agency_and_listed(run: Run, tmp_path: Path) -> None:
    done = run("due", MONTH, *REGISTER, "--within", "5", "--out", str(tmp_path / "due.csv"))
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines() if line.strip().startswith("H99.")]
    assert {row[0] for row in rows} == set(by_the_domain()) - {"H99"}
    with (tmp_path / "due.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    assert Counter(each["agency"] for each in listed) == {row[0]: int(row[1]) + int(row[2]) for row in rows}
    assert [each["last_day"] for each in listed] == sorted(each["last_day"] for each in listed)
    assert all(each["sentence"] for each in listed)


def test_a_period_that_still_runs_is_said_to(run: Run) -> None:
    running = run("count", MONTH, "--period", f"{datetime.now(VIETNAM):%Y-%m}")
    assert "Kỳ chưa kết thúc: tính đến" in running.stdout
    assert "Kỳ chưa kết thúc" not in run("count", MONTH, "--period", "2026-10").stdout


def test_lists_for_people_are_workbooks_of_the_same_dossiers(run: Run, tmp_path: Path) -> None:
    asked = ("count", MONTH, "--period", "2026-10", *REGISTER, "--not-counted", "--measure", "dossiers_on_time")
    for ending in ("csv", "xlsx"):
        done = run(*asked, "--verdicts", str(tmp_path / f"late.{ending}"))
        assert done.returncode == 0, done.stderr
        done = run("due", MONTH, *REGISTER, "--within", "5", "--out", str(tmp_path / f"due.{ending}"))
        assert done.returncode == 0, done.stderr
    heads, *late = _sheet(tmp_path / "late.xlsx")
    assert heads == ("Số hồ sơ", "Mã cơ quan", "Cơ quan", "Mã thủ tục", "Loại số liệu", "Kết luận", "Căn cứ")
    assert [(row[0], row[1], row[3], row[6]) for row in late] == [
        (row["dossier"], row["agency"], row["procedure"], row["sentence"]) for row in _rows(tmp_path / "late.csv")
    ]
    assert {row[4:6] for row in late} == {("Hồ sơ xử lý trước hạn, đúng hạn", "không được tính")}
    heads, *due = _sheet(tmp_path / "due.xlsx")
    assert heads[4:] == ("Tình trạng", "Ngày cuối còn đúng hạn", "Căn cứ")
    assert [(row[0], "" if row[5] is None else f"{row[5]:%Y-%m-%d}", row[6]) for row in due] == [
        (row["dossier"], row["last_day"], row["sentence"]) for row in _rows(tmp_path / "due.csv")
    ]
    assert {row[4] for row in due} <= {"quá hạn", "sắp đến hạn"}  # by the clock
    refused = run("due", MONTH, *REGISTER, "--out", str(tmp_path / "due.pdf"))
    assert (refused.returncode, ".csv, .xlsx" in refused.stderr) == (2, True)


def _sheet(path: Path) -> list[tuple[Any, ...]]:
    return list(load_workbook(path).worksheets[0].iter_rows(values_only=True))


def test_counts_are_sent_to_a_running_service(url: str, tmp_path: Path) -> None:
    service = service_on(url)
    token, _ = create(service.database, service.key_secret, "H99", [Scope.STATISTICS_WRITE], "test", NOW)
    service.database.engine.dispose()
    with processes.serving(url, tmp_path / "log") as server:
        nowhere = f"sqlite:///{tmp_path}/nothing.db"
        asked = ("dossiers", "count", MONTH, "--period", "2026-09", "--url", server.base)
        sent = processes.run(nowhere, *asked, "--key", token)
        refused = processes.run(nowhere, *asked, "--key", token[:-4] + "xxxx")
        number = re.search(r"submission (\d+):", sent.stdout)
        assert number, sent.stderr
        stored = httpx.get(f"{server.base}/v1/submissions/{number[1]}").json()
    assert (stored["periods"], stored["provenance"]) == (["2026-09"], "dossiers")
    assert re.match(
        r"dossiers sha256:[0-9a-f]{64}; rules qd766-2022-06-23 .*base=received .*; registers none; duckdb ",
        (stored["source"]),
    )
    assert (refused.returncode, refused.stdout.count("submission")) == (1, 0)
    assert "401" in refused.stderr
    assert processes.run(nowhere, *asked).returncode == 2


def test_what_late_dossiers_cost_is_told_by_kind(run: Run) -> None:
    done = run("costs", MONTH, "--root", "H99", "--period", "2026-10", *REGISTER, "--most", "10000")
    counts = by_the_domain()["H99"]
    late, cases = counts["dossiers_overdue"].number, counts["dossiers_received"].number
    assert f"H99 DOSSIER_ON_TIME: {late} / {cases} hồ sơ quá hạn / dossiers late, 2.262 / 20 điểm" in done.stdout
    rows = re.findall(r"^ H99\.\d+ +9\.\S+ .* (\d+) +(\d\.\d{3}) *$", done.stdout, re.MULTILINE)
    assert sum(int(number) for number, _ in rows) == late
    assert [points for _, points in rows] == sorted((points for _, points in rows), reverse=True)
    refused = run("costs", MONTH, "--root", "H99.17", "--period", "2026-10")
    assert refused.returncode == 1


@pytest.mark.parametrize("command", [("count",), ("costs", "--root", "H99")])
def test_a_period_that_has_not_begun_is_refused(run: Run, command: tuple[str, ...]) -> None:
    refused = run(*command, MONTH, "--period", "2099-10")
    assert refused.returncode == 1
    assert "Kỳ 2099-10 chưa bắt đầu" in refused.stderr


def test_costs_tell_how_many_lines_are_left_and_when_there_are_no_dossiers(run: Run) -> None:
    found = run("costs", MONTH, "--root", "H99", "--period", "2026-10", "--most", "2")
    assert re.search(r"Còn (\d+) dòng / \1 more lines: --most \d+", found.stdout), found.stderr
    before = run("costs", MONTH, "--root", "H99", "--period", "2025-10")
    assert before.stdout.strip() == "H99: không có hồ sơ nào tiếp nhận trong kỳ / no dossiers received in the period"


def test_counts_of_agencies_that_no_register_has_cannot_be_stored(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("dossier,agency,procedure,status,received_at\nH98.17-1,H98.17,9.1,2,2026-10-01T08:00:00\n", "utf-8")
    only_counted, refused = (run("count", str(path), "--period", "2026-10", *more) for more in ((), ("--submit",)))
    assert (only_counted.returncode, refused.returncode) == (0, 1)
    for each in (only_counted, refused):
        assert "None of the agencies with dossiers is registered: H98, H98.17. Add them" in each.stderr


def _lines(path: Path, *records: dict[str, Any]) -> str:
    path.write_bytes(body(*records))
    return str(path)


def _status(run: Run, folder: str) -> str:
    """Whether the first of ``pushed`` is done, as the folder has it."""
    return run("count", folder, "--period", "2026-10", "--explain", pushed(1)["MaHoSo"]).stdout


def test_files_of_the_past_do_not_replace_what_is_newer_if_they_say_when_they_were_true(
    run: Run, tmp_path: Path
) -> None:
    """And files are taken in the order in which people number them."""
    spool, folder = tmp_path / "spool", str(tmp_path / "folder")
    spool.mkdir()
    early = _lines(spool / "push-9.ndjson", pushed(1, TrangThaiHoSo="4", NgayKetThucXuLy=""))
    _lines(spool / "push-10.ndjson", pushed(1))
    assert run("add", str(spool), "--into", folder).returncode == 0
    again = run("add", early, "--into", folder, "--as-of", "2026-10-05")
    assert "Older than what was known: 1" in again.stdout
    assert "Kết thúc xử lý / Done" in _status(run, folder)
    undated = run("add", early, "--into", folder)
    assert "Changed: 1" in undated.stdout


def test_of_versions_that_do_not_say_when_they_are_true_the_last_counts_and_is_told(run: Run, tmp_path: Path) -> None:
    """As systems push them: a dossier when it came, and again when it was done."""
    path = _lines(tmp_path / "day.ndjson", pushed(1, TrangThaiHoSo="4", NgayKetThucXuLy=""), pushed(1))
    found = run("count", path, "--period", "2026-10")
    assert found.returncode == 0, found.stderr
    assert "1 dossiers have several versions that differ and do not say when they are true" in found.stderr
    assert "Kết thúc xử lý / Done" in _status(run, path)


def test_progress_without_its_dossier_is_told(run: Run, tmp_path: Path) -> None:
    row = {"MaHoSo": "H31.17-261001-0009", "ThoiDiemXuLy": "20261008080000", "TrangThai": "9"}
    path = _lines(tmp_path / "lone.ndjson", pushed(1), row)
    assert "1 progress rows have no dossier, such as H31.17-261001-0009" in (
        run("count", path, "--period", "2026-10").stderr
    )
    added = run("add", path, "--into", str(tmp_path / "folder"))
    assert "Progress rows without a dossier: 1" in added.stdout


def test_a_folder_is_not_put_together_with_others(run: Run, tmp_path: Path) -> None:
    path, folder = _lines(tmp_path / "one.ndjson", pushed(1)), str(tmp_path / "folder")
    assert run("add", path, "--into", folder).returncode == 0
    for command in (("count", folder, path, "--period", "2026-10"), ("add", folder, "--into", str(tmp_path / "other"))):
        refused = run(*command)
        assert (refused.returncode, "folder is a folder of `dossiers add`" in refused.stderr) == (1, True)


def test_a_place_that_cannot_be_written_to_is_named(run: Run) -> None:
    refused = run("count", MONTH, "--period", "2026-10", "--verdicts", "/sys/late.csv", "--not-counted")
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False), refused.stderr
    assert "/sys/late.csv cannot be read or written" in refused.stderr


@pytest.mark.parametrize("content", ['[{"data":[%s]},{"data":[%s]}]', '{"data":[%s,%s]}', '[{"data":%s},%s]'])
@pytest.mark.parametrize("ending", ["json", "ndjson"])
def test_bodies_that_were_pushed_are_read_in_lists_too(run: Run, tmp_path: Path, content: str, ending: str) -> None:
    path = tmp_path / f"bodies.{ending}"
    path.write_text(content % (json.dumps(pushed(1)), json.dumps(pushed(2))), "utf-8")
    assert "2026-10: 2 bản ghi hồ sơ" in run("count", str(path), "--period", "2026-10").stdout


def test_a_service_that_does_not_answer_is_told_in_both_languages(run: Run) -> None:
    asked = ("count", MONTH, "--period", "2026-10", "--url", "http://127.0.0.1:9", "--key", "x")
    refused = run(*asked)
    assert (refused.returncode, "Không nhận được câu trả lời" in refused.stderr) == (1, True)
    assert "No answer from http://127.0.0.1:9" in refused.stderr
