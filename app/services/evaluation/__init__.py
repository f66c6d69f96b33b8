"""Rankings, averages, cards, histories and reconciliation, each from one consistent view of the database."""
