"""What is said of an upload format anywhere comes from the one table of them."""

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.readers.uploads.formats import Format
from tests.conftest import Client


@pytest.mark.parametrize(
    "path", ["/v1/statistics", "/v1/official-results", "/v1/agencies", "/v1/procedures", "/v1/services"]
)
def test_every_format_is_described(reader: Client, path: str) -> None:
    described = reader.document["paths"][path]["post"]["requestBody"]["content"]
    assert list(described) == list(Format)


def test_a_file_is_known_by_its_ending() -> None:
    assert [Format.of_file(f"2026.x{each.suffix.upper()}") for each in Format] == list(Format)
    assert Format.of_file("csv") is None
    asked = CliRunner().invoke(app, ["load", "pyproject.toml"])
    assert asked.exit_code == 2
    assert all(each.suffix in asked.output for each in Format)
