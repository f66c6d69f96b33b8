"""What only the registers tell, beside the counts of dossiers; and registers that lack what dossiers were for."""

from collections.abc import Iterator

from app.counting.question import Counts, DossierCount, Question
from app.domain.dossiers.register_counts import NUMERATORS, SHORT, count_registers
from app.domain.errors import Fault


def with_register_counts(counts: Counts, question: Question, lacking: int = 0) -> tuple[Counts, list[Fault]]:
    """The counts with those that the registers hold of the same agencies; and a warning for each that dossiers exceed.

    A part cannot be more than the whole: then the register lacks something, neither is a count, and both are missing
    (``register_short``, with how many too many). Statistics would refuse all agencies for the one. ``lacking``: as in
    ``count_registers``.
    """
    found: Counts = {code: dict(of_agency) for code, of_agency in counts.items()}
    told = count_registers(question.registers, counts, question.period.last_day, question.agencies, lacking)
    for code, of_agency in told.items():
        found[code] |= {measure: DossierCount(each.number, each.unknown) for measure, each in of_agency.items()}
    warnings = [warning for code in found for warning in _withheld(code, found[code], question)]
    return found, warnings


def _withheld(agency: str, found: dict[str, DossierCount], question: Question) -> Iterator[Fault]:
    for whole, parts in NUMERATORS.items():
        held = found[whole].number
        used = {part: number for part in parts if (number := found[part].number) is not None}
        excess = {part: number - held for part, number in used.items() if held is not None and number > held}
        if excess:
            found |= {part: DossierCount(None, {SHORT: number}) for part, number in excess.items()}
            found[whole] = DossierCount(None, {SHORT: max(excess.values())})
        for part in excess:
            told = {"agency": agency, "period": question.period, "number": used[part], "held": held}
            yield Fault(SHORT, params={**told, "part": part, "whole": whole})
