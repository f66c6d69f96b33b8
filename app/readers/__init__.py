"""Readers of what comes from outside: uploads in their formats, the bundled registers, the scorecard files."""
