"""Where whoever decided goes next: the next item of the list that they came from."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from approvals.filtering import PASSED, Filter, read_filter
from approvals.models import Review
from approvals.queue import next_across, next_after
from portal.councils.people import Person


def go_on(request: HttpRequest, person: Person, review: Review, said: str, back: str) -> str:
    """Say what was done to ``review``, with a link to it at ``back``; return where the next one is, else the queue.

    The next one is of the list that the review was opened from, of one council or of all: its filter travels in the
    address.
    """
    asked = read_filter(request.GET, across=True)
    following = _next(person, review, asked)
    then = "" if following else _nothing_else(person, review, asked)
    messages.success(request, format_html('{} <a href="{}">{}</a>{}', said, back, review.communication, then))
    if following:
        slug = following.council.slug if asked.councils else person.council.slug
        return reverse("review", args=[slug, following.pk]) + asked.suffix
    return list_address(person, asked)


def list_address(person: Person, asked: Filter) -> str:
    """Return where the list is that ``asked`` names, of the person's council or of all of theirs."""
    if asked.councils:
        return reverse("inbox") + asked.suffix
    if asked.due == PASSED:
        return reverse("queue_expired", args=[person.council.slug])
    return reverse("queue", args=[person.council.slug]) + asked.suffix


def _next(person: Person, review: Review, asked: Filter) -> Review | None:
    if asked.councils:
        return next_across(person.user_id, review, asked)
    return next_after(person, review, asked)


def _nothing_else(person: Person, review: Review, asked: Filter) -> str:
    """Return what is said where no next one is left in the list that ``asked`` names.

    The list of all councils holds what was not decided in time too, which is never the next: it is named apart, so
    that nobody reads that nothing waits above a list of it.
    """
    sort = " of this sort" if asked.narrows else ""
    late = asked.councils and asked.due in {"", "dated"}
    if late and _next(person, review, replace(asked, due=PASSED)):
        return f" All that still waits for you{sort} in your councils was not decided in time."
    if asked.due == PASSED and not asked.councils:
        return " Nothing else waits for you that was not decided in time."
    if sort:
        return f" Nothing else{sort} waits for you."
    return f" Nothing else waits for you {'in your councils' if asked.councils else 'here'}."
