"""The texts of the pages."""

import importlib
import pkgutil
from collections import Counter

from app.domain.messages import Text
from app.web import i18n
from app.web.i18n.texts import WORDS


def test_no_two_texts_have_one_name() -> None:
    """The later one would silently stand for both."""
    files = [importlib.import_module(f"{i18n.__name__}.{each.name}") for each in pkgutil.iter_modules(i18n.__path__)]
    tables = {id(table): table for file in files for table in vars(file).values() if isinstance(table, dict)}
    own = [table for table in tables.values() if table is not WORDS and all(WORDS.get(key) for key in table)]
    assert own
    named = Counter(key for table in own for key, text in table.items() if isinstance(text, Text))
    assert [key for key, times in named.items() if times > 1] == []
