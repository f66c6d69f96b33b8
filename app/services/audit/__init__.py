"""The audit trail: each write sealed to the one before, and the check of all of it."""
