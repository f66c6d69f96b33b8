"""How uploads are described in the OpenAPI document; their bytes are read by the services."""

from typing import Any

from pydantic import BaseModel

from app.readers.uploads.rows import Format


def request_body(model: type[BaseModel], sent: dict[str, Any]) -> dict[str, Any]:
    """The description of a body that may be JSON, NDJSON, CSV or XLSX. ``sent``: an example by media type."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    content: dict[str, Any] = {
        Format.JSON: {"schema": schema, "example": sent[Format.JSON]},
        Format.NDJSON: {"schema": {"type": "string"}, "example": sent[Format.NDJSON]},
        Format.CSV: {"schema": {"type": "string"}, "example": sent[Format.CSV]},
        Format.XLSX: {"schema": {"type": "string", "format": "binary"}},
    }
    return {"requestBody": {"required": True, "content": {str(media): value for media, value in content.items()}}}
