"""Synthetic dossiers, prepared, written by DuckDB itself: in shape as a province's or a country's, of nobody."""

from pathlib import Path

import duckdb

from app.counting.columns import COLUMNS, MINUTES_OF_DAY
from app.counting.timing import day_number
from app.domain.periods import Period

_PER_FILE = 1_000_000
PROCEDURES, _AGENCIES = 400, 120  # agencies of each province
_HANDLING = 20  # days that a dossier is promised in, at most
# Of fifty one is the second version of another.
_ROWS = """
with drawn as (
    select i, hash(i) % 1000 a, hash(i, 1) % 1000 b, hash(i, 2) % 1000 c, hash(i, 3) % 1000 d,
           {first} + (hash(i, 4) % {minutes})::bigint received
    from range({start}, {stop}) rows(i)
), timed as (
    select *, received + 1440 * (1 + b % {handling})::bigint due,
           received + ((a * b) % (1440 * {handling} * 1.1))::bigint done
    from drawn
)
select
    'bench' source, printf('H%02d-%010d', 1 + i % {roots}, i - (i % 50 = 49)::bigint) dossier,
    0::bigint as_of, i arrival, false deleted,
    printf('H%02d.%d', 1 + i % {roots}, 1 + c % {agencies}) agency, null::varchar received_by,
    printf('1.%06d', (a * d) % {procedures}) procedure, null::varchar service,
    (case when a < 900 then 10 when a < 930 then 4 when a < 950 then 7 when a < 960 then 1 else 9 end)::tinyint status,
    (case when b < 600 then 2 when b < 620 then 3 else 1 end)::tinyint channel,
    null::date filed_on, date '1970-01-01' + (received // 1440)::int received_on,
    date '1970-01-01' + (due // 1440)::int due_on,
    null::bigint filed, received, due, done, done returned, null::bigint refused,
    done first_done, done first_returned, (case when a between 930 and 949 then done end) first_ended,
    [{{'minute': received, 'status': 2::tinyint}}, {{'minute': received + 600, 'status': 4::tinyint}},
     {{'minute': done, 'status': 9::tinyint}}, {{'minute': done, 'status': 10::tinyint}}] progress,
    case when d < 50 then [{{'asked': received + 1500, 'returned': received + 4000, 'due_before': null::bigint,
     'due_after': null::bigint}}] else [] end supplements,
    (case when c % 2 = 0 then 0 else 50000 end)::bigint fee_total, 1::int fee_rows, (c % 4)::tinyint paid_online,
    (a % 3)::int papers_with_file, (b % 2)::int papers_digitised, (c % 2)::int papers_reused,
    (d % 2)::int papers_from_store, a % 2 = 0 digitised_flag, (b % 3)::int result_files, c % 3 = 0 vneid,
    'province' filed_via, d % 5 > 0 synced, a % 7 = 0 result_in_store, b % 5 = 0 citizen_db, c % 50 = 0 disliked,
    d % 90 = 0 complained
"""


def write(folder: Path, number: int, period: Period, roots: int) -> list[Path]:
    """Files with a number of dossiers received in a period, of some provinces."""
    days = (period.last_day - period.first_day).days + 1
    limits = {
        "first": day_number(period.first_day) * MINUTES_OF_DAY,
        "minutes": days * MINUTES_OF_DAY,
        "handling": _HANDLING,
        "roots": roots,
        "agencies": _AGENCIES,
        "procedures": PROCEDURES,
    }
    files = [folder / f"{period}-{start:010}.parquet" for start in range(0, number, _PER_FILE)]
    names = ", ".join(each.name for each in COLUMNS)
    with duckdb.connect(config={"memory_limit": "1GB"}) as database:
        for place, file in enumerate(files):
            start = place * _PER_FILE
            rows = _ROWS.format(start=start, stop=min(number, start + _PER_FILE), **limits)
            database.sql(f"select {names} from ({rows} from timed)").write_parquet(str(file))
    return files
