"""Answers made once for each state of what they rest on. See docs/do/polling.md."""
