"""The commands. Exit codes: 0 done, 1 refused (the input is wrong), 2 wrong usage, 3 the service is not ready."""

import gc
import sys
from io import TextIOWrapper

import typer

from app import __version__
from app.cli import (
    audit,
    backup,
    demo,
    dossiers,
    editions,
    evaluation,
    keys,
    portal,
    procedures,
    pull_answers,
    refusals,
    scenarios,
    server,
    submissions,
    targets,
    templates,
    webhooks,
    what_if,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Điểm, trung bình và xếp hạng theo Quyết định 766/QĐ-TTg. Mã kết thúc: 0 đã xong, 1 bị từ chối, 2 gọi lệnh "
    "sai, 3 chưa sẵn sàng (cơ sở dữ liệu, cấu hình, bộ chỉ số). / "
    "Decision 766/QĐ-TTg: scores, averages and rankings. "
    "Exit codes: 0 done, 1 refused, 2 wrong usage, 3 not ready (database, settings, scorecards).",
)
app.command()(server.serve)
app.command()(server.migrate)
app.command()(demo.demo)
app.command()(submissions.load)
app.command()(templates.template)
app.command()(evaluation.rank)
app.command()(evaluation.score)
app.command()(evaluation.reconcile)
app.command()(what_if.opportunities)
app.command()(what_if.pace)
app.command()(targets.targets)
app.command()(scenarios.scenarios)
app.command()(scenarios.contributions)
app.command()(what_if.robustness)
app.command("pull")(portal.command)
app.command("pull-procedures")(procedures.command)
app.command("deliver")(webhooks.command)
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(server.openapi)
app.add_typer(keys.app, name="keys")
app.add_typer(editions.app, name="editions")
app.add_typer(audit.app, name="audit")
app.add_typer(pull_answers.app, name="pull-answers")
app.add_typer(refusals.app, name="submissions")
app.add_typer(dossiers.app, name="dossiers")


@app.callback()
def main(context: typer.Context) -> None:
    # What is imported stays: to look through it for garbage, again and again while it grows, is a sixth of a start.
    gc.disable()
    context.call_on_close(gc.enable)
    # A terminal that cannot show Vietnamese gets question marks, not an accident.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


@app.command()
def version() -> None:
    """In phiên bản. / Print the version."""
    typer.echo(__version__)
