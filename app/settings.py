"""The settings of the service, read once from the environment (prefix ``TTHC766_``). See docs/look-up/settings.md.

A new setting needs its Vietnamese description too, in ``settings_vi.py``.
"""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.readers.files.offices import BUNDLED as OFFICES
from app.readers.files.scorecards import BUNDLED

if TYPE_CHECKING:
    from httpx import URL


def _parsed(text: str) -> "URL":
    # Few installations set an address at all, and none should start later for a client that it does not use.
    import httpx  # noqa: PLC0415

    try:
        return httpx.URL(text)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise ValueError(str(error)) from None


def _address(text: str) -> str:
    """An HTTP address without a slash at its end, so that one portal has one name."""
    url = _parsed(text)
    if url.scheme not in ("http", "https") or not url.host or url.query or url.fragment:
        raise ValueError("must be http:// or https://, a host and at most a port and a path")
    return text.rstrip("/")


def _link(text: str) -> str:
    """An HTTP address that stands in documents: in ASCII, with every odd character escaped."""
    _address(text.partition("#")[0])
    return str(_parsed(text))


def _site(text: str) -> str:
    return _address(_link(text))


def _without_secrets(text: str) -> str:
    """The portal's address stands in every submission that is made of its answers, our own in what we publish."""
    if _parsed(text).userinfo:
        raise ValueError("must not hold a user name or a password")
    return text


# What paths of the service's own begin with. A root path among them could not be told from one of these.
OWN_PATHS = (
    "/agencies", "/api/v1/reporting", "/ban-lam-viec", "/compare", "/docs", "/editions", "/embed", "/feeds", "/healthz",
    "/method", "/metrics", "/openapi.json", "/rankings", "/readyz", "/static", "/static-offline-docs", "/v1",
)  # fmt: skip
_ROOT_PATH = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)*")
_RATE = re.compile(r"([1-9][0-9]{0,14})/(second|minute|hour|day)")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def read_rate(text: str) -> tuple[int, int]:
    """How often in how many seconds, of ``600/minute``."""
    found = _RATE.fullmatch(text)
    if not found:
        raise ValueError("must be a number and second, minute, hour or day, such as 600/minute, or off")
    return int(found[1]), _SECONDS[found[2]]


def _limit(text: str) -> str:
    if text != "off":
        read_rate(text)
    return text


# A setting that is renamed moves here: who still sets the old name is told, and does not run on the default unawares.
RENAMED = {"TTHC766_KEPT_BYTES": "TTHC766_RESPONSE_CACHE_BYTES"}


class RenamedSettingError(Exception):
    """A setting stands in the environment under a name that it had in an earlier release."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(
            f"{old} đã đổi tên thành {new}: hãy đặt lại theo tên mới.\n"
            f"{old} has been renamed to {new}: set it under the new name."
        )


class Settings(BaseSettings):
    """Raises RenamedSettingError where the environment holds an old name, ValidationError for a wrong value."""

    model_config = SettingsConfigDict(
        env_prefix="TTHC766_", frozen=True, extra="ignore", hide_input_in_errors=True, env_ignore_empty=True
    )

    database_url: str = Field(
        "sqlite:///var/tthc766.db",
        pattern=r"^(sqlite:///[^:]|postgres(ql(\+psycopg)?)?://)",
        description="Address of the database: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME. USER and "
        "PASSWORD are percent-encoded (/ as %2F, @ as %40, # as %23, ? as %3F, % as %25).",
    )
    database_replica_url: str | None = Field(
        None,
        pattern=r"^postgres(ql(\+psycopg)?)?://",
        description="The same for a streaming replica of a PostgreSQL database: requests without a key are read there.",
    )
    key_secret: SecretStr | None = Field(
        None,
        description="Secret under which API keys are hashed, at least 32 characters, the same for all processes. "
        "Needed with PostgreSQL; with SQLite a random one is kept beside the database file.",
    )
    scorecards: Path = Field(BUNDLED, description="Folder with the scorecard files (*.yaml).")
    offices: Path = Field(
        OFFICES, description="Folder with the office files (*.yaml): who writes an agency's letter, to whom, and how."
    )
    host: str = Field("127.0.0.1", description="Address on which `tthc766 serve` listens.")
    port: int = Field(8000, ge=1, le=65535, description="Port on which `tthc766 serve` listens.")
    shutdown_timeout: int = Field(
        30,
        ge=1,
        le=3600,
        description="Seconds for which `tthc766 serve`, told to stop, waits for requests that it has begun to receive.",
    )
    public_url: Annotated[str, AfterValidator(_site), AfterValidator(_without_secrets)] | None = Field(
        None,
        description="Address under which the world reaches this service, in the catalogue, the feeds, the code to "
        "embed and what pages tell those who share them; without it, the one that was asked, and in pages none. Set "
        "it: the ids of feed entries are made of its host.",
    )
    root_path: str = Field(
        "",
        validate_default=True,
        description="Path below which the world reaches this service, such as /tthc766, whether the proxy in front "
        "sends it along or takes it away; without it, the path of TTHC766_PUBLIC_URL.",
    )
    publisher: str | None = Field(
        None,
        min_length=1,
        description="Who publishes the data, in Vietnamese, on every page, in the catalogue and the feeds.",
    )
    publisher_contact: str | None = Field(
        None,
        min_length=1,
        max_length=300,
        description="How people reach the publisher, on every page: an e-mail address, a web address (both become "
        "links), or any other line of text.",
    )
    data_licence: Annotated[str, AfterValidator(_link)] | None = Field(
        None,
        description="Address of the licence of the data, such as https://creativecommons.org/licenses/by/4.0/; "
        "without it the catalogue names none.",
    )
    max_body_bytes: int = Field(32 * 1024 * 1024, ge=1024, description="Largest upload, in bytes as they are sent.")
    max_unpacked_bytes: int = Field(
        320 * 1024 * 1024,
        ge=1024,
        description="Most bytes that an upload may unpack to, one sent with Content-Encoding: gzip or an XLSX file.",
    )
    max_rows: int = Field(1_000_000, ge=1, description="Most rows of one upload.")
    max_columns: int = Field(1_000, ge=100, description="Most columns of an uploaded table.")
    max_row_chars: int = Field(64 * 1024, ge=1024, description="Longest row of an upload, in characters.")
    max_field_chars: int = Field(10_000, ge=1000, description="Longest field of an upload, in characters.")
    max_json_depth: int = Field(
        16, ge=4, le=500, description="How many objects and lists of uploaded JSON may stand within one another."
    )
    max_figures: int = Field(5_000_000, ge=1, description="Most counts or results in one upload.")
    max_question_bytes: int = Field(
        64 * 1024, ge=1024, description="Largest body of a request that is no upload: a webhook, a question."
    )
    upload_seconds: float = Field(300, gt=0, le=86400, description="Seconds within which a body must have come.")
    upload_idle_seconds: float = Field(
        15, gt=0, le=3600, description="Seconds for which the sender of a body may be silent."
    )
    max_uploads: int = Field(
        64, ge=1, le=10_000, description="Most uploads that one process has in hand at once; further ones get 429."
    )
    max_uploads_checked: int = Field(
        4,
        ge=1,
        le=30,
        description="Most uploads that one process checks and stores at once; others wait without keeping anybody from "
        "reading.",
    )
    request_head_seconds: float = Field(
        15,
        gt=0,
        le=3600,
        description="Seconds within which a connection must have sent the head of its first request, and within which "
        "what is left of a body must have come after it was answered.",
    )
    answer_idle_seconds: float = Field(
        30,
        gt=0,
        le=3600,
        description="Seconds over which a client must take at least 1 KiB a second of an answer, or its connection is "
        "given up.",
    )
    idempotency_hours: float = Field(
        24, ge=24, le=8760, description="Hours for which answers to requests with an Idempotency-Key are kept."
    )
    refused_retention_days: int = Field(
        30,
        ge=0,
        le=3650,
        description="Days for which the values of refused submissions are kept for the keys of the sender's subtree; "
        "then they are withheld from everybody and deleted.",
    )
    database_timeout: float = Field(
        5.0, gt=0, le=3600, description="Seconds to wait for a lock, a connection or the server before answering 503."
    )
    database_answer_timeout: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="Seconds that PostgreSQL may work on one statement, or be silent, before its connection is given "
        "up and 503 answered. Longer than TTHC766_DATABASE_TIMEOUT.",
    )
    database_connections: int = Field(
        15, ge=1, le=1000, description="Connections to the database that one process holds at most."
    )
    cold_slots: int = Field(
        1,
        ge=1,
        le=100,
        description="Expensive reads (rankings, cards, pages, files that are not in the response cache) that one "
        "process makes at once; at most one fewer than TTHC766_DATABASE_CONNECTIONS.",
    )
    cold_queue: int = Field(
        16,
        ge=0,
        le=10_000,
        description="Expensive reads that may wait for that; one more is answered 503 `service_busy`.",
    )
    cold_wait: float = Field(
        10.0, gt=0, le=3600, description="Seconds for which an expensive read waits at most before it is answered 503."
    )
    portal_url: Annotated[str, AfterValidator(_address), AfterValidator(_without_secrets)] = Field(
        "https://dichvucong.gov.vn",
        validate_default=False,  # like the limits below: they are known to be right, and what reads them is large
        description="Address of the National Public Service Portal that `tthc766 pull` reads.",
    )
    portal_proxy: Annotated[str, AfterValidator(_address)] | None = Field(
        None,
        description="HTTP proxy through which the portal is asked; HTTP_PROXY and the like are not used.",
    )
    portal_pause: float = Field(
        2.0, ge=0, le=3600, description="Least seconds between two questions to the portal; at random up to twice that."
    )
    portal_timeout: float = Field(30.0, gt=0, le=600, description="Seconds to wait for an answer of the portal.")
    portal_attempts: int = Field(
        4, ge=1, le=10, description="How often a question is asked where the connection or the portal's server fails."
    )
    portal_contact: str = Field(
        "",
        pattern=r"^[\x21-\x7e]*$",
        description="Address or page at which the portal's operators reach you; stands in the User-Agent.",
    )
    desk: bool = Field(
        True,
        description="Whether there are the pages below /ban-lam-viec, where the holder of a key sends figures, "
        "publishes and finds letters.",
    )
    deliver_in_server: bool = Field(
        False, description="Whether `tthc766 serve` also sends webhooks; otherwise `tthc766 deliver` does."
    )
    webhook_allow_private: bool = Field(
        False,
        description="Whether webhooks may lead to loopback, private and other addresses that are not public, "
        "and go over http://. Only for networks in which every holder of a key may reach every machine.",
    )
    webhook_overlap_hours: float = Field(
        24, ge=0, le=8760, description="Hours for which a webhook's old secret signs too after it was replaced."
    )
    polling_seconds: int = Field(
        60,
        ge=0,
        le=86400,
        description="Seconds after which a portal may ask again: what rankings and cards give in Cache-Control.",
    )
    freshness_seconds: float = Field(
        0.5,
        ge=0,
        le=0.8,
        description="Seconds after which a process that answers from memory looks whether anything was written "
        "elsewhere; 0 to look for every answer.",
    )
    response_cache_bytes: int = Field(
        64 * 1024 * 1024, ge=0, description="Most memory of one process for its response cache, in bytes; 0 for none."
    )
    evaluation_cache_agencies: int = Field(
        16_000,
        ge=0,
        description="How many agencies one process keeps evaluated cohorts of, each counted for every period; 0 for "
        "none. One takes about 4 kB, 7 kB if all of its card was asked for.",
    )
    rate_limit_reads: Annotated[str, AfterValidator(_limit)] = Field(
        "600/minute",
        validate_default=False,
        description="How often one address (of IPv6: one /64 network) may read, in each process, or `off`. An answer "
        "304 counts a tenth, one that has to be computed once for every 34 agencies evaluated.",
    )
    rate_limit_writes: Annotated[str, AfterValidator(_limit)] = Field(
        "120/minute", validate_default=False, description="How often one key may write, in each process, or `off`."
    )
    rate_limit_failed_keys: Annotated[str, AfterValidator(_limit)] = Field(
        "20/minute",
        validate_default=False,
        description="How many answers 401 one address may get, in each process, before its writes and its keys are "
        "not looked at any more, or `off`.",
    )
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Addresses and networks of proxies, separated by commas, whose X-Forwarded-For and "
        "X-Forwarded-Proto are believed.",
    )
    cors_origins: str = Field(
        "*",
        description="Origins, separated by blanks, whose pages may read /v1 and /feeds from a browser, `*` for all, or "
        "`none`. No page may send a key.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info",
        description="Least severe log line written; without it, commands that end by themselves write warnings only.",
    )
    log_format: Literal["auto", "json", "console"] = Field(
        "auto",
        description="`json`, one object a line, `console` for people, or `auto`: by whether a terminal reads it.",
    )

    @model_validator(mode="before")
    @classmethod
    def _no_old_names(cls, given: object) -> object:
        present = {name.upper() for name, value in os.environ.items() if value}
        for old, new in RENAMED.items():
            if old in present:
                raise RenamedSettingError(old, new)
        return given

    @field_validator("root_path")
    @classmethod
    def _is_the_path_of_the_public_url(cls, said: str, others: ValidationInfo) -> str:
        public = others.data.get("public_url")
        path = urlsplit(public).path.rstrip("/") if public else ""
        root = said.rstrip("/") if said else path
        if not _ROOT_PATH.fullmatch(root):
            raise ValueError("a path below the host is made of letters, digits and - . _ ~, such as /tthc766")
        if public and root != path:
            raise ValueError(f"TTHC766_PUBLIC_URL has the path {path or '/'}: set the same one, or only that address")
        if any(f"{own}/".startswith(f"{root}/") or f"{root}/".startswith(f"{own}/") for own in OWN_PATHS if root):
            raise ValueError("addresses of the service itself begin so; choose another path, such as /tthc766")
        return root

    @model_validator(mode="after")
    def _sqlite_has_no_replica(self) -> "Settings":
        if self.database_replica_url and self.database_url.startswith("sqlite"):
            raise ValueError("database_replica_url: a replica can follow a PostgreSQL database only")
        return self
