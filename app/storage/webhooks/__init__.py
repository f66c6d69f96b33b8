"""Who is told, and the outbox of what is to be told."""
