"""Deletes stored answers of pulls by their age. What was imported from them stays."""

from datetime import timedelta

from app.services.context import AppContext
from app.storage.portal import old_answers
from app.storage.portal.old_answers import Amount

_AT_ONCE = 500  # answers in a transaction: other writers wait for its end


def delete_old_answers(service: AppContext, days: int, *, dry_run: bool = False) -> Amount:
    """Delete the answers that are older than ``days``, and say how much that was; ``dry_run``: only say it.

    Figures, submissions and the pulls themselves stay. In several transactions: after an interruption what was
    deleted is gone, and the next call deletes the rest.
    """
    before = service.now() - timedelta(days=days)
    if dry_run:
        with service.database.reading() as connection:
            return old_answers.amount(connection, before)
    answers = stored_bytes = 0
    while True:
        with service.database.writing() as connection:
            deleted = old_answers.delete_oldest(connection, before, _AT_ONCE)
        answers, stored_bytes = answers + deleted.answers, stored_bytes + deleted.stored_bytes
        if deleted.answers < _AT_ONCE:
            return Amount(answers, stored_bytes)
