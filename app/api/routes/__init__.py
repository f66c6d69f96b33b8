"""The routes, thin, a file a noun."""
