"""Counts and published results, written and read."""
