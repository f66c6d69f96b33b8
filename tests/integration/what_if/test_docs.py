"""The examples of docs/do/what-if.md in both languages: asked on a day on which the period is running."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Client

DO = Path(__file__).parents[3] / "docs" / "do"
EXAMPLE = re.compile(
    r"```console\n"
    r"\$ curl -s 'http://127\.0\.0\.1:8000(/v1/[^']+)'(?: -d '([^']*)')? \| (.*)\n"  # address, what is sent, pipeline
    r"((?:.*\n)*?)```"
)


@pytest.mark.parametrize("name", ["what-if.md", "what-if.vi.md"])
def test_examples_are_what_happens(reader: Client, name: str) -> None:
    text = (DO / name).read_text("utf-8")
    examples = EXAMPLE.findall(text)
    for address, sent, pipeline, shown in examples:
        body = sent.replace("\n> ", "\n")
        answer = reader.post(address, content=body) if body else reader.get(address)
        assert answer.status_code == 200, answer.text
        made = subprocess.run(["bash", "-c", pipeline], input=answer.content, capture_output=True, check=True)
        assert made.stdout.decode().replace("\r\n", "\n") == shown, address
    assert len(examples) == text.count("```console")
