"""What every route shares of HTTP: requests, problems, conditions, limits, idempotency."""
