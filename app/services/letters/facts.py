"""The facts of a letter under the names by which an office's texts call them; ``None`` for what is not known."""

from app.domain.agencies import Level
from app.domain.findings import RuleResult
from app.domain.office_texts import filled
from app.domain.time import VIETNAM
from app.services.letters.bodies import body_name, parent_name, province_name, seat_name
from app.services.letters.compose import Correction, Letter, LetterLine
from app.services.vietnamese import number, over, period, place, rate, short_day, short_period

SHORT_DIGEST = 12
PEERS = {
    Level.PROVINCE: "tỉnh, thành phố",
    Level.MINISTRY: "bộ, ngành",
    Level.DEPARTMENT: "sở, ban, ngành",
    Level.DISTRICT: "huyện, thị xã, thành phố",
    Level.COMMUNE: "xã, phường",
}
Facts = dict[str, str | None]


def average_name(level: Level) -> str:
    """What the average of a cohort is called: the national one for provinces."""
    return "trung bình cả nước" if level is Level.PROVINCE else f"trung bình các {PEERS[level]}"


def short_digest(digest: str) -> str:
    """The first twelve hexadecimal digits of a digest: enough to tell editions apart by eye."""
    return digest.removeprefix("sha256:")[:SHORT_DIGEST]


def facts_of(letter: Letter) -> Facts:
    """What every text of the letter can name."""
    agency, day, found, mark = letter.agency, letter.on, letter.findings, letter.mark
    facts: Facts = {
        "agency": agency.name,
        "body": body_name(agency, day),
        "parent": parent_name(agency, day),
        "province": province_name(agency, day),
        "seat": seat_name(agency, day),
        "period": period(letter.period),
        "period_short": short_period(letter.period),
        "previous_period": period(letter.period.previous),
        "index": letter.title.vi,
        "law": letter.law,
        "peers": PEERS[letter.level],
        "average_name": average_name(letter.level),
        "below_average": _titles(letter, found.below),
        "low": _titles(letter, found.low),
        "fall": _titles(letter, found.falls),
        "chance": _titles(letter, found.chances),
        "next_rank": (letter.next_rank.text if letter.next_rank else "") or None,
        "edition": str(mark.edition) if mark else None,
        "digest": short_digest(mark.digest) if mark else None,
        "as_of": short_day(mark.as_of.astimezone(VIETNAM).date()) if mark and mark.as_of else None,
        **figures(letter, letter.total),
    }
    facts["issuer"] = filled(letter.office.issuer, facts)
    facts["source"] = filled(letter.office.source, facts)
    return facts


def figures(letter: Letter, line: LetterLine) -> Facts:
    """The figures of a line: ``score`` 10,8/18, ``points`` 10,8, ``rank`` 20/63."""
    rank = line.rank
    return {
        "score": None if line.score is None else over(line.score, line.max),
        "points": None if line.score is None else number(line.score),
        "max": number(line.max),
        "rank": None if rank.rank is None else place(rank.rank, rank.ranked, letter.office.lines.rank_digits),
        "average": None if line.average is None else number(line.average),
        "rate": None if line.rate is None or line.rate.value is None else rate(line.rate.value),
    }


def correction_facts(letter: Letter, correction: Correction) -> Facts:
    """What the paragraph on a correction can name besides."""
    return {
        "corrected_edition": str(correction.edition),
        "corrected_digest": short_digest(correction.digest),
        "corrected_day": short_day(correction.published_at.astimezone(VIETNAM).date()),
        "reason": correction.reason.rstrip("."),
        "differences": _differences(letter, correction),
    }


def _differences(letter: Letter, correction: Correction) -> str:
    told = []
    for each in correction.differences:
        before, after = each.before, each.after
        parts = []
        if before.score != after.score and before.score is not None and after.score is not None:
            parts.append(f"điểm từ {number(before.score)} thành {number(after.score)}")
        if before.rank != after.rank and before.rank is not None and after.rank is not None:
            parts.append(f"hạng từ {before.rank} thành {after.rank}")
        if parts:
            told.append(f"{letter.titles[each.code].vi}: {', '.join(parts)}")
    if not told:
        return f"Điểm và thứ hạng của {letter.agency.name} không thay đổi."
    return f"Số liệu thay đổi: {'; '.join(told)}."


def _titles(letter: Letter, found: RuleResult) -> str | None:
    return ", ".join(title_of(letter, each.code) for each in found.findings) or None


def title_of(letter: Letter, code: str) -> str:
    """What a column is called: the office's own title, else the scorecard's."""
    own = {entry.code: entry.title for entry in letter.office.group_entries}
    return own.get(code) or letter.titles[code].vi
