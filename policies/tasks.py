"""What the background workers do about policies and circumstances; safe to run twice."""

from celery import shared_task

from policies.documents.accept_reminding import remind_by_itself
from policies.documents.review_reminding import remind_of_review_days
from policies.links_given import want_links_of_texts
from policies.matters.mentioning import note_mentions_of_texts
from policies.periods.listing import look_further_back
from policies.periods.telling import warn
from policies.permits.reminding import remind_of_endings
from policies.personal.lasting import remind_to_check, retire_of_who_left


@shared_task(name="policies.tasks.warn_of_polls")
def warn_of_polls() -> None:
    """Tell members of polls that are two weeks away from their notice."""
    warn()


@shared_task(name="policies.tasks.look_back")
def look_back() -> None:
    """Look through older items in public for the periods that began lately."""
    look_further_back()


@shared_task(name="policies.tasks.remind_of_reviews")
def remind_of_reviews() -> None:
    """Remind clerks of the policies whose review day is near, has come, or has passed."""
    remind_of_review_days()


@shared_task(name="policies.tasks.remind_of_permissions")
def remind_of_permissions() -> None:
    """Tell holders and clerks of the permissions that end in two weeks, or in three days."""
    remind_of_endings()


@shared_task(name="policies.tasks.look_after_accounts")
def look_after_accounts() -> None:
    """Retire the accounts of members who left, and remind the others to check theirs once a year."""
    retire_of_who_left()
    remind_to_check()


@shared_task(name="policies.tasks.remind_to_accept")
def remind_to_accept() -> None:
    """Remind whoever has not accepted what is in force, now and then."""
    remind_by_itself()


@shared_task(name="policies.tasks.want_links")
def want_links() -> None:
    """Note the web addresses of texts that changed lately, for a worker to look at."""
    want_links_of_texts()


@shared_task(name="policies.tasks.want_all_links")
def want_all_links() -> None:
    """Note those of every open text: what a worker missed, and what is still wanted."""
    want_links_of_texts(None)


@shared_task(name="policies.tasks.note_mentions")
def note_mentions() -> None:
    """Note which items name a matter in which somebody declared an interest."""
    note_mentions_of_texts()
