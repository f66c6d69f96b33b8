"""Texts whose letters were damaged on their way here: what can be guessed is told, never put right in silence.

Of the ways in which Vietnamese gets damaged four are known here: UTF-8 read as Windows-1252 ("Sá»Ÿ Ná»™i vá»¥"), the
fonts of before Unicode, TCVN3 ("Së Néi vô") and VNI ("Sôû Noäi vuï"), and letters that became question marks.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import normalize

from app.domain.errors import Fault, Location

_LOWER = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_LETTERS = frozenset(_LOWER + _LOWER.upper())
# The same letters in TCVN 5712:1993, VN3, as Windows shows its bytes.
_TCVN3 = dict(zip("µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ", _LOWER, strict=True))
_TCVN3 |= dict(zip("¡¢§£¤¥¦", "ĂÂĐÊÔƠƯ", strict=True))
# VNI writes a letter and then its mark; the letters with a horn, the barred d and some forms of i and y are letters.
_BREVE, _CIRCUMFLEX, _TONES = "\u0306", "\u0302", ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_VNI_MARKS = {
    **dict(zip("øùûõï", _TONES[1:], strict=True)),
    **dict(zip("âàáåãä", (_CIRCUMFLEX + tone for tone in _TONES), strict=True)),
    **dict(zip("êèéúüë", (_BREVE + tone for tone in _TONES), strict=True)),
}
_VNI = dict(zip("ôöñæóòî", "ơưđỉĩịỵ", strict=True))
_VNI_MARKED = re.compile(f"([aeouyôö])([{''.join(_VNI_MARKS)}])")
_TCVN3_LETTERS = frozenset("".join(_TCVN3).lower())
_VNI_LETTERS = frozenset((*_VNI_MARKS, *_VNI, *"ìí"))

_NOT_ASCII = re.compile(r"[^\x00-\x7f]{2,}")
_QUOTES = frozenset("“”‘’–—…»«\u00a0")
_WORD = re.compile(r"[^\s\x00-\x40\x5b-\x60\x7b-\x7f]+")
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|đ|gh?|gi|h|kh?|l|m|n|nh|ngh?|ph?|qu|r|s|th?|tr|v|x)?"
    r"(?:[aăâeêioôơuưy]|a[iouy]|â[uy]|eo|êu|i[aeêuo]|iêu|o[aăeio]|oa[iy]|oeo|ôi|ơi|u[aâeêiôơy]|uây|uôi|uơ|uy[aeêu]"
    r"|uyê|ư[aiơu]|ươ[iu]|y[eê]u?)"
    r"(?:ch?|m|nh?|ng|p|t)?"
)
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_ONSET_AND_MARK = re.compile(r"\b(?:[bcdghklmnpqrstvx]|ch|gh|kh|ng|nh|ph|th|tr)\?", re.IGNORECASE)
_MARK_INSIDE = re.compile(r"[^\W\d_]\?+[^\W\d_]")
_ADDRESS = re.compile(r"\S*[/=]\S*")


@dataclass(frozen=True, slots=True)
class Damage:
    """``encoding``: in which the letters are, ``None`` for question marks; ``meant``: the text with that undone."""

    encoding: str | None = None
    meant: str | None = None

    def warning(self, text: str, field: str, where: Location) -> Fault:
        """What is told to whoever sent the text."""
        if self.encoding is None:
            return Fault("letters_look_lost", where, {"field": field, "value": text})
        params = {"field": field, "value": text, "encoding": self.encoding, "meant": self.meant}
        return Fault("encoding_looks_wrong", where, params)


def damage_of(text: str) -> Damage | None:
    """How a text looks damaged, ``None`` if it does not."""
    if _has_marks_for_letters(text):
        return Damage()
    for encoding, undone in (("UTF-8", _undone_twice), ("TCVN3 (ABC)", _undone_tcvn3), ("VNI", _undone_vni)):
        if (meant := undone(text)) is not None:
            return Damage(encoding, meant)
    return None


def _has_marks_for_letters(text: str) -> bool:
    """``S? N?i v?``: a mark within a word, or behind letters that begin one; addresses have marks of their own."""
    words = _ADDRESS.sub("", text)
    return bool(_MARK_INSIDE.search(words) or len(_ONSET_AND_MARK.findall(words)) > 1)


def _undone_twice(text: str) -> str | None:
    """The text of which the bytes in UTF-8 were read as Windows-1252. ``XÃ”`` may be just that."""
    certain = False

    def decoded(found: re.Match[str]) -> str:
        nonlocal certain
        characters = found[0]
        try:
            meant = b"".join(map(_byte, characters)).decode("utf-8")
        except UnicodeError:
            return characters
        if not _LETTERS.issuperset(meant):
            return characters
        certain |= len(characters) > 2 or characters[0] not in _LETTERS or characters[1] not in _QUOTES
        return meant

    meant = _NOT_ASCII.sub(decoded, text)
    return meant if certain else None


def _byte(character: str) -> bytes:
    """What is no letter in Windows-1252 is left by most programs as the control character of that number."""
    return character.encode("latin-1" if character <= "\u00ff" else "cp1252")


def _undone_tcvn3(text: str) -> str | None:
    return _undone(text, _TCVN3_LETTERS, lambda word: "".join(_TCVN3.get(each, each) for each in word))


def _undone_vni(text: str) -> str | None:
    return _undone(text, _VNI_LETTERS, _from_vni)


def _from_vni(word: str) -> str:
    small = word.lower()
    marked = _VNI_MARKED.sub(lambda found: _VNI.get(found[1], found[1]) + _VNI_MARKS[found[2]], small)
    read = normalize("NFC", "".join(_VNI.get(each, each) for each in marked))
    return read.upper() if word.isupper() else read.capitalize() if word[0].isupper() else read


def _undone(text: str, letters: frozenset[str], convert: Callable[[str], str]) -> str | None:
    """The text as ``convert`` reads it, if beyond ASCII it has nothing but ``letters`` of an encoding, some of which
    no Vietnamese has, and every word with one is a Vietnamese syllable then."""
    words = [word for word in _WORD.findall(text) if len(word) > 1 and not word.isascii()]
    beyond = {each for word in words for each in word.lower() if not each.isascii()}
    if beyond <= _LETTERS or not letters.issuperset(beyond) or not all(_is_syllable(convert(word)) for word in words):
        return None
    return _WORD.sub(lambda found: convert(found[0]), text)


def _is_syllable(word: str) -> bool:
    small = normalize("NFD", word.lower())
    plain = normalize("NFC", _TONE.sub("", small))
    return len(_TONE.findall(small)) <= 1 and _SYLLABLE.fullmatch(plain) is not None
