"""The National Public Service Portal: its questions, its shapes, the reader of what it answers."""
