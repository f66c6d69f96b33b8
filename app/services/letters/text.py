"""The letter in words: every sentence and figure as the document prints it, whatever renders it.

Nothing stands in it that the office could not sign: what is not known is left out, and told beside it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.domain.findings import FindingRule
from app.domain.office import Assessment, GroupEntry, LegalGround, Recipient
from app.domain.office_texts import Facts, joined
from app.domain.time import VIETNAM
from app.services.letters.annexes import Annex, annexes_named, has_tasks
from app.services.letters.compose import Letter, LetterLine, Mark, Told
from app.services.letters.facts import PEERS, average_name, correction_facts, facts_of, figures, short_digest, title_of
from app.services.letters.finding_texts import next_rank_text, rule_text
from app.services.letters.left_out import left_out_of
from app.services.letters.letter_text import LetterText, LineText, ListedText, MarkText, RecipientText
from app.services.letters.words import Words
from app.services.vietnamese import capital, day, number, over, rate, short_day

BLANK = "……"
END = "./."
DRAFT = "DỰ THẢO"
_COLUMNS = {"score": "Điểm/tối đa", "average": "", "rate": "Tỷ lệ", "rank": "Xếp hạng"}


def words(letter: Letter, annexes: Sequence[Annex] = ()) -> LetterText:
    """The letter's text; with ``annexes`` that of the letter to all agencies."""
    office, facts = letter.office, facts_of(letter)
    said = Words(facts)
    lines = [each for each in letter.groups if each.score is not None]
    groups = tuple(line_text(letter, each, facts) for each in lines)
    details = _detail_texts(letter)
    requests, assignments, closing = _end(letter, said)
    found = letter.findings
    corrects = letter.mark.corrects if letter.mark else None
    text = LetterText(
        issuer=facts["issuer"] or "",
        parent_body=said("parent_body", office.parent_body).upper(),
        issuing_body=said("issuing_body", office.issuing_body).upper(),
        number_and_sign=f"Số: {said('number', office.number) or BLANK}/{said('sign', office.sign) or BLANK}",
        place_and_date=_place_and_date(letter, said),
        subject=f"V/v {said('subject', office.cover.subject if annexes else office.subject)}",
        addressees=listed(said.some("addressees", office.addressees)),
        legal_grounds=tuple(f"Căn cứ {each};" for each in grounds(letter, said)),
        opening=said("opening", office.cover.opening if annexes else office.opening),
        correction=said("correction", office.correction, correction_facts(letter, corrects)) if corrects else "",
        average_name=average_name(letter.level),
        layout=office.layout.value,
        total=line_text(letter, letter.total, facts),
        groups=groups,
        columns=_columns(letter, groups),
        lines=_list_ended(_lines(letter, dict(zip((each.code for each in lines), groups, strict=True)), details)),
        details_heading=f"Chi tiết nhóm {', '.join(title_of(letter, code) for code in details)}" if details else "",
        details=tuple(text for texts in details.values() for text in texts),
        partial=_partial(letter),
        summaries=tuple(_summaries(letter, annexes, facts)),
        assessment=_assessment(letter, said),
        below_average=rule_text(letter, FindingRule.BELOW_AVERAGE, found.below),
        low=rule_text(letter, FindingRule.LOW, found.low),
        falls=rule_text(letter, FindingRule.FALL, found.falls),
        chances=rule_text(letter, FindingRule.CHANCE, found.chances),
        requests=requests,
        annexes=_annexes(letter, annexes, said),
        assignments=assignments,
        closing=closing,
        recipients=recipients(office.recipients, said),
        signer_title=tuple(each.upper() for each in said.some("signer_title", office.signer_title)),
        signer_name=said("signer_name", office.signer_name),
        draft=DRAFT if letter.draft else "",
        mark=mark_text(letter.mark) if letter.mark else None,
        left_out=(),
    )
    return replace(text, left_out=left_out_of(letter, said.unfilled, facts))


def _summaries(letter: Letter, annexes: Sequence[Annex], facts: Facts) -> Iterator[str]:
    """Each cohort of the annexes in one sentence."""
    for each in annexes:
        if text := joined(letter.office.cover.cohort, {**facts, **each.facts()}):
            yield _ended(text, ".")


def _annexes(letter: Letter, annexes: Sequence[Annex], said: Words) -> str:
    if not annexes:
        return ""
    named = annexes_named(annexes, with_tasks=has_tasks(annexes))
    return said("annexes", letter.office.cover.annexes, {"annexes": named})


def line_text(letter: Letter, line: LetterLine, facts: Facts) -> LineText:
    """A line as it is printed."""
    own, lines = figures(letter, line), letter.office.lines
    title = title_of(letter, line.code)
    names = {entry.code: entry.rate_name for entry in letter.office.group_entries}
    more = {"title": title, "rate_name": names.get(line.code) or "tỷ lệ"}
    pieces = lines.group if line in letter.groups else lines.total
    sentence = joined(pieces, {**facts, **own, **more}) or ""
    if own["score"] is None:
        sentence = ""
    shown = {name: own[name] or "" for name in _COLUMNS}
    return LineText(title, **shown, sentence=_ended(sentence, "." if letter.office.layout == "sections" else ""))


def _columns(letter: Letter, groups: Sequence[LineText]) -> dict[str, str]:
    """The heads of the columns in which something is known."""
    heads = {**_COLUMNS, "average": capital(average_name(letter.level))}
    return {name: head for name, head in heads.items() if any(getattr(each, name) for each in groups)}


def _lines(
    letter: Letter, groups: Mapping[str, LineText], details: Mapping[str, Sequence[str]]
) -> Iterator[ListedText]:
    """The list of the running layout: groups in the office's order, what stands below a title or a group under it."""
    named = [*letter.office.groups]
    codes = {entry.code for entry in letter.office.group_entries}
    named += [GroupEntry(code) for code in groups if code not in codes]
    for entry in named:
        inner = [each for each in entry.groups if each.code in groups]
        if inner:
            yield ListedText("-", f"{entry.title}:")
        for one, mark in [(each, "+") for each in inner] or [(entry, "-")]:
            if one.code not in groups:
                continue
            told = details.get(one.code, ())
            yield ListedText(mark, f"{groups[one.code].sentence}{', trong đó:' if told else ';'}")
            yield from (ListedText("+", f"{each};") for each in told)


def _list_ended(lines: Iterable[ListedText]) -> tuple[ListedText, ...]:
    found = list(lines)
    return (*found[:-1], *(replace(last, text=_ended(last.text, ".")) for last in found[-1:]))


def _detail_texts(letter: Letter) -> dict[str, list[str]]:
    """What is told of indicators, by their group."""
    found: dict[str, list[str]] = {}
    for each in letter.details:
        if text := told_text(each):
            found.setdefault(each.group, []).append(f"{each.title or letter.titles[each.code].vi}: {text}")
    return found


def told_text(told: Told) -> str:
    """The rate of a detail; ``208 hồ sơ, đạt 0,49%`` where its dossiers are counted; nothing where neither is known."""
    known = None if told.rate.value is None else rate(told.rate.value)
    if not told.counted or told.dossiers is None:
        return known or ""
    return f"{number(told.dossiers)} hồ sơ{f', đạt {known}' if known else ''}"


def grounds(letter: Letter, said: Words) -> Iterator[str]:
    """The documents on which the letter rests; the one that sets the index first, unless the office names it itself."""
    named = [each.number for each in letter.office.legal_grounds if isinstance(each, LegalGround)]
    if not any(number in letter.law for number in named):
        yield f"{letter.law} về {letter.title.vi}"
    for each in letter.office.legal_grounds:
        text = each if isinstance(each, str) else _ground(each)
        if told := said("legal_grounds", text):
            yield told


def _ground(ground: LegalGround) -> str:
    text = f"{ground.kind} số {ground.number} ngày {short_day(ground.day)} của {ground.body}"
    return f"{text} {ground.about}" if ground.about else text


def _place_and_date(letter: Letter, said: Words) -> str:
    place = said("place", letter.office.place) or BLANK
    return f"{place}, {day(letter.day) if letter.day else f'ngày {BLANK} tháng {BLANK} năm {BLANK}'}"


def _partial(letter: Letter) -> str:
    """That ranks and averages of our own rest on part of the cohort, where they do."""
    parts = [
        f"{letter.titles[line.code].vi} {over(line.averaged, line.of)}"
        for line in (letter.total, *letter.groups)
        if line.average is not None and line.averaged is not None and line.averaged < line.of
    ]
    peers = PEERS[letter.level]
    return f"Xếp hạng và trung bình được tính trên số {peers} có số liệu: {'; '.join(parts)}." if parts else ""


def _assessment(letter: Letter, said: Words) -> str:
    """The findings as one sentence, and what the next rank would take as another; empty findings disappear, and with
    all of them their sentence."""
    if letter.office.assessment is None:
        return ""
    return " ".join(filter(None, (_found(letter, letter.office.assessment, said), _ended(next_rank_text(letter), "."))))


def _found(letter: Letter, assessment: Assessment, said: Words) -> str:
    found = letter.findings
    results = {
        FindingRule.BELOW_AVERAGE: found.below,
        FindingRule.LOW: found.low,
        FindingRule.FALL: found.falls,
        FindingRule.CHANCE: found.chances,
    }
    clauses = []
    for rule, clause in assessment.clauses.items():
        if titles := [title_of(letter, each.code) for each in results[rule].findings]:
            clauses.append(said("assessment", clause, {"groups": ", ".join(titles)}))
    lead = said("assessment", assessment.lead)
    return f"{lead} {'; '.join(filter(None, clauses))}." if lead and any(clauses) else ""


def _end(letter: Letter, said: Words) -> tuple[tuple[str, ...], str, str]:
    """Requests, assignments and closing; the last of them ends the letter."""
    office = letter.office
    requests, closing = said.some("requests", office.requests), said("closing", office.closing)
    told = [f"{said('assignments', each.body)} {said('assignments', each.task)}" for each in office.assignments]
    assignments = _ended(f"Giao {'; '.join(told)}", ".") if told else ""
    if closing:
        closing = _ended(closing, END)
    elif assignments:
        assignments = _ended(assignments, END)
    elif requests:
        requests = (*requests[:-1], _ended(requests[-1], END))
    return requests, assignments, closing


def _ended(text: str, end: str) -> str:
    return f"{text.rstrip('./;:') if end == END else text.rstrip('.;')}{end}" if text else ""


def mark_text(mark: Mark) -> MarkText:
    """On which edition the letter rests, and where to see whether it still stands."""
    as_of = f"; số liệu đến ngày {_day_in_vietnam(mark.as_of)}" if mark.as_of else ""
    digest = short_digest(mark.digest)
    withdrawn = f" Đã bị rút ngày {_day_in_vietnam(mark.withdrawn_at)}." if mark.withdrawn_at else ""
    return MarkText(
        f"Theo bản công bố số {mark.edition}{as_of}; mã kiểm tra {digest}.{withdrawn} Còn hiệu lực hay không, xem tại "
        f"{mark.address}",
        mark.address,
    )


def _day_in_vietnam(moment: datetime) -> str:
    return short_day(moment.astimezone(VIETNAM).date())


def recipients(found: Sequence[Recipient], said: Words) -> tuple[RecipientText, ...]:
    """Who gets a copy, as a list that ends with a full stop."""
    told = []
    for place, each in enumerate(found, start=1):
        purpose = f" ({said('recipients', each.purpose)})" if each.purpose else ""
        name = f"{said('recipients', each.name)}{purpose}".rstrip(".;")
        told.append(RecipientText(name, each.initials, "." if place == len(found) else ";"))
    return tuple(told)


def listed(texts: Sequence[str]) -> tuple[str, ...]:
    """Some texts as a list that ends with a full stop."""
    bare = [text.rstrip(".;") for text in texts]
    return tuple(f"{text}{'.' if place == len(bare) else ';'}" for place, text in enumerate(bare, 1))
