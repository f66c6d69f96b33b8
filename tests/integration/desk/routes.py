"""The routes of the desk, for the walks over all routes."""

from tests.integration.desk.conftest import DESK

_BOTH = ("", "/so-lieu", "/so-lieu/cho", "/cong-bo", "/cong-bo/rut")
READ = {f"{DESK}{path}" for path in (*_BOTH, "/cong-van", "/cong-van/{id}/{agency}", "/cong-van/{id}/{agency}/goi")}
WRITTEN = {f"{DESK}{path}" for path in (*_BOTH, "/ra")}
COLD = READ - {f"{DESK}{path}" for path in ("", "/so-lieu", "/cong-bo/rut")}  # to read
OTHERS = (READ - COLD) | WRITTEN
