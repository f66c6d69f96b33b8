"""From dossiers to counts: what a dossier is, and by which rules it counts."""
