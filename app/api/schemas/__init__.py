"""The shapes of the answers. Every field is always present; ``null`` says that a thing is not known or not there."""
