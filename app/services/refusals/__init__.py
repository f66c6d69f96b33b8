"""What refused submissions held: who sees it, and until when it is kept. See docs/understand/security.md."""
