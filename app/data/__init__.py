"""Dated data: the law as scorecards, the registers, the offices, and real figures to begin with. No code."""

from pathlib import Path

FOLDER = Path(__file__).parent
