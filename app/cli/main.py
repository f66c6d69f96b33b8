"""The commands. Exit codes: 0 done, 1 refused (the input is wrong), 2 wrong usage, 3 the service is not ready."""

import gc
import json
import os
import resource
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import __version__
from app.cli import audit, backup, editions, keys, portal, webhooks
from app.cli.session import service
from app.domain.agencies import Cohort, Level
from app.domain.enums import Kind
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.reconciliation import WANT_ATTENTION, Verdict
from app.domain.scorecard.scorecard import TOTAL
from app.readers.uploads.formats import Format

if TYPE_CHECKING:
    from app.readers.uploads.row_spool import RowSpool
    from app.readers.uploads.rows import UploadRow
    from app.services.context import AppContext
    from app.services.evaluation.evaluate import Evaluator

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Decision 766/QĐ-TTg: scores, averages and rankings. "
    "Exit codes: 0 done, 1 refused, 2 wrong usage, 3 not ready (database, settings, scorecards).",
)
app.add_typer(keys.app, name="keys")
app.add_typer(editions.app, name="editions")
app.add_typer(audit.app, name="audit")
app.command("pull")(portal.command)
app.command("deliver")(webhooks.command)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)

_DEMO_PERIOD = Period.parse("2026")
_ENDINGS = ", ".join(each.suffix for each in Format)

CohortOption = Annotated[str, typer.Option(help="provinces, ministries, H44.departments, H44.communes, H44.districts.")]
BasisOption = Annotated[Basis, typer.Option(help="Which figures.")]
AsOfOption = Annotated[str | None, typer.Option(help="From figures dated up to this day or time.")]
KnownAtOption = Annotated[str | None, typer.Option(help="From what had been received by this day or time.")]


@app.callback()
def main(context: typer.Context) -> None:
    # What is imported stays: to look through it for garbage, again and again while it grows, is a sixth of a start.
    gc.disable()
    context.call_on_close(gc.enable)
    # A terminal that cannot show Vietnamese gets question marks, not an accident.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


# So long an upload that is being checked keeps the interpreter from those who answer others: a request waits for it a
# few times.
_TURN_SECONDS = 0.0005


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
) -> None:
    """Serve the HTTP interface. The database must have been migrated."""
    import structlog
    import uvicorn

    from app.api.http.connections import guarded
    from app.main import served, wire

    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))  # a connection is a file
    sys.setswitchinterval(_TURN_SECONDS)
    with service(lasting=True) as made:
        _ = made.key_secret  # a missing secret is told now, not at the first write
        settings = made.settings
        structlog.get_logger().info(
            "limits",
            reads=settings.rate_limit_reads,
            writes=settings.rate_limit_writes,
            failed_keys=settings.rate_limit_failed_keys,
            max_body_bytes=settings.max_body_bytes,
        )
        uvicorn.run(
            served(wire(made, whole=False)),
            host=host or settings.host,
            port=port or settings.port,
            http=guarded(settings.request_head_seconds),
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=settings.shutdown_timeout,
        )


@app.command()
def migrate() -> None:
    """Create the database or bring it to the newest revision, with the bundled registers."""
    from app.services import registers

    with service(migrated=False) as made, made.database.in_use():
        registers.migrate(made.database, made.registers, made.now())
        typer.echo(made.database.check_migrated())


@app.command()
def demo(port: Annotated[int, typer.Option(help="Port to name in the examples.")] = 8000) -> None:
    """Load the bundled real figures if the database has none, and print the ranking of the provinces in 2026."""
    from app.cli.printing import print_ranking
    from app.domain.time import day_of
    from app.services.demo import FOLDER, load_demo
    from app.services.evaluation.evaluate import Evaluator

    with service() as made:
        load_demo(
            made.database,
            made.registers,
            made.now(),
            lambda line: typer.echo(f"Nạp số liệu đi kèm / Loading bundled figures: {line}", err=True),
        )
        evaluator = Evaluator(made.database, made.registers.scorecards, Basis.BEST, day_of(made.now()))
        print_ranking(evaluator.ranking(_DEMO_PERIOD, Cohort(Level.PROVINCE), TOTAL))
    address = f"http://127.0.0.1:{port}"
    file = os.path.relpath(FOLDER / "2026-Q3-phu-tho-statistics.json")
    typer.echo(f"""\
Trang công khai / Page: {address}/    Giao diện / Interface: {address}/docs
Đọc / Read:  curl {address}/v1/rankings/2026
Ghi / Write: KEY=$({sys.argv[0]} keys create --agency H44 --scope statistics:write)
             curl -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
               --data-binary @{file} {address}/v1/statistics""")


@app.command()
def load(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help=f"Ends in {_ENDINGS}."),
    ],
    kind: Annotated[Kind, typer.Option(help="What the file holds.")] = Kind.STATISTICS,
    period: Annotated[str | None, typer.Option(help="Period of rows that name none.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Date of the figures, ISO 8601 with offset; now if left out.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Where the figures come from.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only.")] = False,
) -> None:
    """Load a file as the administrator, who may write for every agency. All or nothing."""
    from app.readers.uploads.body import Body
    from app.services.keys import ADMINISTRATOR
    from app.services.submissions.load import load as load_delivery
    from app.services.submissions.parse_upload import Upload

    format_ = Format.of_file(file.name)
    if format_ is None:
        raise typer.BadParameter(f"the ending must be one of {_ENDINGS}", param_hint="FILE")
    with service() as made, Body.at(file) as body:
        delivery = Upload(
            body,
            format_,
            period=period,
            as_of=as_of,
            source=source,
            dry_run=dry_run,
            limits=made.limits,
            progress=_progress,
        )
        stored = load_delivery(made.database, made.registers, kind, delivery, ADMINISTRATOR, made.now())
    typer.echo(f"submission {stored.id or '(dry run)'}: {stored.rows} rows, {stored.figures} figures")


@app.command()
def rank(
    period: Annotated[str, typer.Argument(help="2025-02, 2025-Q1 or 2025.")],
    cohort: CohortOption = "provinces",
    by: Annotated[str, typer.Option(help="total, a group or an indicator.")] = TOTAL,
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
) -> None:
    """Print a ranking with group scores and averages."""
    from app.cli.printing import print_ranking

    with service() as made:
        evaluator = _evaluator(made, basis, as_of, known_at)
        print_ranking(evaluator.ranking(Period.parse(period), Cohort.parse(cohort), by))


@app.command()
def score(
    period: Annotated[str, typer.Argument(help="2025-02, 2025-Q1 or 2025.")],
    agency: Annotated[str, typer.Argument(help="Agency code.")],
    trace: Annotated[bool, typer.Option("--trace", help="Down to the counts, with each step.")] = False,
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
) -> None:
    """Print an agency's card."""
    from app.cli.printing import print_card

    with service() as made:
        evaluator = _evaluator(made, basis, as_of, known_at)
        found, evaluation = evaluator.agency(Period.parse(period), agency)
        print_card(found, evaluation, trace=trace)


@app.command()
def reconcile(
    period: Annotated[str, typer.Argument(help="2025-02, 2025-Q1 or 2025.")],
    cohort: Annotated[str | None, typer.Option(help="Only these agencies, e.g. provinces, H44.departments.")] = None,
    verdict: Annotated[
        list[Verdict] | None, typer.Option(help="List findings with this verdict; can be given more than once.")
    ] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    csv: Annotated[bool, typer.Option("--csv", help="All findings (or those of --verdict) as CSV.")] = False,
) -> None:
    """Hold everything published of a period against our own computation.

    Prints a summary, and lists what differs; what is equal or lacks counts only with --verdict.
    """
    from app.cli.printing import print_reconciliation
    from app.services.evaluation.reconcile import reconcile_period

    with service() as made:
        within = None if cohort is None else Cohort.parse(cohort)
        bounds = _evaluator(made, Basis.COMPUTED, as_of, known_at).bounds
        found = reconcile_period(made.database, made.registers, Period.parse(period), within, bounds)
    if csv:
        from app.api.routes.reconciliation import finding_view
        from app.api.views.tables import reconciliation_table

        shown = [finding_view(each) for each in found.listed(verdict)]
        typer.echo(bytes(reconciliation_table(shown, "en").body), nl=False)
    else:
        print_reconciliation(found, found.listed(verdict or WANT_ATTENTION))


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the HTTP interface."""
    from app.main import wire

    with service(migrated=False) as made:
        document = wire(made).openapi()
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def _evaluator(made: "AppContext", basis: Basis, as_of: str | None, known_at: str | None) -> "Evaluator":
    from app.domain.time import parse_as_of
    from app.services.evaluation.evaluate import Evaluator

    as_of_moment, known_at_moment = (None if text is None else parse_as_of(text) for text in (as_of, known_at))
    return Evaluator.asked(made, basis, as_of_moment, known_at_moment)


def _progress(rows: "RowSpool") -> Iterable["UploadRow"]:
    """A progress bar if a person is watching."""
    from rich.progress import track

    from app.cli.printing import console

    watching = sys.stderr.isatty()
    return track(
        rows, total=len(rows), description="Kiểm tra / Checking", console=console(stderr=True), disable=not watching
    )
