"""The languages of the page."""

from enum import StrEnum


class Language(StrEnum):
    VIETNAMESE = "vi"
    ENGLISH = "en"

    @classmethod
    def parse(cls, text: str | None) -> "Language":
        """English where it is asked for, else Vietnamese."""
        return cls.ENGLISH if text == cls.ENGLISH else cls.VIETNAMESE

    @property
    def locale(self) -> str:
        """With the country, as Open Graph writes it."""
        return "en_GB" if self is Language.ENGLISH else "vi_VN"

    @property
    def other(self) -> "Language":
        return Language.VIETNAMESE if self is Language.ENGLISH else Language.ENGLISH
