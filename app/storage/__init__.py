"""The database: every SQL statement of the service is in here."""
