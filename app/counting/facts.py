"""Statements about many dossiers at once, as ``app.domain.dossiers.facts`` has them of one.

A statement is a boolean expression that is ``null`` where it is not known, and AND and OR of three values are what
``all_of`` and ``any_of`` are. Why it is not known is the number of a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

REASONS = ("no_procedure_register", "procedure_unknown", "flag_unknown", "field_missing", "calendar_unknown")
"""Why something is not known, by the codes of ``app.domain.dossiers``."""


@dataclass(frozen=True, slots=True)
class Fact:
    """``why``: the place in ``REASONS`` where ``holds`` is null, else null. ``reasons``: those that there can be."""

    holds: ir.BooleanValue
    why: ir.IntegerValue | None = None
    reasons: frozenset[str] = frozenset()


def known(holds: ir.BooleanValue) -> Fact:
    """A statement that is never null."""
    return Fact(holds)


def unknown_where_null(holds: ir.BooleanValue, reason: str) -> Fact:
    """A statement that is not known, for one reason, where it is null."""
    return Fact(holds, holds.isnull().ifelse(_number(reason), ibis.null("int8")), frozenset({reason}))


def negated(one: Fact) -> Fact:
    return Fact(~one.holds, one.why, one.reasons)


def all_of(first: Fact, *others: Fact) -> Fact:
    """Whether all hold. One that does not decides, whatever is not known of the others."""
    holds = first.holds
    for each in others:
        holds = holds & each.holds
    return _joined(holds, (first, *others))


def any_of(first: Fact, *others: Fact) -> Fact:
    """Whether any holds. One that does decides, whatever is not known of the others."""
    holds = first.holds
    for each in others:
        holds = holds | each.holds
    return _joined(holds, (first, *others))


def _joined(holds: ir.BooleanValue, facts: Sequence[Fact]) -> Fact:
    """The first that is not known says why."""
    whys = [each.why for each in facts if each.reasons]
    if not whys:
        return Fact(holds)
    why = holds.isnull().ifelse(ibis.coalesce(*whys), ibis.null("int8"))
    return Fact(holds, why, frozenset().union(*(each.reasons for each in facts)))


def either(which: ir.BooleanValue, yes: Fact, no: Fact) -> Fact:
    """One statement where ``which`` (never null), else the other."""
    holds = which.ifelse(yes.holds, no.holds)
    why = which.ifelse(_why(yes), _why(no))
    return Fact(holds, why, yes.reasons | no.reasons)


def _why(fact: Fact) -> ir.IntegerValue:
    return ibis.null("int8") if fact.why is None else fact.why


def _number(reason: str) -> ir.IntegerScalar:
    return ibis.literal(REASONS.index(reason), "int8")
