"""Where somebody is signed in."""

from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from portal.councils.models import User

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("CrOS", "a Chromebook"),
    ("Linux", "Linux"),
)


def open_sessions(user: User) -> "QuerySet[UserSession]":
    """Return where ``user`` is signed in now, the newest first; what has expired is left out."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    mine = UserSession.objects.filter(Exists(alive), user=user)
    return mine.order_by("-created_at", "-pk")  # type: ignore[no-any-return]


def called(user_agent: str) -> str:
    """Return what a person would call the browser that names itself ``user_agent``."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser or 'A browser'} on {system}" if system else browser or "Another program"


def end_all_but_this(request: HttpRequest, user: User) -> None:
    """End every session of ``user`` but the one that asks; each end is recorded.

    A new second step needs this: a session that began with the password alone would otherwise gain what the
    step guards.
    """
    end_other_sessions(request, user)
