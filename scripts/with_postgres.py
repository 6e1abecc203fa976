"""`python -m scripts.with_postgres COMMAND …`: run a command with DATABASE_URL naming a private PostgreSQL."""

import os
import subprocess
import sys

from tests.support.postgres import private_postgres


def main() -> int:
    with private_postgres() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": f"{url}postgres"}).returncode


if __name__ == "__main__":
    sys.exit(main())
