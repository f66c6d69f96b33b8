"""The columns of prepared dossiers: Parquet files in a folder, one row for each version of a dossier.

Times are **whole minutes since 1970 by the clock in Vietnam**, so that an engine needs no time zone: divided by 1,440
they are the day, and whether days or minutes count is only a divisor. Nothing here depends on a period, a rule or a
register. Nothing here tells of a person. ``null``: the source did not say, which is not the same as no or 0.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa

MINUTES_OF_DAY = 24 * 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_AHEAD = 7 * 60  # minutes that clocks in Vietnam are ahead of UTC, ever since 1975

MINUTE, DAY, TEXT, FLAG = pa.int64(), pa.date32(), pa.string(), pa.bool_()
CODE, NUMBER = pa.int8(), pa.int32()
PROGRESS = pa.list_(pa.struct([pa.field("minute", MINUTE, nullable=False), pa.field("status", CODE, nullable=False)]))
SUPPLEMENTS = pa.list_(
    pa.struct(
        [
            pa.field("asked", MINUTE, nullable=False),
            pa.field("returned", MINUTE),
            pa.field("due_before", MINUTE),
            pa.field("due_after", MINUTE),
        ]
    )
)


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: pa.DataType
    meaning: str
    required: bool = False


COLUMNS = (
    Column("source", TEXT, "key of the sending system", required=True),
    Column("dossier", TEXT, "number that it gave", required=True),
    Column("as_of", pa.int64(), "when this version was true: microseconds since 1970 in UTC", required=True),
    Column("arrival", pa.int64(), "place in the order in which rows came, no two alike", required=True),
    Column("deleted", FLAG, "this version takes the dossier back", required=True),
    Column("agency", TEXT, "code of the agency that handles it", required=True),
    Column("received_by", TEXT, "code of the counter that took it, if that is another agency"),
    Column("procedure", TEXT, "code of the procedure", required=True),
    Column("service", TEXT, "code of the online service"),
    Column("status", CODE, "how far it is: 1 to 10, app.domain.dossiers.dossier.Status", required=True),
    Column("channel", CODE, "how it was filed: 1 direct, 2 online, 3 postal"),
    Column("filed_on", DAY, "day of filed"),
    Column("received_on", DAY, "day of received"),
    Column("due_on", DAY, "day of due"),
    Column("filed", MINUTE, "filed"),
    Column("received", MINUTE, "received"),
    Column("due", MINUTE, "promised"),
    Column("done", MINUTE, "processing ended, as the dossier states it"),
    Column("returned", MINUTE, "result handed over, as the dossier states it"),
    Column("refused", MINUTE, "refused, as the dossier states it"),
    Column("first_done", MINUTE, "first progress row with status 9; without any progress row: done"),
    Column("first_returned", MINUTE, "first progress row with status 10; without any progress row: returned"),
    Column("first_ended", MINUTE, "first progress row with status 3, 7 or 8; without any progress row: refused"),
    Column("progress", PROGRESS, "the progress rows; empty without any", required=True),
    Column(
        "supplements",
        SUPPLEMENTS,
        "requests for more papers, with the promised time before and after each; empty without any",
        required=True,
    ),
    Column("fee_total", pa.int64(), "fees in dong; null where no fee row was sent"),
    Column("fee_rows", NUMBER, "how many fee rows were sent"),
    Column("paid_online", CODE, "0 no, 1 national portal, 2 the province's gateway, 3 fee known and not paid online"),
    Column("papers_with_file", NUMBER, "papers with a file"),
    Column("papers_digitised", NUMBER, "papers digitised"),
    Column("papers_reused", NUMBER, "papers reused"),
    Column("papers_from_store", NUMBER, "papers from the citizen's own store"),
    Column("digitised_flag", FLAG, "marked as having digitised parts"),
    Column("result_files", NUMBER, "results with both a code and a link"),
    Column("vneid", FLAG, "account verified by VNeID"),
    Column("filed_via", TEXT, "portal or province"),
    Column("synced", FLAG, "accepted by the national portal"),
    Column("result_in_store", FLAG, "the result lies in the citizen's own store"),
    Column("citizen_db", FLAG, "the population database was used"),
    Column("disliked", FLAG, "disliked in a rating"),
    Column("complained", FLAG, "complained of in a petition"),
)
"""Days stand beside minutes where people look for them and where files can be skipped by them."""

SCHEMA = pa.schema([pa.field(each.name, each.type, nullable=not each.required) for each in COLUMNS])


def minute_of(moment: datetime) -> int:
    """The minute that it is in Vietnam, since 1970; seconds are cut off."""
    since = moment - _EPOCH
    return since.days * MINUTES_OF_DAY + since.seconds // 60 + _AHEAD


def microsecond_of(moment: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_of_microsecond(number: int) -> datetime:
    """The instant, in UTC."""
    return _EPOCH + timedelta(microseconds=number)


def moment_of(minute: int) -> datetime:
    """When a minute begins, in UTC."""
    return _EPOCH + (minute - _AHEAD) * _MINUTE
