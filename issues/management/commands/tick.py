"""manage.py tick: does what is due. From cron each minute, or with --every as a service."""

import logging
import signal
import sys
import threading
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, close_old_connections
from django.utils.translation import gettext as _

from issues import tick

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Does what is due (feeds, clean-up …) once; exits 1 if a job failed. Safe to run twice."

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=int, metavar="SECONDS", help="go on, with so long a rest in between"
        )

    def handle(self, *, every, **options):
        if every is not None and every < 1:
            raise CommandError(_("--every takes a number of seconds from 1 on."), returncode=2)
        if threading.current_thread() is threading.main_thread():
            # An orderly end gives the lease back; a container is stopped by this signal.
            signal.signal(signal.SIGTERM, lambda *args: sys.exit(128 + signal.SIGTERM))
        if every is None:
            if self.once().failed:
                sys.exit(1)
            return
        while True:
            try:
                self.once()
            except OperationalError:
                log.exception("tick: the database does not answer; trying again")
            close_old_connections()
            time.sleep(every)

    def once(self):
        report = tick.run()
        if report.busy:
            self.stdout.write(_("Another tick is at work; nothing was done."))
        for outcome in report.outcomes:
            if outcome.error:
                self.stderr.write(f"{outcome.name}: {outcome.error}")
            elif outcome.said:
                self.stdout.write(f"{outcome.name}: {outcome.said}")
        return report
