"""What each agency is to do, and until when: from the findings on it, or named in the office's file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.agencies import is_within
from app.domain.findings import Finding, FindingRule
from app.domain.office import Task
from app.domain.office_texts import filled
from app.services.letters.compose import Letter
from app.services.letters.facts import facts_of, title_of
from app.services.vietnamese import number, over, short_day


@dataclass(frozen=True, slots=True)
class AgencyTask:
    """``deadline``: as it is printed, empty without one; ``day``: the day itself, where it is known."""

    text: str
    deadline: str
    day: date | None


def tasks_of(letter: Letter, tasks: tuple[Task, ...]) -> tuple[AgencyTask, ...]:
    """The tasks of the letter's agency. A task that names an unknown fact is left out."""
    facts = facts_of(letter)
    found: list[tuple[Task, dict[str, str | None]]] = []
    for task in tasks:
        if task.rule is None:
            if any(is_within(letter.agency.code, code) for code in task.agencies):
                found.append((task, {}))
        else:
            found += [(task, _finding_facts(letter, each)) for each in _findings(letter, task.rule)]
    told = ((task, filled(task.text, {**facts, **more})) for task, more in found)
    return tuple(AgencyTask(text, _deadline(task, letter.day), _day(task, letter.day)) for task, text in told if text)


def _findings(letter: Letter, rule: FindingRule) -> Iterator[Finding]:
    found = letter.findings
    for result in (found.below, found.low, found.falls, found.chances):
        yield from (each for each in result.findings if each.rule is rule)


def _finding_facts(letter: Letter, finding: Finding) -> dict[str, str | None]:
    return {
        "group": title_of(letter, finding.code),
        "score": over(finding.score, finding.max),
        "points": number(finding.score),
        "max": number(finding.max),
        "average": None if finding.average is None else number(finding.average),
        "distance": number(finding.distance),
    }


def _day(task: Task, letter_day: date | None) -> date | None:
    if task.days is None or letter_day is None:
        return task.deadline
    return letter_day + timedelta(days=task.days)


def _deadline(task: Task, letter_day: date | None) -> str:
    """``trước ngày 5/12/2026``; in days where the letter's date is still to be written in."""
    if day := _day(task, letter_day):
        return f"Trước ngày {short_day(day)}"
    return f"Trong {task.days} ngày kể từ ngày ký công văn" if task.days else ""
