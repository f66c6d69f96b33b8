"""The office's desk: pages behind a key, over the same services as the interface. See docs/do/desk.md."""
