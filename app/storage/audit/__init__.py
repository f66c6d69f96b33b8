"""The audit trail's entries, and the digests that it holds of every audited table."""
