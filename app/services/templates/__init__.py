"""Workbooks ready to be filled in and sent back."""
