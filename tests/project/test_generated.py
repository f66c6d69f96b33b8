"""What is derived and committed is what the code makes today: OpenAPI, its examples, the tables in docs/."""

import json
from pathlib import Path

from openapi_spec_validator import validate

from tools import generate


def test_examples_are_what_the_service_answers(tmp_path: Path) -> None:
    for path, text in generate.examples(tmp_path).items():
        assert path.read_text("utf-8") == text, f"{path.name} has drifted: make generate"


def test_documents_have_not_drifted() -> None:
    for path, text in generate.documents().items():
        assert path.read_text("utf-8") == text, f"{path.name} has drifted: make generate"


def test_the_document_is_openapi_3_1() -> None:
    document = json.loads((generate.ROOT / "openapi" / "openapi.json").read_text("utf-8"))
    validate(document)
    assert document["openapi"].startswith("3.1.")
