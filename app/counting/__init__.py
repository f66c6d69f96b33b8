"""Counting dossiers by the million: the columns they are prepared in, and the engines that count them.

The rules stand in ``app.domain.dossiers``; what is here says the same once more for many dossiers at a time, and a test
holds the two together. pyarrow, DuckDB and Ibis are large: import what is here where it is used.
"""
