"""One form, carried out once: the second press of its button is told that it is done, and does nothing.

A page gives each form that it shows a token of its own (Django's, against forged requests). The same token with the
same words at the same address is the same form again: a double click, an impatient second one on a slow line, or the
browser's own repeat. Of two at once the later waits for the earlier's end. What was refused is not remembered, so that
it may be tried again as it is.

This is a courtesy kept in the cache, not a lock: where the cache is away, or the earlier takes too long, the act runs
all the same, and what the verbs and the database refuse decides.
"""

import hashlib
import json
import logging
import time
from collections.abc import Callable

from django.contrib import messages
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from redis.exceptions import RedisError

from portal.councils.people import Person

log = logging.getLogger(__name__)
KNOWN_FOR = 300
"""Seconds for which a form that was carried out is known: longer ago it is another wish, and the verbs answer it."""
WAITS_FOR = 10.0
"""Seconds for which the second press waits for the end of the first."""
_BUSY_FOR = 60
_LOOKS_EVERY = 0.05
_BUSY = "-"
_DONE = (
    "That is done: it was carried out when you first pressed the button, and not a second time. "
    "To do it again, open its page again."
)


def once(request: HttpRequest, person: Person, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Return the answer of ``act``, or lead to where it led when ``person`` sent this very form a moment ago."""
    slot = _slot(request, person)
    try:
        led_to = _take_turn(slot) if slot else None
    except (RedisError, OSError, TimeoutError) as error:
        log.warning("whether a form was sent before cannot be told: %s", error)
        return act()
    if not slot:
        return act()
    if led_to is not None:
        messages.success(request, _DONE)
        return redirect(led_to)
    led_to = ""
    try:
        answer = act()
        led_to = _where_to(request, answer)
    finally:
        _note(slot, led_to)
    return answer


def _slot(request: HttpRequest, person: Person) -> str:
    """Return the name under which this very form of this person is known, or '' where it came without its token."""
    if "csrfmiddlewaretoken" not in request.POST:
        return ""
    files = [(name, file.name, file.size) for name, rows in request.FILES.lists() for file in rows]
    sent = [person.membership.pk, request.get_full_path(), sorted(request.POST.lists()), sorted(files)]
    return f"form-sent:{hashlib.sha256(json.dumps(sent).encode()).hexdigest()}"


def _take_turn(slot: str) -> str | None:
    """Return None where the form is ours to carry out, else where it led. TimeoutError: the first is at it still."""
    until = time.monotonic() + WAITS_FOR
    while not cache.add(slot, _BUSY, _BUSY_FOR):
        found = cache.get(slot)
        if found and found != _BUSY:
            return str(found)
        if time.monotonic() > until:
            raise TimeoutError("the same form is being carried out still")
        time.sleep(_LOOKS_EVERY)
    return None


def _where_to(request: HttpRequest, answer: HttpResponseBase) -> str:
    """Return where a form that was carried out leads, or '' where it was refused, or shows something and no more."""
    told = getattr(get_messages(request), "_queued_messages", [])  # to ask for them would use them up
    if any(message.level >= messages.ERROR for message in told):
        return ""
    return answer.headers.get("Location", "") if answer.status_code in {302, 303} else ""


def _note(slot: str, led_to: str) -> None:
    """Remember that the form was carried out and where it led, or forget it."""
    try:
        if led_to:
            cache.set(slot, led_to, KNOWN_FOR)
        else:
            cache.delete(slot)
    except (RedisError, OSError) as error:
        log.warning("that a form was sent cannot be kept: %s", error)
