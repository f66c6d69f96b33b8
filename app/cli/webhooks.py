"""``tthc766 deliver``: sending what is queued for webhooks."""

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.session import service

if TYPE_CHECKING:
    from app.services.context import AppContext


def command(
    watch: Annotated[
        bool,
        typer.Option(
            "--watch/--once",
            help="Chạy đến khi bị dừng, hoặc gửi những gì đến hạn rồi kết thúc / Go on until stopped, or send what is "
            "due and end.",
        ),
    ] = False,
) -> None:
    """Gửi các thông báo webhook đang chờ; chưa nhận được thì gửi lại sau. / Send what is queued for webhooks.

    Chạy bao nhiêu tiến trình cũng được, dừng lúc nào cũng được: không mất gì. /
    What a receiver does not take is sent again later, for days. Any number may run at once, and be killed at any time.
    """
    from app.services.webhooks import deliver

    with service(lasting=True) as made:
        if watch:
            asyncio.run(_watch(made))
        else:
            typer.echo(f"{asyncio.run(deliver.deliver(made))} lần gửi / attempts")


async def _watch(made: "AppContext") -> None:
    from app.services.webhooks.deliver import watch

    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await watch(made, stop)
