"""The server: its database is prepared and served."""

import json
import resource
import sys
from typing import Annotated

import typer

from app.cli.backup import warn_of_leftovers
from app.cli.session import service

# So long an upload that is being checked keeps the interpreter from those who answer others: a request waits for it a
# few times.
_TURN_SECONDS = 0.0005


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


def openapi() -> None:
    """In tài liệu OpenAPI của giao diện HTTP. / Print the OpenAPI document of the HTTP interface."""
    from app.main import wire

    with service(migrated=False) as made:
        document = wire(made).openapi()
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
