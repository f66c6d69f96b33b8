"""Files that bring uploads in: their formats, and rows that know where they stand."""
