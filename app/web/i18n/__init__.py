"""The two languages of the page: its texts, and how figures, days and periods are written."""
