"""Waits for the platform to answer, then says which addresses to open."""

import os
import time
import urllib.error
import urllib.request

DOORS = {
    "/": "home, with every door",
    "/ride/": "the rider's app",
    "/drive/": "the driver's app",
    "/ops/map/": "the live map (staff)",
    "/admin/": "the admin (staff)",
    "/api/docs/": "the REST API",
    "/dev/inbox/": "text messages the platform sent",
    "/health/ready": "is it ready?",
}


def main() -> None:
    url = f"http://{os.environ['HOST']}:{os.environ['WEB_PORT']}"
    while not is_ready(url):
        time.sleep(0.5)
    print("The platform is ready. Open:")
    for path, what in DOORS.items():
        print(f"  {url}{path:<15} {what}")
    while True:  # the process manager stops everything when one process ends
        time.sleep(3600)


def is_ready(url: str) -> bool:
    """Whether the platform at `url` answers, and says that it is ready."""
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=5) as answer:  # noqa: S310  our own address
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    main()
