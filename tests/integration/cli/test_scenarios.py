"""Scenarios and contributions at a terminal."""

import re

from tests.integration.cli.test_commands import Run, run, url

__all__ = ["run", "url"]


def test_scenarios(run: Run) -> None:
    asked = ("scenarios", "2026", "--change", "H31:dossiers_on_time+5000")
    done = run(*asked, "--change", "H31:dossiers_satisfied=425667")
    assert done.returncode == 0
    lines = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line.split()}
    assert lines["TDGQ"] == ["17.56", "17.56"], "the averages come last"
    assert re.search(r"total +59\.63 +59\.91 +\+0\.28 +28 +27 ", done.stdout)
    assert "Vượt / Passes: Sơn La" in done.stdout
    assert "*" not in done.stdout
    increments = run("scenarios", "2026", "--change", "H31:fee_procedures_paid_online-17").stdout
    assert "A published score, with what its indicators with known counts win or lose." in increments
    assert "Bị vượt bởi / Passed by: " in increments
    table = run(*asked, "--csv").stdout.splitlines()
    assert table[1].startswith("H31,Hưng Yên,total,Total,100,59.63,59.84,0.21,")


def test_scenarios_that_cannot_be_read(run: Run) -> None:
    done = run("scenarios", "2026", "--change", "H31", "--change", "H99:petitions+1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "The change H31 cannot be read." in done.stderr
    assert "No agency is registered as H99." in done.stderr


def test_contributions(run: Run) -> None:
    done = run("contributions", "2026-Q3", "H44", "--by", "total")
    assert done.returncode == 0
    assert "DOSSIER_ON_TIME: 17.35/20, mất / lost 2.65" in done.stdout
    assert "Full marks below 100%" in done.stdout
    assert "PUBLISH_ON_TIME: Số liệu của các cơ quan bên dưới không cộng được" in done.stdout
    rows = [line.split(",") for line in run("contributions", "2026-Q3", "H44", "--csv").stdout.splitlines()]
    assert ["H44.45", "0.961"] in [[row[3], row[-1]] for row in rows if row[0] == "DOSSIER_ON_TIME"]
    assert run("contributions", "2026-Q3", "H44", "--by", "X").returncode == 1
