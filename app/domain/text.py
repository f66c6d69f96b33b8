"""Texts that people send: what is put right in them, and what is refused."""

import re
from typing import NamedTuple
from unicodedata import normalize

from app.domain.errors import Refusal
from app.domain.text_damage import Damage, damage_of

MAX_TEXT = 500

# They show nothing: left by word processors, web pages and PDF files, and found by no search.
# A zero-width space between two letters may be all that divides two words: that one stays, and is refused.
_INVISIBLE = re.compile("[\u00ad\u034f\u200c\u200d\u2060\ufeff]|\u200b(?!\\w)|(?<!\\w)\u200b")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
# What is taken for a Vietnamese letter, with that letter; marks are characters of their own here (NFD).
_TWINS = {
    "\u00d0": "Đ",  # Eth, the capital of ð
    "\u0189": "Đ",  # African D
    "\u00f0": "đ",
    "\u0256": "đ",
    "D\u0335": "Đ",  # short and long strokes laid over a letter
    "D\u0336": "Đ",
    "d\u0335": "đ",
    "d\u0336": "đ",
    "A\u030c": "A\u0306",  # Ǎ with a caron for Ă with a breve
    "a\u030c": "a\u0306",
}
_TWIN = re.compile("|".join(map(re.escape, _TWINS)))
# Cyrillic and Greek letters that look like Latin ones. What they stand for is only clear in a word of Latin letters.
_FOREIGN = str.maketrans("АВЕЅІЈКМНОРСТХҮаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTXYaesijopcyxABEZHIKMNOPTYXo")
_LATIN = re.compile("[A-Za-zĐđ]")
_LAST_LATIN = "\u024f"


class CleanText(NamedTuple):
    """``text``: what is kept; ``damage``: how what was sent looks damaged."""

    text: str
    damage: Damage | None


def parse_text(text: str, field: str, limit: int = MAX_TEXT) -> CleanText:
    """Read a text of 1 to ``limit`` characters: single plain blanks, composed letters (Unicode NFC).

    What looks like a Vietnamese letter becomes that letter, and what cannot be seen is removed. In a text that looks
    damaged no letter is changed: each stands for another. Refuses ``character_lost`` and ``text_invalid``.
    """
    damage = damage_of(text)
    shown = parse_word(_INVISIBLE.sub("", text), field, limit)
    return CleanText(shown if damage or shown.isascii() else vietnamese_letters(shown), damage)


def parse_word(text: str, field: str, limit: int = MAX_TEXT) -> str:
    """Read what has a form of its own, a period, a date, a code: as ``parse_text``, but nothing is put right in it."""
    shown = normalize("NFC", " ".join(text.split()))
    lost = None if shown.isascii() else next((place for place, each in enumerate(shown) if _is_lost(each)), None)
    if lost is not None:
        raise Refusal("character_lost", field=field, position=lost + 1, character=f"U+{ord(shown[lost]):04X}")
    if not 0 < len(shown) <= limit or not shown.isprintable():
        raise Refusal("text_invalid", field=field, limit=limit)
    return shown


def _is_lost(character: str) -> bool:
    """Whether a program has put a sign for a letter that it could not read: U+FFFD, what Unicode calls no character,
    half a character."""
    code = ord(character)
    return code in (0xFFFC, 0xFFFD) or 0xD800 <= code < 0xE000 or 0xFDD0 <= code < 0xFDF0 or code & 0xFFFE == 0xFFFE


def vietnamese_letters(text: str) -> str:
    """``text`` with Vietnamese letters for those that only look like them, composed."""
    apart = _TWIN.sub(lambda found: _TWINS[found[0]], normalize("NFD", text))
    return normalize("NFC", _WORD.sub(lambda word: _latin(word[0]), apart))


def _latin(word: str) -> str:
    """A word without Cyrillic and Greek letters that look like Latin ones, if all its others are Latin."""
    read = word.translate(_FOREIGN)
    strangers = (each for each in read if each > _LAST_LATIN and not "\u0300" <= each <= "\u036f")
    return read if _LATIN.search(word) and not any(strangers) else word


def harmless(text: str) -> str:
    """The text as one that a spreadsheet does not take for a formula (OWASP, CSV Injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
