"""`manage.py run_slot JOB [SLOT]`: a scheduled job by hand, or by a Kubernetes CronJob."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from apps.kernel import slots


class Command(BaseCommand):
    help = "Run one scheduled job for one slot (by default the last period that ended)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("job", metavar="JOB", help="one of: " + ", ".join(sorted(slots.jobs())))
        parser.add_argument("slot", metavar="SLOT", nargs="?", default="", help="as 2026-11-21 or 2026-11-21T14")

    def handle(self, *, job: str, slot: str, **options: object) -> None:
        if job not in slots.jobs():
            raise CommandError(f"There is no job {job!r}. Jobs: {', '.join(sorted(slots.jobs()))}")
        slot = slot or slots.last_slot(job)
        try:
            slots.check_slot(job, slot)
        except ValueError as error:
            raise CommandError(f"{slot!r} is no slot of {job}: {error}.") from None
        run = slots.run_slot(job, slot)
        self.stdout.write(f"{job} {slot}: {'done' if run else 'already done, or running elsewhere'}.")
