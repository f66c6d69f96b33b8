"""What the tests that break things counted, in a table at the end."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The cases that were sent to each operation of each database, with the statuses that were answered."""
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.getreports(kind)]
    rows = [dict(each.user_properties) for each in reports]
    for row in sorted((row for row in rows if "cases" in row), key=lambda row: (row["on"], row["cases"])):
        terminalreporter.write_line(f"{row['cases']:>6} {row['on']:<10} {row['operation']:<70} {row['answers']}")
