"""What the page shows on which a list of agencies is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.agencies import Agency, Level
from app.services.vietnamese import capital
from app.web.addresses import Addresses
from app.web.desk.pages.review import level_name
from app.web.desk.pages.sending import Sending, SendingAsked, sending
from app.web.i18n.format import Localizer
from app.web.pages.ranking import Choice


@dataclass(frozen=True, slots=True)
class RegisterAsked:
    """``of``: whose agencies are shown, by code, if there is a choice of ``roots``; ``found``: those that are
    registered."""

    sending: SendingAsked
    of: str
    roots: Sequence[Agency]
    found: Mapping[Level, Sequence[Agency]]


@dataclass(frozen=True, slots=True)
class LevelPart:
    """The agencies of a level, each with its code."""

    title: str
    agencies: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    sending: Sending
    title: str
    roots: list[Choice]
    counted: str
    parts: list[LevelPart]


def register_page(asked: RegisterAsked, at: Addresses) -> RegisterPage:
    """The agencies that are registered, and the form for a list of them."""
    say, root = Localizer(at.language), next((each for each in asked.roots if each.code == asked.of), None)
    name = capital(root.name) if root else asked.of
    count = sum(map(len, asked.found.values()))
    action = at.desk("/so-lieu", kind=asked.sending.kind, of=asked.of if len(asked.roots) > 1 else None)
    return RegisterPage(
        sending=sending(asked.sending, action, at.template(asked.sending.kind, root.code) if root else "", at),
        title=name,
        roots=[Choice(each.code, capital(each.name), each.code == asked.of) for each in asked.roots],
        counted=say("desk_registered_of", count=say.plain(count), name=name),
        parts=[
            LevelPart(
                say("desk_registered_level", level=level_name(level, say), count=say.plain(len(some))),
                [(capital(each.name), each.code) for each in some],
            )
            for level, some in asked.found.items()
        ],
    )
