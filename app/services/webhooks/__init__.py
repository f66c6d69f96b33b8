"""Who is told of an announcement, and telling it."""
