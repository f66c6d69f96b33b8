"""Every setting is described in both languages; one that was renamed is not read under its old name."""

from app.settings import RENAMED, Settings
from app.settings_vi import VIETNAMESE


def test_every_setting_is_described_in_both_languages() -> None:
    fields = Settings.model_fields
    assert list(VIETNAMESE) == list(fields)
    assert [name for name, field in fields.items() if not field.description or not VIETNAMESE[name]] == []
    assert [name for name, field in fields.items() if field.description == VIETNAMESE[name]] == []


def test_a_renamed_setting_leads_to_one_that_exists() -> None:
    names = {f"TTHC766_{name.upper()}" for name in Settings.model_fields}
    assert set(RENAMED.values()) <= names
    assert not set(RENAMED) & names
