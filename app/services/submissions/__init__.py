"""Figures and agencies that are sent: read, checked, taken in whole or not at all, looked up."""
