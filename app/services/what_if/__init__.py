"""What a score would take, where that needs more than one evaluation."""
