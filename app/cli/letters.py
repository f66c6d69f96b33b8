"""``tthc766 editions letter`` and ``package``: what an office sends, as files."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.session import service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.api.views.edition_letters import Asked
    from app.services.context import AppContext
    from app.services.letters.left_out import LeftOut

EditionArgument = Annotated[int, typer.Argument(min=1, help="Số của bản công bố / Id of the edition.")]
AgencyArgument = Annotated[str, typer.Argument(help="Mã cơ quan / Agency code: H44.")]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", dir_okay=False, help="Ghi vào tệp này / Write to this file; else under a name of its own."
    ),
]
NumberOption = Annotated[str | None, typer.Option(help="Số công văn / The letter's number.")]
DateOption = Annotated[str | None, typer.Option("--date", help="Ngày của công văn / The letter's date: 2026-11-05.")]


def letter(
    edition: EditionArgument,
    agency: AgencyArgument,
    output: OutputOption = None,
    number: NumberOption = None,
    day: DateOption = None,
) -> None:
    """Lập công văn (DOCX) về kết quả của một cơ quan. / Write the letter (DOCX) on an agency's result."""
    from app.api.views.edition_letters import edition_letter
    from app.api.views.letter_documents import to_docx
    from app.services.letters.text import words

    with service() as made:
        found = edition_letter(made, edition, agency, _asked(made, number, day))
        text = words(found)
        document = to_docx(text, found.office.template)
    _save(output or Path(f"letter-{agency}-{found.period}.docx"), document, text.left_out)


def package(
    edition: EditionArgument,
    agency: AgencyArgument,
    output: OutputOption = None,
    number: NumberOption = None,
    day: DateOption = None,
) -> None:
    """Lập công văn gửi các cơ quan, kèm phụ lục và phiếu kết quả (ZIP). / The letter to all agencies with annexes."""
    from app.api.views.packages import package_of, zip_of

    with service() as made:
        found = package_of(made, edition, agency, _asked(made, number, day))
        files = zip_of(found)
    _save(output or Path(f"package-{agency}-{found.letter.period}.zip"), files, found.left_out)


def _asked(made: "AppContext", number: str | None, day: str | None) -> "Asked":
    """As the administrator asks; without a public address the code leads to the host's own."""
    from app.api.views.edition_letters import Asked
    from app.domain.time import parse_day
    from app.services.keys import ADMINISTRATOR

    settings = made.settings
    site = settings.public_url or f"http://{settings.host}:{settings.port}{settings.root_path}"
    letter_day: date | None = parse_day(day) if day else None
    return Asked(number, letter_day, ADMINISTRATOR, site)


def _save(path: Path, content: bytes, left_out: "Sequence[LeftOut]") -> None:
    """Write the file; tell on standard error what it does not say, and why."""
    from app.cli.printing import console

    path.write_bytes(content)
    typer.echo(str(path))
    for each in left_out:
        console(stderr=True).print(f"{each.text.vi} / {each.text.en}", markup=False)
