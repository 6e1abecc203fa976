"""Django's SQLite backend, made safe for many threads."""
