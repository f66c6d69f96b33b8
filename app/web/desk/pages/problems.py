"""Why something was not done at the desk, in words for who works there."""

from app.domain.errors import Fault, Refusal
from app.domain.messages import Text, describe, shorten
from app.domain.periods import Period
from app.web.i18n.desk_texts import DESK_MESSAGES
from app.web.i18n.format import Localizer


def problem_lines(refusal: Refusal, say: Localizer) -> list[str]:
    """A line for each fault, or one for the refusal."""
    return [told(fault, say) for fault in (refusal.faults or (refusal.fault,))]


def told(fault: Fault, say: Localizer) -> str:
    """A fault in the words of the desk, else in those of the interface."""
    text: Text | None = DESK_MESSAGES.get(fault.code)
    if text is None:
        return say.of(describe(fault.code, fault.params))
    shown = {
        name: say.period(each) if isinstance(each, Period) else shorten(str(each))
        for name, each in fault.params.items()
    }
    return say.of(text).format_map(shown)
