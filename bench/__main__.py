"""Run the benchmarks: `python -m bench [PART]… [--rounds N]`; `--help` names the parts."""

import argparse
import importlib
from collections.abc import Iterator

from bench import report
from bench.rounds import Result

PARTS = ("polling", "ingestion", "scoring", "history", "growth", "start", "what_if", "dossiers")
ONLY_IF_NAMED = ("spark",)  # needs more than the others: make bench-spark


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument(
        "parts", nargs="*", help=f"of {', '.join(PARTS)}, which run if none is named, and {', '.join(ONLY_IF_NAMED)}"
    )
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    for part in asked.parts or PARTS:
        results = list(_told(importlib.import_module(f"bench.{part}").run(asked.rounds)))
        report.keep(results)


def _told(results: Iterator[Result]) -> Iterator[Result]:
    for each in results:
        print(report.as_table([report.as_record(each)]).splitlines()[-1], flush=True)
        yield each


if __name__ == "__main__":
    main()
