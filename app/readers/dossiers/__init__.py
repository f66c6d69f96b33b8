"""Dossiers as systems send or export them. People's data are dropped while parsing and never written anywhere."""
