"""Why something was not done at the desk, in words for who works there."""

from collections.abc import Sequence

from app.domain.errors import Fault, Refusal
from app.domain.messages import Text, as_records, describe, shorten
from app.domain.periods import Period
from app.services.vietnamese import capital
from app.web.i18n.desk_texts import DESK_FIELDS, DESK_MESSAGES
from app.web.i18n.format import Localizer
from app.web.i18n.languages import Language


def problem_lines(refusal: Refusal, say: Localizer) -> list[str]:
    """A line for each fault, or one for the refusal."""
    return [told(fault, say) for fault in (refusal.faults or (refusal.fault,))]


def records(faults: Sequence[Fault]) -> list[dict[str, object]]:
    """Faults as ``as_record`` tells them, in the words of the desk."""
    vi, en = Localizer(Language.VIETNAMESE), Localizer(Language.ENGLISH)
    return [
        {**record, "detail": told(fault, en), "detail_vi": told(fault, vi)}
        for fault, record in zip(faults, as_records(faults), strict=True)
    ]


def told(fault: Fault, say: Localizer) -> str:
    """A fault in the words of the desk, else in those of the interface."""
    text: Text | None = DESK_MESSAGES.get(fault.code)
    if text is None:
        return say.of(describe(fault.code, fault.params))
    shown = {
        name: say.period(each) if isinstance(each, Period) else shorten(str(each))
        for name, each in fault.params.items()
    }
    if field := DESK_FIELDS.get(str(fault.params.get("field"))):
        shown["field"] = say.of(field)
    if fault.code == "unknown_level":
        levels = str(fault.params["allowed"]).split(", ")
        shown["allowed"] = "; ".join(say(f"desk_level_{each}") for each in levels)
    return capital(say.of(text).format_map(shown))
