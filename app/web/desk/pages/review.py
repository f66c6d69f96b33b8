"""What the page shows on which a waiting file is confirmed: what it would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.agencies import Level
from app.domain.measures import Measure
from app.domain.messages import Text
from app.services.desk.effect import Effect, FigureChange
from app.services.desk.registration import AgencyChange, RegisterEffect, Said
from app.services.desk.waiting import Review
from app.services.vietnamese import capital
from app.web.addresses import Addresses
from app.web.i18n.format import NOTHING, Localizer


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    agency: str
    code: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The table of what changes, and how many more there are than it lists. ``figures``: its values are numbers."""

    caption: str
    what: str
    lines: list[ChangeLine]
    more: str
    figures: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    title: str
    facts: list[Fact]
    changes: Changes
    warnings: list[str]
    until: str
    digest: str
    action: str
    back: str


def review_page(found: Review, names: Mapping[str, str], measures: Mapping[str, Measure], at: Addresses) -> ReviewPage:
    """What would change; ``names``: of agencies by code."""
    say, effect, checked = Localizer(at.language), found.effect, found.checked
    facts = [Fact(say("desk_review_rows"), say.plain(checked.rows))]
    if isinstance(effect, Effect):
        facts, changes = [*facts, *_figure_facts(effect, say)], _figure_changes(effect, names, measures, say)
    else:
        facts, changes = [*facts, *_register_facts(effect, say)], _register_changes(effect, say)
    warnings = [each["detail" if at.language == "en" else "detail_vi"] for each in checked.warnings or []]
    periods = ", ".join(say.period(each) for each in checked.periods)
    return ReviewPage(
        title=", ".join(each for each in (say(f"desk_kind_{found.waiting.kind}"), periods) if each),
        facts=facts,
        changes=changes,
        warnings=[str(each) for each in warnings],
        until=say.moment(found.waiting.expires_at),
        digest=found.waiting.digest.removeprefix("sha256:")[:12],
        action=at.desk("/so-lieu/cho", kind=found.waiting.kind, digest=found.waiting.digest),
        back=at.desk("/so-lieu", kind=found.waiting.kind),
    )


def _figure_facts(effect: Effect, say: Localizer) -> list[Fact]:
    counted = {
        "agencies": len(effect.agencies),
        "new": effect.new,
        "changed": effect.changed,
        "same": effect.same,
        **({"older": effect.older} if effect.older else {}),
    }
    return [Fact(say(f"desk_review_{name}"), say.plain(count)) for name, count in counted.items()]


def _figure_changes(
    effect: Effect, names: Mapping[str, str], measures: Mapping[str, Measure], say: Localizer
) -> Changes:
    more = effect.changed - len(effect.listed)
    return Changes(
        caption=say("desk_review_changes"),
        what=say("desk_review_figure"),
        lines=[
            ChangeLine(
                capital(names.get(each.agency, each.agency)), "", _label(each.code, measures, say), *_values(each, say)
            )
            for each in effect.listed
        ],
        more=say("desk_changes_more", count=say.plain(more)) if more else "",
        figures=True,
    )


def _values(change: FigureChange, say: Localizer) -> tuple[str, str]:
    before, after = (say.plain(int(each)) if each.isdecimal() else each for each in (change.before, change.after))
    return before, after


def _label(code: str, measures: Mapping[str, Measure], say: Localizer) -> str:
    measure = measures.get(code)
    return code if measure is None else say.of(Text(measure.label_vi, measure.label_en))


def _register_facts(effect: RegisterEffect, say: Localizer) -> list[Fact]:
    counted = {
        "added": effect.added,
        "renamed": effect.renamed,
        "ended": effect.ended,
        **({"details": effect.changed} if effect.changed else {}),
        "unchanged": effect.same,
    }
    return [Fact(say(f"desk_register_{name}"), say.plain(count)) for name, count in counted.items()]


def _register_changes(effect: RegisterEffect, say: Localizer) -> Changes:
    more = effect.changes - len(effect.listed)
    return Changes(
        caption=say("desk_register_changes"),
        what=say("desk_register_what"),
        lines=[_register_line(each, say) for each in effect.listed],
        more=say("desk_register_more", count=say.plain(more)) if more else "",
        figures=False,
    )


def _register_line(change: AgencyChange, say: Localizer) -> ChangeLine:
    agency = change.agency
    name = capital(str(change.before)) if change.field == "name" else capital(agency.name)
    if change.field is None:
        return ChangeLine(name, agency.code, say("desk_register_new"), NOTHING, level_name(agency.level, say))
    after = _said(change.after, say)
    if change.day:
        after = say("desk_register_from", name=after, day=say.date(change.day))
    return ChangeLine(name, agency.code, say(f"desk_register_{change.field}"), _said(change.before, say), after)


def _said(value: Said, say: Localizer) -> str:
    return NOTHING if value is None else say.date(value) if isinstance(value, date) else value


def level_name(level: Level, say: Localizer) -> str:
    """The agencies of a level."""
    return say(f"desk_level_{level}")
