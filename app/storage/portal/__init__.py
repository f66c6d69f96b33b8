"""What was read from the national portal, and what the portal calls our agencies."""
