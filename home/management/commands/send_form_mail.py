from typing import Any

from django.core.management.base import BaseCommand, CommandError

from home.mail import due, send_mails
from home.models import UnsentMail


class Command(BaseCommand):
    help = "Sends the mails about submissions of forms that could not be sent before; to be run every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = due()
        tried, sent = waiting.count(), send_mails(waiting)
        self.stdout.write(f"{sent} sent, {UnsentMail.objects.count()} left")
        if sent < tried:
            raise CommandError("Not all mails could be sent; Forms in the admin shows why.")
