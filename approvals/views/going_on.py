"""Where whoever decided goes next: the next item of the list that they came from."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from approvals.filtering import read_filter
from approvals.models import Review
from approvals.queue import next_after
from portal.councils.people import Person


def go_on(request: HttpRequest, person: Person, review: Review, said: str, back: str) -> str:
    """Say what was done to ``review``, with a link to it at ``back``; return where the next one is, else the queue.

    The next one is of the list that the review was opened from: its filter travels in the address.
    """
    asked = read_filter(request.GET)
    following = next_after(person, review, asked)
    nothing = (
        " Nothing else of this sort waits for you." if asked.narrows else " Nothing else waits for you here."
    )
    then = "" if following else nothing
    messages.success(request, format_html('{} <a href="{}">{}</a>{}', said, back, review.communication, then))
    slug = person.council.slug
    there = reverse("review", args=[slug, following.pk]) if following else reverse("queue", args=[slug])
    return there + asked.suffix
