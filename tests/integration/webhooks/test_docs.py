"""The ways to verify a signature that docs/do/webhooks(.vi).md show, tried on what a receiver really gets."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from tests.integration.webhooks.conftest import Hooks
from tests.integration.webhooks.receiver import Received

DOCS = Path(__file__).parents[3] / "docs" / "do"
pytestmark = pytest.mark.parametrize("page", ["webhooks.md", "webhooks.vi.md"])


def block(page: str, language: str, word: str) -> str:
    text = (DOCS / page).read_text("utf-8")
    found: list[str] = [each for each in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) if word in each]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def came(hooks: Hooks) -> tuple[str, Received]:
    """A secret that was just replaced, so that there are two signatures, and a message."""
    hooks.clock.now = datetime.now(UTC)
    hooks.register()
    secret: str = hooks.post("/v1/webhooks/1/secret", headers=hooks.own).json()["secret"]
    hooks.announce()
    hooks.deliver()
    return secret, hooks.receiver.received[0]


def test_in_python(came: tuple[str, Received], page: str) -> None:
    secret, message = came
    names: dict[str, Any] = {}
    exec(block(page, "python", "standardwebhooks"), names)
    assert names["read"](secret, message.body, message.headers)["type"] == "edition.published"
    with pytest.raises(WebhookVerificationError):
        names["read"](secret, message.body + b" ", message.headers)


def test_in_a_shell(came: tuple[str, Received], page: str, tmp_path: Path) -> None:
    secret, message = came
    variables = {
        "SECRET": secret,
        "ID": message.id,
        "TIMESTAMP": message.headers["webhook-timestamp"],
        "SIGNATURE": message.headers["webhook-signature"],
        "PATH": "/usr/bin:/bin",
    }

    def said(body: bytes) -> str:
        (tmp_path / "body.json").write_bytes(body)
        script = ["sh", "-uc", block(page, "sh", "openssl")]
        done = subprocess.run(script, env=variables, cwd=tmp_path, capture_output=True, timeout=30, check=False)
        return done.stdout.decode().strip()

    assert (said(message.body), said(message.body + b" ")) == ("genuine", "not genuine")
