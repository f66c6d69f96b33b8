"""Asks for known vulnerabilities of what requirements.lock names: ``make audit``.

pip-audit ends well where it could look nothing up. This does not: it says of how many packages nothing is known.
Exit codes: 0 all were looked up and nothing is known against them, 1 a vulnerability is known, 2 some could not be
looked up.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CLEAN, VULNERABLE, UNKNOWN = 0, 1, 2
TOLERANT = "--tolerate-silence"


def ask() -> dict[str, Any]:
    """pip-audit's own report. Raises ``ValueError`` where it made none."""
    command = ["pip_audit", "--requirement", "requirements.lock", "--require-hashes", "--disable-pip"]
    quiet = ["--format", "json", "--progress-spinner", "off", "--timeout", "5"]
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", *command, *quiet], cwd=ROOT, capture_output=True, text=True, check=False
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def judge(report: dict[str, Any]) -> tuple[int, str]:
    """The exit code for a report, and what to say."""
    packages = report["dependencies"]
    silent = [each["name"] for each in packages if "skip_reason" in each]
    found = [
        f"{each['name']} {each['version']}: {known['id']}, mended in {', '.join(known['fix_versions']) or 'no version'}"
        for each in packages
        for known in each.get("vulns", [])
    ]
    if found:
        return VULNERABLE, "\n".join(found)
    if silent or not packages:
        return UNKNOWN, f"NOT AUDITED: of {len(silent)} of {len(packages)} packages nothing could be asked"
    return CLEAN, f"{len(packages)} packages: no known vulnerability"


def main(arguments: list[str]) -> int:
    """``--tolerate-silence``: without the internet one may still work; it is said, and nothing is claimed."""
    try:
        code, told = judge(ask())
    except ValueError:
        code, told = UNKNOWN, "NOT AUDITED: pip-audit gave no report"
    sys.stderr.write(f"audit: {told}\n")
    return CLEAN if code == UNKNOWN and TOLERANT in arguments else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
