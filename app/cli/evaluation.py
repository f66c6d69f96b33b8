"""Rankings, cards and reconciliation at a terminal."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import AsOfOption, BasisOption, CohortOption, KnownAtOption, PeriodArgument
from app.cli.session import service
from app.domain.agencies import Cohort
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.reconciliation import WANT_ATTENTION, Verdict
from app.domain.scorecard.scorecard import TOTAL

if TYPE_CHECKING:
    from app.services.context import AppContext
    from app.services.evaluation.evaluate import Evaluator


def rank(
    period: PeriodArgument,
    cohort: CohortOption = "provinces",
    by: Annotated[
        str, typer.Option(help="Xếp theo total, một nhóm hoặc một chỉ số / By total, a group or an indicator.")
    ] = TOTAL,
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
) -> None:
    """In bảng xếp hạng, có điểm các nhóm và trung bình. / Print a ranking with group scores and averages."""
    from app.cli.printing import print_ranking

    with service() as made:
        evaluator = evaluator_of(made, basis, as_of, known_at)
        print_ranking(evaluator.ranking(Period.parse(period), Cohort.parse(cohort), by))


def score(
    period: PeriodArgument,
    agency: Annotated[str, typer.Argument(help="Mã cơ quan / Agency code.")],
    trace: Annotated[
        bool, typer.Option("--trace", help="Đến từng số liệu, từng bước tính / Down to the counts, with each step.")
    ] = False,
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
) -> None:
    """In bảng điểm của một cơ quan. / Print an agency's card."""
    from app.cli.printing import print_card

    with service() as made:
        evaluator = evaluator_of(made, basis, as_of, known_at)
        found, evaluation = evaluator.agency(Period.parse(period), agency)
        print_card(found, evaluation, trace=trace)


def reconcile(  # noqa: PLR0913, PLR0917 - each is an option of its own
    period: PeriodArgument,
    cohort: Annotated[
        str | None, typer.Option(help="Chỉ các cơ quan này / Only these agencies: provinces, H44.departments …")
    ] = None,
    verdict: Annotated[
        list[Verdict] | None,
        typer.Option(
            help="Chỉ liệt kê kết luận này; dùng được nhiều lần / List only this verdict; can be given more than once."
        ),
    ] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    csv: Annotated[
        bool, typer.Option("--csv", help="Tất cả, hoặc theo --verdict, dạng CSV / All, or those of --verdict, as CSV.")
    ] = False,
    counts: Annotated[
        bool,
        typer.Option(
            "--counts",
            help="Đặt số liệu đếm từ hồ sơ cạnh số liệu của Cổng, kèm nguyên nhân đã biết / Lay counts from dossiers "
            "beside the portal's, with what is known of why they differ.",
        ),
    ] = False,
    agency: Annotated[
        str | None,
        typer.Option(
            help="Với --counts: chỉ cơ quan này và các cơ quan bên dưới / With --counts: only this agency and those "
            "below it."
        ),
    ] = None,
) -> None:
    """Đối chiếu điểm công bố của một kỳ với điểm tính từ số liệu. / Compare what was published with our computation.

    In tóm tắt và liệt kê chỗ khác nhau; chỗ khớp hoặc thiếu số liệu chỉ liệt kê khi có --verdict. /
    Prints a summary, and lists what differs; what is equal or lacks counts only with --verdict.
    """
    from app.cli.printing import print_reconciliation
    from app.services.evaluation.reconcile import reconcile_period

    if agency and not counts:
        raise typer.BadParameter("only with --counts", param_hint="--agency")
    if verdict and counts:
        raise typer.BadParameter("goes without --counts", param_hint="--verdict")
    if counts:
        _reconcile_counts(period, cohort, agency, (as_of, known_at), csv=csv)
        return
    with service() as made:
        within = None if cohort is None else Cohort.parse(cohort)
        bounds = evaluator_of(made, Basis.COMPUTED, as_of, known_at).bounds
        found = reconcile_period(made.database, made.registers, Period.parse(period), within, bounds)
    if csv:
        from app.api.routes.reconciliation import finding_view
        from app.api.views.tables import reconciliation_table

        shown = [finding_view(each) for each in found.listed(verdict)]
        typer.echo(bytes(reconciliation_table(shown, "en").body), nl=False)
    else:
        print_reconciliation(found, found.listed(verdict or WANT_ATTENTION))


def _reconcile_counts(
    period: str, cohort: str | None, agency: str | None, times: tuple[str | None, str | None], *, csv: bool
) -> None:
    from app.domain.agencies import parse_code
    from app.services.evaluation.reconcile_counts import Whose, reconcile_counts

    with service() as made:
        whose = Whose(agency and parse_code(agency), None if cohort is None else Cohort.parse(cohort))
        bounds = evaluator_of(made, Basis.COMPUTED, *times).bounds
        found = reconcile_counts(made.database, made.registers, Period.parse(period), whose, bounds)
    if csv:
        from app.api.views.count_reconciliation import counts_table, pair_view

        shown = [pair_view(each, found.sources) for each in found.items]
        typer.echo(bytes(counts_table(shown, "en").body), nl=False)
    else:
        from app.cli.count_printing import print_counts

        print_counts(found)


def evaluator_of(made: "AppContext", basis: Basis, as_of: str | None, known_at: str | None) -> "Evaluator":
    """Who answers on this basis; refuses times that cannot be read."""
    from app.domain.time import parse_as_of
    from app.services.evaluation.evaluate import Evaluator

    as_of_moment, known_at_moment = (None if text is None else parse_as_of(text) for text in (as_of, known_at))
    return Evaluator.asked(made, basis, as_of_moment, known_at_moment)
