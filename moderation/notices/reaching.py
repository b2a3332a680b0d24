"""Whether the letters about a notice went: each has one mail, which is sent, on its way, or failed. Reads only."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from moderation.models import DefamationNotice, NoticeLetter
from portal.channels.models import Notice
from portal.channels.states import Delivering

ON_ITS_WAY = (Delivering.PENDING, Delivering.SENDING, Delivering.HANDED)


def with_mail(letters: "QuerySet[NoticeLetter]") -> "QuerySet[Any]":
    """Return ``letters``, each with ``mail``: where its mail stands (Delivering), None where it goes by post."""
    mails = Notice.objects.filter(key=OuterRef("key")).values("state")[:1]
    return letters.annotate(mail=Subquery(mails))


def with_poster_mail(notices: "QuerySet[DefamationNotice]") -> "QuerySet[Any]":
    """Return ``notices``, each with where the mail of the last letter to its poster stands, and since when it does.

    That is ``poster_mail`` and ``poster_mail_at``.
    """
    letters = NoticeLetter.objects.filter(notice=OuterRef("pk"), kind=NoticeLetter.Kind.TO_POSTER)
    settled = Notice.objects.filter(key=OuterRef("key")).values("settled_at")[:1]
    last = with_mail(letters).annotate(mail_at=Subquery(settled)).order_by("-pk")
    return notices.annotate(
        poster_mail=Subquery(last.values("mail")[:1]), poster_mail_at=Subquery(last.values("mail_at")[:1])
    )


def mail_to_poster(notice: DefamationNotice) -> str:
    """Return where the mail to the poster stands (Delivering), '' where none was written. One query."""
    rows = with_mail(notice.letters.filter(kind=NoticeLetter.Kind.TO_POSTER))
    return next(iter(rows.order_by("-pk").values_list("mail", flat=True)), "") or ""


def failed(mail: str) -> bool:
    """Return whether a mail that stands at ``mail`` did not go, and will not by itself."""
    return mail != Delivering.SENT and mail not in ON_ITS_WAY
