"""The cheapest way to a rank, a score, the average or a grade, at a terminal."""

from typing import Annotated

import typer

from app.cli.evaluation import evaluator_of
from app.cli.options import AsOfOption, BasisOption, KnownAtOption, PeriodArgument
from app.cli.session import service
from app.cli.what_if import AgencyArgument, CsvOption
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.domain.what_if.goals import Wish, parse_score
from app.domain.what_if.targets import Question


def targets(  # noqa: PLR0913
    period: PeriodArgument,
    agency: AgencyArgument,
    *,
    rank: Annotated[int | None, typer.Option(min=1, help="Hạng muốn đạt / A better rank.")] = None,
    score: Annotated[str | None, typer.Option(help="Số điểm muốn đạt / Points: 62.5.")] = None,
    average: Annotated[bool, typer.Option("--average", help="Đạt điểm trung bình / The average as it is now.")] = False,
    grade: Annotated[str | None, typer.Option(help="Mức xếp loại của văn phòng / A grade of the office.")] = None,
    by: Annotated[str, typer.Option(help="total hoặc một nhóm / total, or a group.")] = TOTAL,
    levers: Annotated[
        str | None,
        typer.Option(
            help="all, recoverable, papers, hoặc các chỉ số cách nhau bằng dấu phẩy / or indicators between commas."
        ),
    ] = None,
    effort: Annotated[
        str | None,
        typer.Option(help="Công sức mỗi hồ sơ / Effort of one case: PAYMENT_PROCEDURE_USED:5,DOSSIER_SYNC:2."),
    ] = None,
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    csv: CsvOption = False,
) -> None:
    """Cách ít công sức nhất để đạt một hạng, một số điểm, điểm trung bình hoặc một mức xếp loại. / The cheapest way to
    a rank, a score, the average or a grade.

    Giả định các cơ quan khác giữ nguyên điểm. / While all others keep the scores that they have.
    """
    from app.api.views.targets import targets_table, targets_view
    from app.cli.targets_printing import print_targets

    with service() as made:
        asked = Period.parse(period)
        evaluator = evaluator_of(made, basis, as_of, known_at)
        found, evaluation = evaluator.agency(asked, agency)
        wish = Wish(rank, None if score is None else parse_score(score), average, grade)
        grades = made.registers.offices.of(agency, asked.last_day).grade_limits
        ended = evaluator.today > asked.last_day
        answer = Question(by, wish, levers, effort).answer(evaluation, agency, grades, ended=ended)
        view = targets_view(found, evaluation, answer, evaluator.known_at)
    if csv:
        typer.echo(bytes(targets_table(view, "en").body), nl=False)
    else:
        print_targets(view)
