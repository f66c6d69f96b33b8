"""What is bundled, to look at: real figures and their ranking, a made-up month of dossiers and its score."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.session import service
from app.domain.agencies import Cohort, Level
from app.domain.enums import Scope
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL

if TYPE_CHECKING:
    from rich.table import Table

    from app.domain.evaluation.evaluation import Evaluation
    from app.domain.evaluation.scores import Card
    from app.services.context import AppContext

_DEMO_PERIOD = Period.parse("2026")
_DESK_DAYS = 30


def demo(
    port: Annotated[int, typer.Option(help="Cổng mạng ghi trong ví dụ / Port to name in the examples.")] = 8000,
) -> None:
    """Nạp số liệu thật đi kèm, in xếp hạng các tỉnh năm 2026. / Load the bundled figures, print the ranking of 2026.

    Chỉ nạp khi cơ sở dữ liệu chưa có số liệu. Một tháng hồ sơ tổng hợp được đếm, chấm điểm trong cơ sở dữ liệu riêng. /
    They are loaded if the database has none. A made-up month of dossiers is counted and scored in one of its own.
    """
    from app.cli.printing import print_ranking
    from app.domain.time import day_of
    from app.services.demo import FOLDER, load_demo, synthetic_month
    from app.services.evaluation.evaluate import Evaluator

    with service() as made:
        load_demo(made.database, made.registers, made.now(), _say)
        evaluator = Evaluator(made.database, made.registers.scorecards, Basis.BEST, day_of(made.now()))
        print_ranking(evaluator.ranking(_DEMO_PERIOD, Cohort(Level.PROVINCE), TOTAL))
        with synthetic_month(made, _say) as month:
            if month:
                _show_month(month, port)
        desk = _desk_lines(made, port)
    address = f"http://127.0.0.1:{port}"
    file = os.path.relpath(FOLDER / "2026-Q3-phu-tho-statistics.json")
    typer.echo(f"""\
Trang công khai / Page: {address}/    Giao diện / Interface: {address}/docs
Đọc / Read:  curl {address}/v1/rankings/2026
{desk}Ghi / Write: KEY=$({sys.argv[0]} keys create --agency H44 --scope statistics:write)
             curl -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
               --data-binary @{file} {address}/v1/statistics""")


def _say(line: str) -> None:
    typer.echo(f"Nạp số liệu đi kèm / Loading bundled figures: {line}", err=True)


def _show_month(month: "AppContext", port: int) -> None:
    """The score of the made-up month, with the counts that gave it, and where the whole card is."""
    from app.cli.printing import console
    from app.services.demo import MONTH, PROVINCE
    from app.services.evaluation.evaluate import Evaluator

    agency, evaluation = Evaluator.asked(month, Basis.COMPUTED).agency(MONTH, PROVINCE)
    out, command = console(), f"TTHC766_DATABASE_URL={month.settings.database_url} {sys.argv[0]}"
    out.print(_reasons(evaluation, evaluation.cards[agency.code]))
    for what, how in (
        ("Từng bước / Each step", f"score {MONTH} {PROVINCE} --trace"),
        (f"Trang / Page http://127.0.0.1:{port + 1}/agencies/{PROVINCE}", f"serve --port {port + 1}"),
    ):
        out.print(f"{what}: {command} {how}", soft_wrap=True)
    out.print()


def _reasons(evaluation: "Evaluation", card: "Card") -> "Table":
    """The indicators that have a score, each with the counts that gave it."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    title = f"Từ hồ sơ đến điểm / From dossiers to a score: {card.agency.code} {card.agency.name}, {evaluation.period}"
    table = Table("Chỉ số / Indicator", title=title, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in ("Điểm / Score", "Tối đa / Max"):
        table.add_column(heading, justify="right")
    table.add_column("Vì sao / Why")
    counted = {code: each for code, each in card.outcomes.items() if each.counts and each.score is not None}
    for code, outcome in counted.items():
        counts = " / ".join(f"{measure} {count.value}" for measure, count in outcome.counts.items())
        table.add_row(code, str(outcome.score), str(outcome.indicator.max), counts)
    others = sum(1 for each in card.outcomes.values() if each.missing)
    table.caption = f"{others} chỉ số khác cần thêm số liệu / other indicators need more counts"
    return table


def _desk_lines(made: "AppContext", port: int) -> str:
    """Where the desk is, with a first key: of the province whose agencies are bundled. Others are made on purpose."""
    from datetime import timedelta

    from app.services import keys
    from app.services.keys import Grant

    if not made.settings.desk:
        return ""
    line = f"Bàn làm việc / Desk: http://127.0.0.1:{port}/ban-lam-viec\n"
    if keys.list_keys(made.database):
        return line
    scopes = frozenset({Scope.STATISTICS_WRITE, Scope.OFFICIAL_WRITE, Scope.PUBLISH_WRITE})
    now = made.now()
    grant = Grant("H44", scopes, "make run", now + timedelta(days=_DESK_DAYS))
    token, _ = keys.make(made.database, made.key_secret, grant, now)
    return f"{line}Khóa đầu tiên, {_DESK_DAYS} ngày / First key, {_DESK_DAYS} days: {token}\n"
