"""What a publisher says of the quality of its own figures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quality:
    """A flag as it was published (``TEMP_NATIONAL_REPORT_DENOMINATOR``), and the sentence that came with it."""

    status: str
    message: str | None = None
