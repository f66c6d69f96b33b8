"""The least that answers a question out of the same database: FastAPI, SQLAlchemy, one route, one query.

`python -m bench.minimal FILE PORT` serves it with uvicorn, uvloop and httptools; `python -m bench.minimal FILE` is a
command of Typer with the same query.
"""

import sys
from typing import Any

from sqlalchemy import create_engine, text

_QUERY = text("SELECT code, level, statistical_code FROM agency WHERE code = :code")


def main(file: str, port: str | None = None) -> None:
    engine = create_engine(f"sqlite:///{file}")

    def agency(code: str) -> dict[str, Any]:
        with engine.connect() as connection:
            return dict(connection.execute(_QUERY, {"code": code}).mappings().one())

    if port is None:
        import typer  # noqa: PLC0415  # the one needs no web framework, the other no command line

        typer.run(lambda code="H44": typer.echo(agency(code)))
        return
    import uvicorn  # noqa: PLC0415
    from fastapi import FastAPI  # noqa: PLC0415

    app = FastAPI()
    app.get("/agencies/{code}")(agency)
    uvicorn.run(app, host="127.0.0.1", port=int(port), loop="uvloop", http="httptools", access_log=False)


if __name__ == "__main__":
    file, *port = sys.argv[1:]
    del sys.argv[1:]
    main(file, *port)
