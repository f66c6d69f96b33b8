"""Counts of dossiers stored here, or sent to a running service."""

from datetime import date
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import httpx
import orjson
import typer
from pydantic import TypeAdapter

from app.cli.dossier_printing import print_odd_rows
from app.cli.printing import console, print_warnings
from app.cli.session import REFUSED
from app.domain.agencies import Agency, Level
from app.domain.dossiers.registers import DossierRegisters, Procedure, Service
from app.domain.enums import Kind
from app.services.context import AppContext
from app.services.dossiers.counting import Counted, warnings_of
from app.services.dossiers.registers import lay_over, roots_above
from app.services.keys import ADMINISTRATOR
from app.services.load import load

_SECONDS = 60.0
Entry = TypeVar("Entry", Procedure, Service)


def fetch_agencies(url: str) -> dict[str, Agency]:
    """The agencies that a running service has registered, merged ones too."""
    found: dict[str, Agency] = {}
    with _client(url) as client:
        after: dict[str, str] = {}
        while items := _answer(client, "GET", "/v1/agencies", params={"limit": "5000", **after})["items"]:
            found |= {each["code"]: _agency(each) for each in items}
            after = {"after": items[-1]["code"]}
    return found


def fetch_registers(url: str, root: str | None) -> DossierRegisters:
    """What a running service answers that counts for ``root``."""
    return lay_over(
        roots_above(root), _fetch(url, "/v1/procedures", Procedure, root), _fetch(url, "/v1/services", Service, root)
    )


def _fetch(url: str, path: str, register: type[Entry], root: str | None) -> dict[str | None, list[Entry]]:
    """All entries, of every day, by whose they are."""
    entries, found = TypeAdapter(register), dict[str | None, list[Entry]]()
    query = {"day": "all", "limit": "5000", **({"root": root} if root else {})}
    with _client(url) as client:
        while query:
            page = _answer(client, "GET", path, params=query)
            for each in page["items"]:
                found.setdefault(each.pop("root"), []).append(entries.validate_python(each))
            query = dict(parse_qsl(urlsplit(page["next"] or "").query))
    return found


def deliver(made: AppContext, counted: Counted, url: str | None, key: str | None) -> None:
    """Store counts as statistics, or send them to the service at ``url``; what is refused ends the command."""
    counted.refuse_empty()
    if url:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        with _client(url) as client:
            content = orjson.dumps(counted.document)
            sent = _answer(client, "POST", "/v1/statistics", headers=headers, content=content)
        warnings = sent["warnings"] or ()
    else:
        print_odd_rows(warnings_of(made.database, made.registers.dossier_rules, counted))
        stored = load(made.database, made.registers, Kind.STATISTICS, counted.upload(), ADMINISTRATOR, made.now())
        sent = {"id": stored.id, "rows": stored.rows, "figures": stored.figures}
        warnings = stored.warnings or ()
    print_warnings(warnings)
    typer.echo(f"submission {sent['id']}: {sent['rows']} rows, {sent['figures']} figures")


def _client(url: str) -> httpx.Client:
    return httpx.Client(base_url=url.rstrip("/"), timeout=_SECONDS)


def _answer(client: httpx.Client, method: str, path: str, **what: Any) -> dict[str, Any]:
    try:
        response = client.request(method, path, **what)
        content: dict[str, Any] = response.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        console(stderr=True).print(
            f"Không nhận được câu trả lời từ {client.base_url}. Kiểm tra địa chỉ, mạng và dịch vụ.\n"
            f"No answer from {client.base_url}. Check the address, the network and the service.\n"
            f"{type(error).__name__}: {error}",
            soft_wrap=True,
        )
        raise typer.Exit(REFUSED) from None
    if response.is_error:
        out = console(stderr=True)
        out.print(f"{response.status_code} {content.get('detail_vi', '')}\n{content.get('detail', '')}", soft_wrap=True)
        print_warnings(content.get("errors") or ())
        raise typer.Exit(REFUSED)
    return content


def _agency(item: dict[str, Any]) -> Agency:
    first, last = (item[name] and date.fromisoformat(item[name]) for name in ("valid_from", "valid_to"))
    return Agency(
        item["code"], item["name"], Level(item["level"]), item["statistical_code"], first, last, item["merged_into"]
    )
