"""The scorecard and the arithmetic of Decision 766: what is scored, how, and why a score is what it is."""
