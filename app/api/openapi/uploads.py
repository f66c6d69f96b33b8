"""How uploads are described in the OpenAPI document; their bytes are read by the services."""

from typing import Any

from pydantic import BaseModel

from app.readers.uploads.formats import Format
from app.readers.uploads.rows import Layout


def request_body(model: type[BaseModel], sent: dict[str, Any]) -> dict[str, Any]:
    """The description of a body in any format. ``sent``: an example by media type, of formats that are text."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    content = {str(each): _described(each, schema, sent) for each in Format}
    return {"requestBody": {"required": True, "content": content}}


def _described(format_: Format, schema: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    text = {"type": "string", "format": "binary"} if format_.binary else {"type": "string"}
    example = {"example": sent[format_]} if format_ in sent else {}
    return {"schema": schema if format_.layout is Layout.DOCUMENT else text, **example}


def or_marked(problems: dict[int | str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    """The problems of a route that takes workbooks: what is invalid may come back as a workbook with its faults."""
    workbook = {str(Format.XLSX): {"schema": {"type": "string", "format": "binary"}}}
    return {**problems, 422: {**problems[422], "content": {**problems[422]["content"], **workbook}}}
