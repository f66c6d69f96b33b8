"""tthc766: Decision 766/QĐ-TTg scores, averages and rankings."""

__version__ = "0.1.0"
