"""Puts what the services found into the shapes of the answers."""
