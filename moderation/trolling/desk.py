"""The desk's pages on which a member keeps what was done to them, and the clerk reads what they shared."""

from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from moderation.lost import read_kept
from moderation.models import Incident, OneReply
from moderation.trolling.exporting import take_file
from moderation.trolling.forms import KeepForm, ShareForm
from moderation.trolling.keeping import Happened, keep, share, take_out
from moderation.trolling.replying import begin_one_reply
from moderation.trolling.seeing import (
    get_incident,
    incidents_of,
    is_clerk,
    is_own,
    may_keep,
    own_of,
    require_clerk,
    require_own,
    require_part,
)
from moderation.trolling.supporting import support_of
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.fields import ConfirmForm
from portal.paging import counted_page
from portal.refusals import NotYours

SECTION = "desk"
PAGE = 25
TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}
FILES = {"pdf": "application/pdf", "json": "application/json"}


class IncidentsPage(CouncilView):
    """A member's own record; for the clerk what members shared."""

    power = Power.READ_DESK

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of it, and what support there is."""
        require_part(self.person)
        rows = incidents_of(self.person).filter(erased_at__isnull=True).select_related("member__user")
        words = {
            "section": SECTION,
            "page": counted_page(rows.order_by("-happened_at", "-pk"), PAGE, request.GET.get("page")),
            "keeps": may_keep(self.person),
            "support": support_of(self.council.pk),
        }
        return render(request, "moderation/trolling/list.html", words)


class IncidentPage(CouncilView):
    """One incident."""

    power = Power.READ_DESK

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        found = get_incident(self.person, pk)
        words = {
            "section": SECTION,
            "incident": found,
            "own": is_own(self.person, found) and found.erased_at is None,
            "reply": _reply_to(found),
            "replies": is_clerk(self.person) and found.reply_asked_at is not None,
        }
        return render(request, "moderation/trolling/incident.html", words)


def _reply_to(found: Incident) -> OneReply | None:
    """Return the council's reply to an incident, the last that was begun; a query."""
    rows = OneReply.objects.select_related("communication").filter(incident=found)
    return rows.order_by(F("given_up_at").desc(nulls_first=True)).first()


class KeepIncident(CouncilFormView):
    """Keeps one."""

    power = Power.READ_DESK
    section = SECTION
    heading = "Keep what was done to you"
    lead = "Only you read it. Nobody else sees that it is there, until you share it with the clerk."
    button = "Keep it"
    made: Incident | None = None

    def prepare(self, **kwargs: Any) -> None:  # noqa: ARG002  there is nothing in the address
        """Refuse who is no member."""
        if not may_keep(self.person):
            raise NotYours("Members of the council keep this record.")

    def make_form(self, data: Any = None) -> forms.Form:
        """Take the file with what was typed."""
        return KeepForm(data, self.request.FILES if data is not None else None)

    def act(self, form: forms.Form) -> str:
        """Keep it."""
        self.made = keep(actor=self.person, happened=Happened(**form.cleaned_data))
        return "It is kept in your record."

    def next_address(self) -> str:
        """Return it, or the record."""
        if self.made is not None:
            return reverse("incident", args=[self.council.slug, self.made.pk])
        return reverse("incidents", args=[self.council.slug])


class _OwnAct(CouncilFormView):
    """One act of the member on an incident of theirs."""

    power = Power.READ_DESK
    section = SECTION
    incident: Incident

    def prepare(self, **kwargs: Any) -> None:
        """Find it; refuse anybody but the member."""
        self.incident = get_incident(self.person, kwargs["pk"])
        require_own(self.person, self.incident)

    def next_address(self) -> str:
        """Return it."""
        return reverse("incident", args=[self.council.slug, self.incident.pk])


class ShareIncident(_OwnAct):
    """Shares it with the clerk."""

    form_class = ShareForm
    heading = "Share it with the clerk"
    lead = "The clerk reads it from then on, and nobody else. You cannot take that back."
    button = "Share it"

    def act(self, form: forms.Form) -> str:
        """Share it."""
        asks = form.cleaned_data["reply"] == "yes"
        share(actor=self.person, incident_id=self.incident.pk, ask_for_reply=asks)
        return "The clerk reads it now." + (" You asked for the council’s one reply." if asks else "")


class TakeOut(_OwnAct):
    """Erases it."""

    form_class = ConfirmForm
    heading = "Erase this from your record"
    lead = (
        "Its words and its file are gone then, for you too. Take it out as a file first if you may need it."
    )
    button = "Erase it"
    danger = True

    def act(self, form: forms.Form) -> str:  # noqa: ARG002  there is nothing to fill in
        """Erase it."""
        take_out(actor=self.person, incident_id=self.incident.pk)
        return "It is erased from your record."

    def next_address(self) -> str:
        """Return the record."""
        return reverse("incidents", args=[self.council.slug])


class BeginReply(CouncilView):
    """Begins the council's one reply."""

    power = Power.READ_DESK

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin it, and lead to the draft."""
        found = get_incident(self.person, pk)
        require_clerk(self.person)
        made = begin_one_reply(actor=self.person, incident_id=found.pk)
        messages.success(request, "The draft is begun. Once it is out, the council says nothing more there.")
        return redirect("draft", self.council.slug, made.communication_id)


class TakeFile(CouncilView):
    """Hands the member their own record as a file."""

    power = Power.READ_DESK

    def post(self, request: HttpRequest, sort: str) -> HttpResponse:  # noqa: ARG002  the method's form
        """Make it; that it was taken is recorded."""
        if sort not in FILES:
            raise Http404
        if not (may_keep(self.person) or own_of(self.person).exists()):
            raise NotYours("Members of the council keep this record.")
        made = take_file(actor=self.person, sort=sort)
        name = f"{self.council.slug}-record.{sort}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(made, content_type=FILES[sort], headers=headers)


class IncidentFile(CouncilView):
    """The picture that was kept with an incident."""

    power = Power.READ_DESK

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:  # noqa: ARG002  the method's form
        """Hand it over as a file, never to be shown as a page. Raises FileMissing, which is a page that says so."""
        found = get_incident(self.person, pk)
        if not found.file:
            raise Http404
        kind = str(found.file.name).rsplit(".", 1)[-1]
        raw = read_kept(found.file, found.file_sha256)
        name = f"incident-{found.pk}.{kind}"
        response = FileResponse(BytesIO(raw), content_type=TYPES[kind], as_attachment=True, filename=name)
        response.headers["Cache-Control"] = "private, no-store"
        return response
