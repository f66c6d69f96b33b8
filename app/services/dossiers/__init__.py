"""What is done with dossiers: prepared for counting, kept in a folder, looked through for what is odd."""
