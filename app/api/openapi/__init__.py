"""The OpenAPI document: what FastAPI cannot know, and examples that are real answers."""
