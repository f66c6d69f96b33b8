"""A service that listens in this process, and the browser that asks it."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CHROMIUM, Client

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def listening(client: Client) -> Iterator[str]:
    """Where a client's application listens meanwhile; its database is closed afterwards."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(client.app, log_config=None, ws="none", lifespan="off"))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
        client.service.database.engine.dispose()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        made.close()


@contextmanager
def vietnamese_chromium() -> Iterator[Browser]:
    """A browser whose own words are Vietnamese too, as "Chọn tệp", if its languages are installed."""
    environment: dict[str, str | float | bool] = {
        **os.environ,
        "LANGUAGE": "vi",
        "LANG": "vi_VN.UTF-8",
        "TZ": "Asia/Ho_Chi_Minh",
    }
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--lang=vi"], env=environment)
        yield made
        made.close()


def is_vietnamese(browser: Browser) -> bool:
    """Whether it says what it says itself in Vietnamese."""
    context = browser.new_context(locale="vi-VN")
    said = "Object.assign(document.createElement('input'), {required: true}).validationMessage"
    words: str = context.new_page().evaluate(said)
    context.close()
    return not words.isascii()


def weight(page: Page) -> int:
    """Bytes, unpacked, of a page that is loaded and of all that it loaded with it."""
    entries = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
    size: int = page.evaluate(f"{entries}.reduce((sum, each) => sum + each.decodedBodySize, 0)")
    return size
