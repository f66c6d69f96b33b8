"""The routes of the desk, for the walks over all routes."""

from tests.integration.desk.conftest import DESK

READ = {f"{DESK}{path}" for path in ("", "/cong-bo", "/cong-bo/rut", "/cong-van", "/cong-van/{id}/{agency}")}
WRITTEN = {f"{DESK}{path}" for path in ("", "/ra", "/cong-bo", "/cong-bo/rut")}
COLD = {f"{DESK}{path}" for path in ("/cong-bo", "/cong-van", "/cong-van/{id}/{agency}")}
OTHERS = (READ | WRITTEN) - COLD | {f"{DESK}/cong-bo"}  # what is read there is cold, what is written is not
