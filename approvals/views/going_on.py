"""Where whoever decided goes next: the next item of the list that they came from."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from approvals.filtering import read_filter
from approvals.models import Review
from approvals.queue import next_across, next_after
from portal.councils.people import Person


def go_on(request: HttpRequest, person: Person, review: Review, said: str, back: str) -> str:
    """Say what was done to ``review``, with a link to it at ``back``; return where the next one is, else the queue.

    The next one is of the list that the review was opened from, of one council or of all: its filter travels in the
    address.
    """
    asked = read_filter(request.GET, across=True)
    if asked.councils:
        following = next_across(person.user_id, review, asked)
        nothing = " Nothing else waits for you in your councils."
        there = reverse("inbox")
    else:
        following = next_after(person, review, asked)
        nothing = " Nothing else waits for you here."
        there = reverse("queue", args=[person.council.slug])
    if asked.narrows:
        nothing = " Nothing else of this sort waits for you."
    then = "" if following else nothing
    messages.success(request, format_html('{} <a href="{}">{}</a>{}', said, back, review.communication, then))
    if following:
        slug = following.council.slug if asked.councils else person.council.slug
        there = reverse("review", args=[slug, following.pk])
    return there + asked.suffix
