"""What is sent to the service."""

from enum import StrEnum


class Kind(StrEnum):
    STATISTICS = "statistics"
    OFFICIAL_RESULTS = "official-results"
    AGENCIES = "agencies"
