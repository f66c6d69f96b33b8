"""What is announced: frozen in a document with a digest."""
