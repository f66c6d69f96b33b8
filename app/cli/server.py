"""The server: its database is prepared, filled with the bundled figures, and served."""

import json
import os
import resource
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.backup import warn_of_leftovers
from app.cli.session import service
from app.domain.agencies import Cohort, Level
from app.domain.enums import Scope
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL

if TYPE_CHECKING:
    from app.services.context import AppContext

_DEMO_PERIOD = Period.parse("2026")
# So long an upload that is being checked keeps the interpreter from those who answer others: a request waits for it a
# few times.
_TURN_SECONDS = 0.0005
_DESK_DAYS = 30


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
    from app.api.http.forwarded import TrustedProxies
    from app.main import served, wire
    from app.services.backups import left_by_killed_restores

    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))  # a connection is a file
    sys.setswitchinterval(_TURN_SECONDS)
    with service(lasting=True) as made:
        _ = made.key_secret, made.database.ledger_key  # a missing secret is told now, not at the first write
        for path in left_by_killed_restores(made):
            structlog.get_logger().warning("restore_left", path=str(path))
        settings = made.settings
        structlog.get_logger().info(
            "limits",
            reads=settings.rate_limit_reads,
            writes=settings.rate_limit_writes,
            failed_keys=settings.rate_limit_failed_keys,
            max_body_bytes=settings.max_body_bytes,
        )
        uvicorn.run(
            TrustedProxies(served(wire(made)), settings.trusted_proxies),
            host=host or settings.host,
            port=port or settings.port,
            http=guarded(settings.request_head_seconds, settings.answer_idle_seconds),
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # ours are outermost
            timeout_graceful_shutdown=settings.shutdown_timeout,
        )


def migrate() -> None:
    """Tạo hoặc nâng cấp cơ sở dữ liệu, danh mục kèm theo. / Create or upgrade the database and its registers."""
    from app.services import registers

    with service(migrated=False) as made, made.database.in_use():
        warn_of_leftovers(made)
        registers.migrate(made.database, made.registers, made.now())
        typer.echo(made.database.check_migrated())


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
        desk = _desk_lines(made, port)
    address = f"http://127.0.0.1:{port}"
    file = os.path.relpath(FOLDER / "2026-Q3-phu-tho-statistics.json")
    typer.echo(f"""\
Trang công khai / Page: {address}/    Giao diện / Interface: {address}/docs
Đọc / Read:  curl {address}/v1/rankings/2026
{desk}Ghi / Write: KEY=$({sys.argv[0]} keys create --agency H44 --scope statistics:write)
             curl -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
               --data-binary @{file} {address}/v1/statistics""")


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


def openapi() -> None:
    """In tài liệu OpenAPI của giao diện HTTP. / Print the OpenAPI document of the HTTP interface."""
    from app.main import wire

    with service(migrated=False) as made:
        document = wire(made).openapi()
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
