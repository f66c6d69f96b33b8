"""The public page: rankings, cards and explanations for people, drawn by the server."""
