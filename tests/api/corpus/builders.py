"""Bodies that text cannot say."""
