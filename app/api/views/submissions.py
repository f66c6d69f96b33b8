"""A submission, in an answer."""

from app.api.http.problems import FaultOut
from app.api.schemas.submissions import PullRef, SubmissionOut, SubmissionRef, SubmittedBy
from app.storage.submissions import Submission


def submission_view(found: Submission) -> SubmissionOut:
    """With its faults and warnings."""
    errors = [FaultOut.model_validate(error) for error in found.errors]
    warnings = None if found.warnings is None else [FaultOut.model_validate(each) for each in found.warnings]
    return SubmissionOut(**reference_view(found).model_dump(), errors=errors, warnings=warnings)


def reference_view(found: Submission) -> SubmissionRef:
    """As lists have it."""
    return SubmissionRef(
        id=found.id or None,
        kind=found.kind,
        status=found.status,
        dry_run=not found.id,
        received_at=found.received_at,
        as_of=found.as_of,
        source=found.source,
        provenance=found.provenance,
        periods=[str(period) for period in found.periods],
        digest=found.digest,
        media_type=found.media_type,
        bytes=found.bytes,
        rows=found.rows,
        figures=found.figures,
        errors_total=found.faults,
        submitted_by=SubmittedBy(key=found.key_id, agency=found.key_agency),
        values_withheld=found.values_withheld,
        pull=found.origin and PullRef(id=found.origin.pull, unit=found.origin.unit or None),
    )
