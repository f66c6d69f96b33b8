"""A chart as an SVG file."""

import base64
import hashlib

from fastapi import Response

from app.web.charts.standalone import Chart, looks, standalone
from app.web.i18n.languages import Language
from app.web.rendering import attachment


def svg_file(chart: Chart, name: str, language: Language) -> Response:
    """Opened in a browser it may use its own style sheet, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(looks().encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
    headers = {**attachment(f"{name}.svg"), "Content-Security-Policy": policy}
    return Response(standalone(chart, language), headers=headers, media_type="image/svg+xml")
