"""Random dossiers around October 2026, with every edge: gaps, wrong orders, second requests, midnights in UTC."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from app.domain.dossiers.dossier import Channel, Dossier, FiledVia, PaidOnline, ProgressRow, Status, Supplement
from tests.support.dossiers import PLAIN, UNREGISTERED, UNSAID, WITH_DOCUMENT

_START = datetime(2026, 9, 20, tzinfo=UTC)
# Half hours, so that the midnights of both time zones are among them.
MOMENTS = st.integers(0, 60 * 48).map(lambda halves: _START + timedelta(minutes=30 * halves))
_MAYBE = st.none() | MOMENTS
_SMALL = st.none() | st.integers(0, 2)
_FLAG = st.none() | st.booleans()
SUPPLEMENTS = st.builds(Supplement, MOMENTS, _MAYBE, _MAYBE, _MAYBE)
ROWS = st.builds(ProgressRow, MOMENTS, st.sampled_from(Status))
DOSSIERS = st.builds(
    Dossier,
    source=st.sampled_from(["one", "two"]),
    dossier=st.sampled_from(["1", "2", "3", "4"]),
    as_of=MOMENTS,
    agency=st.sampled_from(["H31", "H31.17", "H31.18", "H31.217"]),
    procedure=st.sampled_from([PLAIN, WITH_DOCUMENT, UNSAID, UNREGISTERED]),
    status=st.sampled_from(Status),
    service=st.none() | st.just("S1"),
    channel=st.none() | st.sampled_from(Channel),
    filed_at=_MAYBE,
    received_at=_MAYBE,
    due_at=_MAYBE,
    done_at=_MAYBE,
    returned_at=_MAYBE,
    refused_at=_MAYBE,
    supplements=st.lists(SUPPLEMENTS, max_size=3).map(tuple),
    progress=st.lists(ROWS, max_size=4).map(tuple),
    fee_total=_SMALL,
    fee_rows=_SMALL,
    paid_online=st.none() | st.sampled_from(PaidOnline),
    papers_with_file=_SMALL,
    papers_digitised=_SMALL,
    papers_reused=_SMALL,
    papers_from_store=_SMALL,
    digitised_flag=_FLAG,
    result_files=_SMALL,
    vneid=_FLAG,
    filed_via=st.none() | st.sampled_from(FiledVia),
    synced=_FLAG,
    result_in_store=_FLAG,
    citizen_db=_FLAG,
    disliked=_FLAG,
    complained=_FLAG,
    deleted=st.sampled_from([False, False, False, True]),
)
