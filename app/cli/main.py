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
from app.cli.options import AsOfOption, BasisOption, CohortOption, KnownAtOption, PeriodArgument
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
    help="Điểm, trung bình và xếp hạng theo Quyết định 766/QĐ-TTg. Mã kết thúc: 0 đã xong, 1 bị từ chối, 2 gọi lệnh "
    "sai, 3 chưa sẵn sàng (cơ sở dữ liệu, cấu hình, bộ chỉ số). / "
    "Decision 766/QĐ-TTg: scores, averages and rankings. "
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
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe / Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Cổng mạng lắng nghe / Port to listen on.")] = None,
) -> None:
    """Phục vụ giao diện HTTP; trước đó cần chạy `tthc766 migrate`. / Serve the HTTP interface.

    The database must have been migrated.
    """
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
            served(wire(made)),
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
    """Tạo hoặc nâng cấp cơ sở dữ liệu, danh mục kèm theo. / Create or upgrade the database and its registers."""
    from app.services import registers

    with service(migrated=False) as made, made.database.in_use():
        registers.migrate(made.database, made.registers, made.now())
        typer.echo(made.database.check_migrated())


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Cổng mạng ghi trong ví dụ / Port to name in the examples.")] = 8000,
) -> None:
    """Nạp số liệu thật đi kèm, in xếp hạng các tỉnh năm 2026. / Load the bundled figures, print the ranking of 2026.

    Chỉ nạp khi cơ sở dữ liệu chưa có số liệu. / They are loaded if the database has none.
    """
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
        typer.Argument(
            exists=True,
            dir_okay=False,
            help=f"Tệp, tên có đuôi / A file whose name ends in {_ENDINGS}.",
        ),
    ],
    kind: Annotated[Kind, typer.Option(help="Loại dữ liệu trong tệp / What the file holds.")] = Kind.STATISTICS,
    period: Annotated[
        str | None, typer.Option(help="Kỳ của các dòng không ghi kỳ / Period of rows that name none.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            help="Ngày của số liệu, ISO 8601 có múi giờ; bỏ trống là hiện tại / Date of the figures, ISO 8601 with "
            "offset; now if left out."
        ),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Nguồn số liệu / Where the figures come from.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra, không ghi / Check only.")] = False,
) -> None:
    """Nạp một tệp với quyền quản trị, ghi được cho mọi cơ quan. / Load a file as the administrator, for any agency.

    Có lỗi thì không ghi gì. / All or nothing.
    """
    from app.readers.uploads.body import Body
    from app.services.keys import ADMINISTRATOR
    from app.services.load import load as load_delivery
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
    period: PeriodArgument,
    cohort: CohortOption = "provinces",
    by: Annotated[
        str, typer.Option(help="Xếp theo total, một nhóm hoặc một chỉ số / By total, a group or an indicator.")
    ] = TOTAL,
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
) -> None:
    """In bảng xếp hạng, có điểm các nhóm và trung bình. / Print a ranking with group scores and averages."""
    from app.cli.printing import print_ranking

    with service() as made:
        evaluator = _evaluator(made, basis, as_of, known_at)
        print_ranking(evaluator.ranking(Period.parse(period), Cohort.parse(cohort), by))


@app.command()
def score(
    period: PeriodArgument,
    agency: Annotated[str, typer.Argument(help="Mã cơ quan / Agency code.")],
    trace: Annotated[
        bool, typer.Option("--trace", help="Đến từng số liệu, từng bước tính / Down to the counts, with each step.")
    ] = False,
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
) -> None:
    """In bảng điểm của một cơ quan. / Print an agency's card."""
    from app.cli.printing import print_card

    with service() as made:
        evaluator = _evaluator(made, basis, as_of, known_at)
        found, evaluation = evaluator.agency(Period.parse(period), agency)
        print_card(found, evaluation, trace=trace)


@app.command()
def reconcile(
    period: PeriodArgument,
    cohort: Annotated[
        str | None, typer.Option(help="Chỉ các cơ quan này / Only these agencies: provinces, H44.departments …")
    ] = None,
    verdict: Annotated[
        list[Verdict] | None,
        typer.Option(
            help="Chỉ liệt kê kết luận này; dùng được nhiều lần / List only this verdict; can be given more than once."
        ),
    ] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    csv: Annotated[
        bool, typer.Option("--csv", help="Tất cả, hoặc theo --verdict, dạng CSV / All, or those of --verdict, as CSV.")
    ] = False,
) -> None:
    """Đối chiếu điểm công bố của một kỳ với điểm tính từ số liệu. / Compare what was published with our computation.

    In tóm tắt và liệt kê chỗ khác nhau; chỗ khớp hoặc thiếu số liệu chỉ liệt kê khi có --verdict. /
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
    """In tài liệu OpenAPI của giao diện HTTP. / Print the OpenAPI document of the HTTP interface."""
    from app.main import wire

    with service(migrated=False) as made:
        document = wire(made).openapi()
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


@app.command()
def version() -> None:
    """In phiên bản. / Print the version."""
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
