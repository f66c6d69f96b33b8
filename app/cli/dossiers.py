"""Dossiers: counted, kept in a folder, looked through for those that will soon be late."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from app.cli.session import service

app = typer.Typer(
    no_args_is_help=True,
    help="Từ hồ sơ đến số liệu: đọc, lưu, đếm, giải thích từng hồ sơ. / From dossiers to counts: read, keep, count, "
    "explain.",
)

_DUE_LISTS = (".csv", ".xlsx")
_VERDICT_LISTS = (".csv", ".xlsx", ".parquet")


def _files(metavar: str, more_vi: str = "", more_en: str = "") -> Any:
    return typer.Argument(
        exists=True,
        metavar=metavar,
        help=f"Tệp hoặc thư mục hồ sơ: JSON như gửi lên Cổng, NDJSON, CSV, Parquet{more_vi} / Files or folders of "
        f"dossiers: JSON as pushed to the portal, NDJSON, CSV, Parquet{more_en}.",
    )


_FOLDER = ("; hoặc thư mục của `dossiers add`", "; or a folder of `dossiers add`")
FilesArgument = Annotated[list[Path], _files("FILES|FOLDER", *_FOLDER)]
AddedArgument = Annotated[list[Path], _files("FILES")]
SystemOption = Annotated[str, typer.Option(help="Mã của hệ thống gửi / Key of the sending system.")]
HandledByOption = Annotated[
    str | None,
    typer.Option(
        help="Cơ quan giải quyết các hồ sơ mà số không có mã cơ quan / Agency that handles the dossiers whose number "
        "does not begin with an agency's code."
    ),
]
RootOption = Annotated[
    str | None,
    typer.Option(
        help="Chỉ nhận hồ sơ và chỉ đếm cho cơ quan này và các cơ quan bên dưới / Only dossiers and counts of this "
        "agency and of those below it."
    ),
]
ProceduresOption = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        dir_okay=False,
        help="Danh mục thủ tục, JSON, NDJSON, CSV hoặc XLSX, hoặc câu trả lời /formalities của Cổng DVCQG, thay cho "
        "danh mục đã lưu; không có cả hai thì số liệu cần danh mục để trống, không bằng 0 / Register of procedures, "
        "JSON, NDJSON, CSV or XLSX, or the portal's answers of /formalities, in the place of the one that is stored; "
        "without either the counts that need it are missing, not 0.",
    ),
]
ServicesOption = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        dir_okay=False,
        help="Danh mục dịch vụ công trực tuyến, JSON, NDJSON, CSV hoặc XLSX, thay cho danh mục đã lưu / Register of "
        "online services, JSON, NDJSON, CSV or XLSX, in the place of the one that is stored.",
    ),
]


@app.command()
def add(
    files: AddedArgument,
    into: Annotated[Path, typer.Option(file_okay=False, help="Thư mục giữ hồ sơ / The folder that keeps them.")],
    system: SystemOption = "dossiers",
    handled_by: HandledByOption = None,
    root: RootOption = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            help="Khi nạp lại tệp cũ: thời điểm (giờ Việt Nam) mà các bản ghi trong tệp là đúng, để không thay bản mới "
            "hơn. Mặc định: bây giờ / For files of the past: when their records were true, by the clock in Vietnam, so "
            "that they do not replace newer ones; now if left out.",
        ),
    ] = None,
) -> None:
    """Thêm hồ sơ vào thư mục, giữ bản mới nhất của mỗi hồ sơ. / Add dossiers to a folder: the newest version of each.

    Không lưu thông tin cá nhân. Có lỗi thì không thêm gì. / Nothing about people is kept. All or nothing.
    """
    from app.cli.dossier_input import sender_of, watching
    from app.cli.dossier_printing import print_added, print_odd_rows
    from app.domain.errors import Faults
    from app.readers.dossiers.files import OWN_FILES, Tally, list_files, read_files
    from app.services.dossiers import folder
    from app.services.dossiers.gather import refuse_folders

    with service(migrated=False) as made, watching() as watch:
        refuse_folders(files)
        sender, faults, tally = sender_of(made.now(), system, handled_by, root, as_of), Faults(), Tally()
        items = read_files(list_files(files), sender, OWN_FILES, faults, tally)
        added = folder.add(watch(items), faults, into)
    print_odd_rows([*tally.names.warnings, *faults.warnings])
    print_added(added)


@app.command()
def count(  # noqa: PLR0913, PLR0917 - each is an option of its own
    files: FilesArgument,
    period: Annotated[str, typer.Option(help="Kỳ / Period: 2026-10, 2026-Q3, 2026.")],
    procedures: ProceduresOption = None,
    services: ServicesOption = None,
    option: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="Lựa chọn khác của quy tắc, ví dụ precision=minute; ghi nhiều lần được / Another choice of the rules, "
            "such as precision=minute; may be repeated.",
        ),
    ] = None,
    system: SystemOption = "dossiers",
    handled_by: HandledByOption = None,
    root: RootOption = None,
    submit: Annotated[bool, typer.Option("--submit", help="Ghi số liệu vào cơ sở dữ liệu / Store the counts.")] = False,
    url: Annotated[
        str | None, typer.Option(help="Gửi số liệu đến dịch vụ này / Send the counts to this running service.")
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(envvar="TTHC766_KEY", help="Khóa API cho --url / API key for --url.", show_envvar=True),
    ] = None,
    verdicts: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            help="Ghi kết luận về từng hồ sơ: .xlsx cho người đọc, .csv hoặc .parquet cho phần mềm / Write the "
            "verdicts on all dossiers: .xlsx for people, .csv or .parquet for programs.",
        ),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE",
            help="Chỉ kết luận cho loại số liệu này; ghi nhiều lần được / Only verdicts for this measure; may be "
            "repeated.",
        ),
    ] = None,
    not_counted: Annotated[
        bool,
        typer.Option(
            "--not-counted",
            help="Chỉ hồ sơ không được tính hoặc không rõ / Only dossiers that do not count or are not known.",
        ),
    ] = False,
    processing_time: Annotated[
        bool,
        typer.Option(
            "--processing-time",
            help="Cả thời gian xử lý trung bình của từng cơ quan / Also each agency's mean processing time.",
        ),
    ] = False,
    explain: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Giải thích một hồ sơ / Tell one dossier's whole story.")
    ] = None,
) -> None:
    """Đếm hồ sơ của một kỳ theo quy tắc, cho từng cơ quan. / Count the dossiers of a period by the rules.

    Không có --submit hoặc --url thì chỉ in. / Without --submit or --url they are only printed.
    """
    from app.cli.dossier_delivery import deliver, fetch_agencies, fetch_registers
    from app.cli.dossier_input import asked_of, chosen_options, given_registers, sender_of, watching
    from app.cli.dossier_lists import check_ending, write_verdict_list
    from app.cli.dossier_printing import print_counted, print_odd_rows, print_story
    from app.cli.dossier_times import print_mean_times
    from app.domain.dossiers.measures import DOSSIER_MEASURES
    from app.domain.dossiers.options import parse_dossier_measure
    from app.domain.periods import Period
    from app.services.dossiers.counting import count_dossiers, find_mean_times, make_question, read_agencies
    from app.services.dossiers.gather import gather, root_of
    from app.services.dossiers.registers import stored_registers
    from app.services.dossiers.verdicts import find_not_counted, judge_all, tell

    check_ending(verdicts, _VERDICT_LISTS, "--verdicts")
    if (measure or not_counted) and not verdicts:
        raise typer.BadParameter("cần thêm / go with --verdicts TỆP.csv", param_hint="--measure, --not-counted")
    if url and (submit or not key):
        raise typer.BadParameter(
            "cần --key, không dùng cùng --submit / needs --key, without --submit", param_hint="--url"
        )
    with service(migrated=url is None) as made, TemporaryDirectory() as name:
        work, now, of, options = Path(name), made.now(), Period.parse(period), chosen_options(option or [])
        measures = [parse_dossier_measure(each) for each in measure or DOSSIER_MEASURES]
        given = given_registers(None if url else made.database, procedures, services)
        registered = fetch_agencies(url) if url else read_agencies(made.database, of)
        asked = replace(asked_of(now, of, root, given), options=options)
        question = make_question(asked, made.registers.dossier_rules, registered)
        with watching() as watch:
            found = gather(files, sender_of(now, system, handled_by, root), work, watch)
        whose = root or root_of(found, work)
        registers = given.registers.over(fetch_registers(url, whose) if url else stored_registers(made.database, whose))
        asked, question = replace(asked, registers=registers), replace(question, registers=registers)
        if explain:
            print_story(tell(work, found.files, question, explain), question, made.registers.measures)
            return
        counted = count_dossiers(found, asked, question, work)
        print_odd_rows(counted.warnings)
        print_counted(counted)
        if counted.emptiness and not (submit or url):
            print_odd_rows([counted.emptiness])
        if processing_time:
            print_mean_times(find_mean_times(counted, work))
        if verdicts:
            what = (work, found.files, question, asked.root, measures)
            rows = find_not_counted(*what).verdicts() if not_counted else judge_all(*what)
            write_verdict_list(rows, verdicts, registered, made.registers.measures)
        if submit or url:
            deliver(made, counted, url, key)


@app.command()
def due(  # noqa: PLR0913, PLR0917 - each is an option of its own
    files: FilesArgument,
    within: Annotated[int, typer.Option(min=0, max=250, help="Số ngày làm việc / Working days.")] = 3,
    procedures: ProceduresOption = None,
    system: SystemOption = "dossiers",
    handled_by: HandledByOption = None,
    root: RootOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            help="Ghi danh sách hồ sơ, .xlsx hoặc .csv / Write the list of dossiers, .xlsx or .csv.",
        ),
    ] = None,
) -> None:
    """Hồ sơ đang giải quyết đã quá hạn hoặc sắp đến hạn, theo cơ quan. / Open dossiers late or soon late, by agency."""
    from app.cli.dossier_input import asked_of, given_registers, sender_of, watching
    from app.cli.dossier_lists import check_ending, write_due_list
    from app.cli.dossier_printing import print_outlooks
    from app.domain.periods import Period, PeriodKind
    from app.domain.time import day_of
    from app.services.dossiers.counting import make_question, read_agencies
    from app.services.dossiers.due import find_due
    from app.services.dossiers.gather import gather, root_of
    from app.services.dossiers.registers import stored_registers

    check_ending(out, _DUE_LISTS, "--out")
    with service() as made, TemporaryDirectory() as work_name:
        work = Path(work_name)
        now = made.now()
        given = given_registers(made.database, procedures)
        with watching() as watch:
            found = gather(files, sender_of(now, system, handled_by, root), work, watch)
        stored = stored_registers(made.database, root or root_of(found, work))
        asked = asked_of(now, Period.of(day_of(now), PeriodKind.MONTH), root, given, stored)
        registered = read_agencies(made.database, asked.period)
        question = make_question(asked, made.registers.dossier_rules, registered)
        outlooks = find_due(work, found.files, question, within, root)
        print_outlooks(outlooks, now)
        if out:
            write_due_list(outlooks, out, registered)


@app.command()
def costs(  # noqa: PLR0913, PLR0917 - each is an option of its own
    files: FilesArgument,
    root: Annotated[str, typer.Option(help="Cơ quan mất điểm / The agency that loses the points.")],
    period: Annotated[str, typer.Option(help="Kỳ / Period: 2026-10, 2026-Q3, 2026.")],
    procedures: ProceduresOption = None,
    system: SystemOption = "dossiers",
    handled_by: HandledByOption = None,
    most: Annotated[int, typer.Option(min=1, help="Số dòng nhiều nhất / At most so many lines.")] = 30,
) -> None:
    """Hồ sơ quá hạn làm mất bao nhiêu điểm, theo cơ quan, thủ tục và kiểu quá hạn. / What late dossiers cost in points.

    By agency, procedure and kind of lateness; those that cost most come first.
    """
    from app.cli.dossier_input import asked_of, given_registers, sender_of, watching
    from app.cli.dossier_printing import print_costs
    from app.domain.dossiers.lateness import INDICATOR
    from app.domain.periods import Period
    from app.services.dossiers.costs import find_costs
    from app.services.dossiers.counting import make_question, read_agencies
    from app.services.dossiers.gather import gather
    from app.services.dossiers.registers import stored_registers

    with service() as made, TemporaryDirectory() as name:
        work = Path(name)
        given = given_registers(made.database, procedures)
        asked = asked_of(made.now(), Period.parse(period), root, given, stored_registers(made.database, root))
        question = make_question(asked, made.registers.dossier_rules, read_agencies(made.database, asked.period))
        with watching() as watch:
            found = gather(files, sender_of(asked.now, system, handled_by, root), work, watch)
        indicator = made.registers.scorecards.in_force(asked.period).indicators[INDICATOR]
        print_costs(find_costs(work, found.files, question, root, indicator), root, most)
