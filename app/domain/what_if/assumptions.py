"""What a target's answer takes for granted, in words."""

from collections.abc import Iterator
from enum import StrEnum

from app.domain.evaluation.evaluation import Evaluation
from app.domain.messages.message import Text
from app.domain.what_if.card_levers import Cases
from app.domain.what_if.targets import Targets


class Assumption(StrEnum):
    OTHERS_STAND_STILL = "others_stand_still"
    AVERAGE_MOVES = "average_moves"
    COHORT_INCOMPLETE = "cohort_incomplete"
    INCREMENTS = "increments"
    NEW_CASES_LIKE_OTHERS = "new_cases_like_others"


_TEXTS = {
    Assumption.OTHERS_STAND_STILL: Text(
        "Giả định điểm của các cơ quan khác giữ nguyên.", "All others are taken to keep the scores that they have."
    ),
    Assumption.AVERAGE_MOVES: Text(
        "Đích là điểm trung bình hiện nay. Điểm trung bình cũng tăng theo: bằng mức tăng chia cho {averaged} cơ quan.",
        "The target is the average as it is now. It rises with the agency: by the gain divided by {averaged} agencies.",
    ),
    Assumption.COHORT_INCOMPLETE: Text(
        "Mới có điểm của {ranked}/{of} cơ quan: hạng chỉ tính trong số đó.",
        "Only {ranked} of {of} agencies have a score: ranks are among these.",
    ),
    Assumption.INCREMENTS: Text(
        "Điểm {increments} là điểm công bố; phần tăng của các chỉ số có số đếm được cộng vào đó.",
        "The scores of {increments} are published ones; the gains of indicators whose counts are known are added.",
    ),
    Assumption.NEW_CASES_LIKE_OTHERS: Text(
        "Hồ sơ, phản ánh mới: ở các chỉ số khác đạt tỷ lệ như hiện nay. Một hồ sơ mới có thể tính cho nhiều bước.",
        "New cases are taken to be as good as the present share in all other indicators. One new case may do for "
        "several steps.",
    ),
}


def assumptions(evaluation: Evaluation, found: Targets) -> dict[Assumption, Text]:
    """What an answer takes for granted, with the sentences that say so."""
    column = evaluation.columns[found.by]
    numbers = {
        "averaged": found.goal.averaged,
        "ranked": column.ranked,
        "of": column.of,
        "increments": ", ".join(found.increments),
    }
    return {
        each: Text(text.vi.format_map(numbers), text.en.format_map(numbers))
        for each, text in ((each, _TEXTS[each]) for each in _made(evaluation, found))
    }


def _made(evaluation: Evaluation, found: Targets) -> Iterator[Assumption]:
    column = evaluation.columns[found.by]
    yield Assumption.OTHERS_STAND_STILL
    if found.goal.averaged:
        yield Assumption.AVERAGE_MOVES
    if column.ranked < column.of:
        yield Assumption.COHORT_INCOMPLETE
    if found.increments:
        yield Assumption.INCREMENTS
    paths = (path for reach in found.reaches for path in reach.paths)
    if any(step.kind is Cases.NEW for path in paths for step in path.steps):
        yield Assumption.NEW_CASES_LIKE_OTHERS
