"""The counts of a submission that were found good, row by row, kept outside of memory until they are stored."""

from collections.abc import Iterator, Sequence
from struct import calcsize, pack, unpack_from

import orjson

from app.domain.errors import Refusal
from app.domain.evaluation.counts import NOT_GIVEN, PACKED_SIZE, Counts
from app.domain.periods import Period
from app.domain.quality import Quality
from app.services.submissions.staged_results import Numbers
from app.storage.figures.write import NewCounts
from app.storage.staging import Scratch

_AGENCY, _PART = 24, 16  # bits of a key; before them the period
_LAST_PART = (1 << _PART) - 1
_HEAD = "<H"  # which measures a row has
_MOST_KINDS = 100  # of rows by their measures

Place = tuple[str, Period]  # an agency's code and a period


class CheckedCounts:
    """Rows in the order of their periods and agencies, each in the order in which it first came.

    ``measures``: all that there are. Refuses ``too_many_figures``.
    """

    def __init__(self, measures: Sequence[str], limit: int) -> None:
        self._limit, self._length = limit, 0
        self._scratch = Scratch()
        self._periods, self._agencies = Numbers[Period](), Numbers[str]()
        self._kinds = Numbers[tuple[str, ...]]()
        self._kinds.of(tuple(measures))

    def __len__(self) -> int:
        return self._length

    @property
    def periods(self) -> list[Period]:
        return list(self._periods.values)

    def given(self, place: Place) -> dict[str, int]:
        """The measures of which there is a count already, with the numbers of their rows."""
        key = self._key(place)
        return {
            measure: number
            for number, content in self._scratch.between(key, key + _LAST_PART)
            for measure in self._unpacked(content)[0].given
        }

    def enter(self, number: int, place: Place, counts: Counts, quality: Quality | None) -> bool:
        """Keep a row that is the first of its agency and period; ``False``, and nothing is kept, if it is not."""
        return self._enter(self._key(place), number, counts, quality)

    def enter_more(self, number: int, place: Place, counts: Counts, quality: Quality | None) -> None:
        """Keep a row of which nothing was given before."""
        key = self._key(place)
        part = len(self._scratch.between(key, key + _LAST_PART))
        self._enter(key + part, number, counts, quality)

    def rows(self) -> Iterator[tuple[int, NewCounts]]:
        """The rows with their numbers."""
        for key, number, content in self._scratch:
            period = self._periods.values[key >> _AGENCY + _PART]
            agency = self._agencies.values[key >> _PART & (1 << _AGENCY) - 1]
            yield number, NewCounts(period, agency, *self._unpacked(content))

    def __iter__(self) -> Iterator[NewCounts]:
        return (row for _, row in self.rows())

    def close(self) -> None:
        self._scratch.close()

    def _key(self, place: Place) -> int:
        agency, period = place
        return (self._periods.of(period) << _AGENCY | self._agencies.of(agency)) << _PART

    def _enter(self, key: int, number: int, counts: Counts, quality: Quality | None) -> bool:
        if self._scratch.add(key, number, self._packed(counts, quality)) is not None:
            return False
        self._length += counts.size
        if self._length > self._limit:
            raise Refusal("too_many_figures", limit=self._limit)
        return True

    def _packed(self, counts: Counts, quality: Quality | None) -> bytes:
        if counts.measures not in self._kinds and len(self._kinds.values) > _MOST_KINDS:
            every, given = self._kinds.values[0], counts.given
            counts = Counts.of(every, [given.get(measure, NOT_GIVEN) for measure in every])
        flag = orjson.dumps([quality.status, quality.message]) if quality else b""
        return pack(_HEAD, self._kinds.of(counts.measures)) + counts.packed + flag

    def _unpacked(self, content: bytes) -> tuple[Counts, Quality | None]:
        measures = self._kinds.values[unpack_from(_HEAD, content)[0]]
        start = calcsize(_HEAD)
        end = start + PACKED_SIZE * len(measures)
        flag = content[end:]
        return Counts(measures, content[start:end]), Quality(*orjson.loads(flag)) if flag else None
