"""Dated files that come with the service, read strictly: whatever does not fit is refused with file and line."""
