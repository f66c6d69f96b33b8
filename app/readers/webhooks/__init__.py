"""Sending to the receivers of webhooks, only where it is allowed."""
