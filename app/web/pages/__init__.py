"""What each page shows, in words."""
