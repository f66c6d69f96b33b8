"""``tthc766 audit``: who wrote what, and whether anything was changed behind the service's back."""

import re
from typing import Annotated

import typer

from app.cli.session import REFUSED, service
from app.domain.messages import describe

app = typer.Typer(no_args_is_help=True, help="Who wrote what, each entry sealed to the one before.")
_ANCHOR = re.compile(r"(?P<entry>[1-9][0-9]{0,9}):(?P<digest>[0-9a-f]{64})", re.ASCII)


def _anchors(texts: list[str]) -> dict[int, str]:
    found = [(text, _ANCHOR.fullmatch(text)) for text in texts]
    if wrong := [text for text, form in found if form is None]:
        raise typer.BadParameter(f"{', '.join(wrong)} must be ID:DIGEST, as `audit head` prints it")
    return {int(form["entry"]): form["digest"] for _, form in found if form}


@app.command()
def verify(
    expect: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID:DIGEST", help="An entry's digest that was kept elsewhere; can be given more than once."
        ),
    ] = None,
) -> None:
    """Find what was changed behind the service's back, and say where; ends with 1 if there is anything."""
    from app.cli.printing import console
    from app.services.audit.verify import Trail
    from app.services.audit.verify import verify as find

    anchors = _anchors(expect or [])
    trail, bad = Trail(), 0
    with service(migrated=False) as made:
        made.database.check_migrated()  # a trail that was emptied is to be told of, not to be begun anew
        for fault in find(made.database, trail, anchors):
            message = describe(fault.code, fault.params)
            console(stderr=True).print(f"{message.vi}\n{message.en}", soft_wrap=True)
            bad += 1
    if trail.first and trail.last:
        typer.echo(f"{trail.entries} mục / entries, {trail.first.at} – {trail.last.at}")
        typer.echo(f"{trail.last.id}:{trail.last.digest}")
    if bad:
        raise typer.Exit(REFUSED)
    typer.echo("ok")


@app.command()
def head() -> None:
    """Print the newest entry as ID:DIGEST, to be kept elsewhere."""
    from app.services.audit import trail as audit_trail

    with service() as made:
        for entry in audit_trail.newest(made.database, None, 1):
            typer.echo(f"{entry.id}:{entry.digest}")


@app.command()
def show(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 50,
    before: Annotated[int | None, typer.Option(min=1, help="Only entries with smaller numbers.")] = None,
) -> None:
    """The newest entries: when, who, what. The administrator and the service itself have no key."""
    from app.cli.printing import print_entries
    from app.services.audit import trail as audit_trail

    with service() as made:
        print_entries(audit_trail.newest(made.database, before, limit))
