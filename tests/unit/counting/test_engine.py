"""What DuckDB may do within this process."""

from pathlib import Path

from app.counting.engine import DuckDBEngine


def test_duckdb_prints_nothing_fetches_nothing_and_keeps_to_its_memory(tmp_path: Path) -> None:
    asked = {
        "enable_progress_bar": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": str(tmp_path),
        "memory_limit": "95.3 MiB",
    }
    with DuckDBEngine(tmp_path, memory="100MB") as engine:
        found = {name: engine._database.execute("select current_setting(?)", [name]).fetchall()[0][0] for name in asked}
    assert found == asked
