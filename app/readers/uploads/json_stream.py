"""Goes through a JSON document value by value with the standard decoder, without ever holding the document.

Libraries that stream JSON make numbers of numbers; here they must stay as they were written.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from app.readers.uploads.body import DecodedText

_BLANK = re.compile(r"[ \t\n\r]*")
_PIECE = 64 * 1024
_MARGIN = 32  # characters at the end of what was read in which an error may only mean that there is more to come


class ValueTooLong(Exception):
    """A value is longer than it may be."""


class TooDeep(Exception):
    """A value is nested deeper than can be read."""


class JsonText:
    """``limit``: the most characters of one value. Errors are ``JSONDecodeError`` with the line in the document."""

    def __init__(self, text: DecodedText, decoder: json.JSONDecoder, limit: int) -> None:
        self._source, self._decoder, self._limit = text, decoder, limit
        self._window, self._at, self._ended = "", 0, False
        self._lines, self._column = 0, 0  # of what was dropped: whole lines, and characters of the line thereafter

    @property
    def line(self) -> int:
        return self._lines + self._window.count("\n", 0, self._at) + 1

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            match = _BLANK.match(self._window, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._window) or self._ended:
                return self._window[self._at : self._at + 1]
            self._read_on()

    def members(self) -> Iterator[str]:
        """The names of an object's members; after each, its value must be taken."""
        self._take("{")
        more = self.peek() != "}"
        while more:
            if self.peek() != '"':
                self._fail("Expecting property name enclosed in double quotes", self._at)
            name = self.value()
            self._take(":")
            yield name
            more = self._follows(",", "}")
        self._at += 1

    def items(self) -> Iterator[Any]:
        """The values of a list."""
        self._take("[")
        more = self.peek() != "]"
        while more:
            yield self.value()
            more = self._follows(",", "]")
        self._at += 1

    def value(self) -> Any:
        """The next value."""
        self.peek()
        while True:
            error = None
            try:
                found, end = self._decoder.raw_decode(self._window, self._at)
            except RecursionError:
                raise TooDeep from None
            except json.JSONDecodeError as caught:
                error, end = caught, len(self._window)
            if error is None and (end < len(self._window) or self._ended):
                if end - self._at > self._limit:
                    raise ValueTooLong
                self._at = end
                return found
            too_long = end - self._at > self._limit
            unfinished = not error or error.msg.startswith("Unterminated") or error.pos > end - _MARGIN
            if error and (self._ended or (too_long and not unfinished)):
                self._fail(error.msg, error.pos)
            if too_long:
                raise ValueTooLong
            self._read_on()

    def end(self) -> None:
        """There must be nothing more."""
        if self.peek():
            self._fail("Extra data", self._at)

    def _take(self, expected: str) -> None:
        if self.peek() != expected:
            self._fail(f"Expecting '{expected}' delimiter", self._at)
        self._at += 1

    def _follows(self, separator: str, end: str) -> bool:
        """Whether a further one follows; passes over the separator."""
        found = self.peek()
        if found not in (separator, end) or not found:
            self._fail(f"Expecting '{separator}' delimiter", self._at)
        if found == separator:
            self._at += 1
        return found == separator

    def _read_on(self) -> None:
        """Drop what was gone through, and read more."""
        dropped = self._window[: self._at]
        newline = dropped.rfind("\n")
        self._lines += dropped.count("\n")
        self._column = self._column + len(dropped) if newline < 0 else len(dropped) - newline - 1
        more = self._source.read(_PIECE)
        self._window, self._at, self._ended = self._window[self._at :] + more, 0, not more

    def _fail(self, message: str, position: int) -> NoReturn:
        error = json.JSONDecodeError(message, self._window, position)
        if error.lineno == 1:
            error.colno += self._column
        error.lineno += self._lines
        raise error
