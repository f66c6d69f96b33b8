"""Writes what is derived: the OpenAPI document, its examples, and the tables of error codes and settings.

``make generate`` runs it; ``tests/project/test_generated.py`` holds what is committed equal to what it makes.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi.testclient import TestClient

from app.api.openapi.examples import FOLDER, POSTED, REQUESTS
from app.api.openapi.portal_examples import ASKED
from app.domain.agencies import Cohort
from app.domain.messages import SECTIONS, Message
from app.domain.periods import Period
from app.main import create_app
from app.services import registers
from app.services.context import AppContext
from app.services.demo import load_demo
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from app.settings import Settings
from app.settings_vi import VIETNAMESE

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


def examples(folder: Path) -> dict[Path, str]:
    """The example answers. ``folder``: where a database can be made."""
    app = create_app(Settings(database_url=f"sqlite:///{folder / 'examples.db'}", log_level="error"), lambda: NOW)
    service: AppContext = app.state.service
    registers.migrate(service.database, service.registers)
    load_demo(service.database, service.registers, NOW, lambda _line: None)
    publish(service, Order(Period.parse("2026"), Cohort.parse("provinces")), ADMINISTRATOR)
    client = TestClient(app)
    answers = {name: client.get(path).raise_for_status().json() for name, path in REQUESTS.items()}
    for name, (path, question) in POSTED.items():
        answers[name] = client.post(path, json=question).raise_for_status().json()
    for path, question in ASKED.items():
        answers[path.rpartition("/")[2]] = client.post(path, json=question).raise_for_status().json()
    service.database.engine.dispose()
    return {FOLDER / f"{name}.json": as_json(answer) for name, answer in answers.items()}


def documents() -> dict[Path, str]:
    """The OpenAPI document (with the examples as they are on disk) and the tables."""
    openapi = create_app(Settings(log_level="error")).openapi()
    return {
        ROOT / "openapi" / "openapi.json": as_json(openapi),
        ROOT / "docs" / "look-up" / "errors.md": errors(),
        ROOT / "docs" / "look-up" / "settings.md": settings(),
        ROOT / "docs" / "look-up" / "settings.vi.md": settings_in_vietnamese(),
    }


def errors() -> str:
    sections = (f"## {title}\n\n{_table(messages)}" for title, messages in SECTIONS.items())
    return (
        "# Error codes\n\n"
        "Every error is `application/problem+json` (RFC 9457). `code` is stable; the texts may be improved. Status is\n"
        "that of an answer with this code; codes of rows and parameters are in `errors` of an answer with 422, codes\n"
        "with 200 in `warnings` of an answer that was accepted. Under\n"
        "`/api/v1/reporting` the same codes are in capitals, in the portal's format: [portal.md](portal.md).\n\n"
        + "\n".join(sections)
    )


def _table(messages: Iterable[Message]) -> str:
    rows = (f"| `{each.code}` | {each.status} | {each.en} | {each.vi} |\n" for each in messages)
    return "| code | status | English | Tiếng Việt |\n|---|---|---|---|\n" + "".join(rows)


def settings() -> str:
    return (
        "# Settings\n\n"
        "Read from the environment when a command starts. A setting under its name of an earlier release stops the\n"
        "command, which then gives the new name. [Tiếng Việt](settings.vi.md)\n\n"
        "| variable | default | meaning |\n|---|---|---|\n"
        + _rows_of_settings(
            {name: field.description or "" for name, field in Settings.model_fields.items()}, "(bundled)"
        )
    )


def settings_in_vietnamese() -> str:
    return (
        "# Tham số cấu hình\n\n"
        "Được đọc từ biến môi trường khi lệnh bắt đầu chạy. Nếu một biến còn mang tên của bản phát hành trước,\n"
        "lệnh dừng và cho biết tên mới. [English](settings.md)\n\n"
        "| biến | mặc định | ý nghĩa |\n|---|---|---|\n" + _rows_of_settings(VIETNAMESE, "(kèm theo)")
    )


def _rows_of_settings(meanings: Mapping[str, str], bundled: str) -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = bundled if isinstance(default, Path) else "" if default is None else f"`{default}`"
        rows.append(f"| `TTHC766_{name.upper()}` | {shown} | {meanings[name]} |\n")
    return "".join(rows)


def as_json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    with TemporaryDirectory() as folder:
        made = examples(Path(folder))
    for path, text in made.items():
        path.write_text(text, "utf-8")
    made = documents()
    for path, text in made.items():
        path.write_text(text, "utf-8")
    sys.stdout.write("".join(f"{path.relative_to(ROOT)}\n" for path in made))


if __name__ == "__main__":
    main()
