"""What a score would take, at a terminal."""

from typing import Annotated

import typer

from app.cli.evaluation import evaluator_of
from app.cli.options import AsOfOption, BasisOption, CohortOption, KnownAtOption, PeriodArgument
from app.cli.session import service
from app.domain.agencies import Cohort
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.what_if import opportunities as steps
from app.domain.what_if import pace as paces
from app.domain.what_if.opportunities import OpportunitySort
from app.domain.what_if.points import parse_points
from app.domain.what_if.weights import DEFAULT_SEED, DRAWS, Drawing

AgencyArgument = Annotated[str, typer.Argument(help="Mã cơ quan / Agency code.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="Dạng CSV / As CSV.")]


def opportunities(  # noqa: PLR0913, PLR0917 - each is an option of its own
    period: PeriodArgument,
    agency: AgencyArgument,
    gain: Annotated[str, typer.Option(help="Mức tăng, số điểm / Points to gain.")] = "0.01",
    sort: Annotated[OpportunitySort, typer.Option(help="Thứ tự / Order.")] = OpportunitySort.ROOM,
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    csv: CsvOption = False,
) -> None:
    """Mỗi chỉ số cần thêm bao nhiêu hồ sơ. / What the next hundredth and full marks take, in cases."""
    from app.api.views.opportunities import opportunities_table, opportunities_view
    from app.cli.what_if_printing import print_opportunities

    asked = Period.parse(period)
    with service() as made:
        evaluator = evaluator_of(made, basis, as_of, known_at)
        found, evaluation = evaluator.agency(asked, agency)
        ended = evaluator.today > asked.last_day
        answer = steps.opportunities(evaluation, agency, ended=ended, gain=parse_points(gain), sort=sort)
        view = opportunities_view(found, evaluation, answer, evaluator.known_at)
    if csv:
        typer.echo(bytes(opportunities_table(view, "en").body), nl=False)
    else:
        print_opportunities(view)


def pace(  # noqa: PLR0913, PLR0917 - each is an option of its own
    period: PeriodArgument,
    agency: AgencyArgument,
    by: Annotated[str | None, typer.Option(help="Chỉ một chỉ số / Only this indicator.")] = None,
    score: Annotated[
        str | None, typer.Option(help="Điểm muốn đạt cuối kỳ, cùng --by / To end the period with; needs --by.")
    ] = None,
    expected: Annotated[
        int | None,
        typer.Option(min=0, help="Số hồ sơ còn phát sinh, cùng --by / Further cases up to the end; needs --by."),
    ] = None,
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    csv: CsvOption = False,
) -> None:
    """Phần còn lại của kỳ phải tốt đến đâu. / How good the rest of a period must be for it to end at a score."""
    from app.api.views.pace import pace_table, pace_view
    from app.cli.what_if_printing import print_pace

    with service() as made:
        evaluator = evaluator_of(made, basis, as_of, known_at)
        found, evaluation = evaluator.agency(Period.parse(period), agency)
        question = paces.PaceQuestion(by, None if score is None else parse_points(score), expected)
        view = pace_view(
            found, evaluation, paces.pace(evaluation, agency, question, evaluator.today), evaluator.known_at
        )
    if csv:
        typer.echo(bytes(pace_table(view, "en").body), nl=False)
    else:
        print_pace(view)


def robustness(  # noqa: PLR0913, PLR0917 - each is an option of its own
    period: PeriodArgument,
    cohort: CohortOption = "provinces",
    agency: Annotated[str | None, typer.Option(help="Chỉ một cơ quan / Only this agency.")] = None,
    draws: Annotated[int, typer.Option(help="Số lần lấy trọng số / How often weights are drawn.")] = DRAWS[0],
    seed: Annotated[
        int, typer.Option(help="Số khởi tạo; cùng số, cùng kết quả / The same seed gives the same ranks.")
    ] = DEFAULT_SEED,
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    csv: CsvOption = False,
) -> None:
    """Thứ hạng chắc đến đâu: khoảng cách, biến động, độ nhạy với trọng số. / How firm ranks are."""
    from app.api.views.robustness import ranked_codes, robustness_table, robustness_view
    from app.cli.what_if_printing import print_robustness
    from app.services.what_if.robustness import get_robustness

    with service() as made:
        evaluator = evaluator_of(made, basis, as_of, known_at)
        limits = made.registers.offices.default.limits
        asked = Period.parse(period), Cohort.parse(cohort), Drawing(draws, seed)
        found = get_robustness(evaluator, limits, *asked, cache=None)
        view = robustness_view(found, [agency] if agency else ranked_codes(found), evaluator.known_at)
    if csv:
        typer.echo(bytes(robustness_table(view, "en").body), nl=False)
    else:
        print_robustness(view)
