"""Whether what a page shows was announced, in words, and where the other figures are."""

from collections.abc import Callable
from dataclasses import dataclass

from app.services.editions.announcements import Announcement
from app.storage.editions import StoredEdition
from app.web.addresses import Addresses
from app.web.i18n.format import Localizer

Here = Callable[[Addresses], str]
"""The address of the same page, of other figures."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence, and where it leads."""

    text: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Announced:
    """``mark`` stands beside the date of the figures. ``about``: the page about the edition shown; ``letters``: its
    letters on an agency, by format. Both are empty where live figures are shown."""

    mark: str
    is_frozen: bool
    remarks: list[Remark]
    about: str
    letters: dict[str, str]


def announced(found: Announcement, here: Here, say: Localizer, at: Addresses, agency: str = "") -> Announced:
    """What a page says of the figures it shows; ``agency``: on whom there are letters."""
    shown = found.shown
    if shown is None:
        return Announced(say("not_announced"), False, _live_remarks(found, here, say, at), "", {})
    letters = {form.upper(): at.letter(shown.id, agency, form) for form in ("html", "docx")} if agency else {}
    mark = say("announced", number=shown.id, day=say.day(shown.published_at))
    return Announced(
        mark, shown.withdrawal is None, _frozen_remarks(shown, found, here, say, at), at.announcement(shown.id), letters
    )


def _live_remarks(found: Announcement, here: Here, say: Localizer, at: Addresses) -> list[Remark]:
    standing = found.standing
    if standing is None:
        return []
    text = say("live_figures")
    if found.changed is not None:
        text = say("live_changed", count=found.changed) if found.changed else say("live_same")
    label = say("see_announced", day=say.day(standing.published_at))
    return [Remark(text, label, here(at.announced))]


def _frozen_remarks(
    shown: StoredEdition, found: Announcement, here: Here, say: Localizer, at: Addresses
) -> list[Remark]:
    if found.standing and found.standing.id != shown.id:
        label = say("see_standing", number=found.standing.id, day=say.day(found.standing.published_at))
        return [Remark(say("edition_was_replaced"), label, here(at.announced))]
    if shown.withdrawal:
        text = say("edition_was_withdrawn", day=say.day(shown.withdrawal.at))
        return [Remark(text, say("see_withdrawn"), at.announcement(shown.id))]
    if found.newer:
        return [Remark(say("newer", moment=say.moment(found.newer)), say("see_live"), here(at.live))]
    if shown.as_of:
        return [Remark(say("dated_edition", moment=say.moment(shown.as_of)), say("see_live"), here(at.live))]
    return []
