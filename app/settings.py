"""The settings of the service, read once from the environment (prefix ``TTHC766_``). See docs/settings.md."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.sources.scorecard_files import BUNDLED


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="TTHC766_", frozen=True, extra="ignore", hide_input_in_errors=True)

    database_url: str = Field(
        "sqlite:///var/tthc766.db",
        pattern=r"^(sqlite:///[^:].*|postgresql(\+psycopg)?://.+)$",
        description="SQLAlchemy URL of the database: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
    )
    key_secret: SecretStr | None = Field(
        None,
        description="Secret under which API keys are hashed, at least 32 characters, the same for all processes. "
        "Needed with PostgreSQL; with SQLite a random one is kept beside the database file.",
    )
    scorecards: Path = Field(BUNDLED, description="Folder with the scorecard files (*.yaml).")
    host: str = Field("127.0.0.1", description="Address on which `tthc766 serve` listens.")
    port: int = Field(8000, ge=1, le=65535, description="Port on which `tthc766 serve` listens.")
    max_body_bytes: int = Field(
        32 * 1024 * 1024, ge=1024, description="Largest upload in bytes; an XLSX may unpack to ten times as much."
    )
    database_timeout: float = Field(
        5.0, gt=0, le=3600, description="Seconds to wait for a lock, a connection or the server before answering 503."
    )
    portal_url: str = Field(
        "https://dichvucong.gov.vn",
        pattern=r"^https?://[^\s/]+.*$",
        description="Address of the National Public Service Portal that `tthc766 pull` reads.",
    )
    portal_proxy: str | None = Field(
        None, pattern=r"^(https?|socks5)://.+$", description="Proxy through which the portal is asked."
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
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severe log line written."
    )
    log_format: Literal["auto", "json", "console"] = Field(
        "auto",
        description="`json`, one object a line, `console` for people, or `auto`: by whether a terminal reads it.",
    )
