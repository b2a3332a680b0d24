"""The list of letters to the council, one letter with all that was done about it, and its scan."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from approvals.letters.seeing import (
    get_letter,
    handles,
    letters_of,
    may_enter,
    reads_all_of,
    soonest_first,
)
from approvals.models import LetterForward, ReceivedLetter
from policies.documents.signing import TYPES
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import visible_to

A_PAGE = 25
SHOWN = {"open": "Open", "mine": "Mine to answer", "closed": "Closed"}
MOST_FORWARDS = 50


class LettersIn(CouncilView):
    """Letters to the council, as far as they are for the person: what is to be answered first stands first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of what is open, theirs, or closed."""
        show = request.GET.get("show", "")
        show = show if show in SHOWN else "open"
        theirs = letters_of(self.person).select_related("holder__user")
        rows = soonest_first(theirs)
        if show == "mine":
            rows = rows.filter(holder=self.person.membership)
        if show == "closed":
            rows = theirs.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")
        words = {
            "section": "letters",
            "show": show,
            "lists": SHOWN,
            "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
            "may_enter": may_enter(self.person),
            "now": timezone.now(),
        }
        return render(request, "approvals/letters/list.html", words)


class LetterIn(CouncilView):
    """One letter: to its readers in full, to whom it was handed on what they were handed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        found = get_letter(self.person, pk)
        full, acts = reads_all_of(self.person, found), handles(self.person, found)
        forwards = found.forwards.select_related("sent_by__user").prefetch_related("recipients__member__user")
        if not full:
            forwards = forwards.filter(recipients__member=self.person.membership)
        shares = found.shares.select_related("asked_by__user", "answered_by__user").order_by("-pk")
        context: dict[str, Any] = {
            "section": "letters",
            "letter": found,
            "full": full,
            "forwards": forwards.order_by("-pk")[:MOST_FORWARDS],
            "shares": shares[:MOST_FORWARDS] if full else [],
            "acts": acts and found.erased_at is None,
            "enters": may_enter(self.person) and found.erased_at is None,
            "permits": self.person.may(Power.MANAGE_PEOPLE),
            "answer": self._answer(found),
            "now": timezone.now(),
        }
        return render(request, "approvals/letters/letter.html", context)

    def _answer(self, letter: ReceivedLetter) -> Any:
        """Return the draft of the answer where it is the person's to read. At most one query."""
        if letter.answer_id is None:
            return None
        return visible_to(self.person).filter(pk=letter.answer_id).first()


class LetterScan(CouncilView):
    """The scanned pages themselves."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:  # noqa: ARG002  the name of the method's form
        """Hand them over as a file, never to be run as a page, to who reads the letter or was given the scan."""
        found = get_letter(self.person, pk)
        given = LetterForward.objects.filter(
            Q(recipients__member=self.person.membership), letter=found, with_scan=True
        )
        if not found.scan or not (reads_all_of(self.person, found) or given.exists()):
            raise Http404
        kind = str(found.scan.name).rsplit(".", 1)[-1]
        try:
            file = found.scan.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        response = FileResponse(
            file, content_type=TYPES[kind], as_attachment=True, filename=f"letter-{found.number}.{kind}"
        )
        response.headers["Cache-Control"] = "private, no-store"
        return response
