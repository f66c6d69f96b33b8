"""The catalogue, cubes and feeds that others harvest."""
