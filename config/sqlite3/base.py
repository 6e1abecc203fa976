"""Django begins a transaction with a cursor that it never closes. When that fails because the database is busy, the
error's traceback keeps the cursor, and the garbage collector lets go of it later, in whichever thread it happens to
run.

Letting go resets the statement, which takes the mutex of the connection that made the cursor. If its thread is
beginning again by then, it holds that mutex while it waits for the write lock; and if the collecting thread is the
one that has the write lock, both wait for each other, and with them every writer of every process. So the cursor is
closed here.
"""

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    transaction_mode: str | None

    def _start_transaction_under_autocommit(self) -> None:
        with self.cursor() as cursor:
            cursor.execute(f"BEGIN {self.transaction_mode}" if self.transaction_mode else "BEGIN")
