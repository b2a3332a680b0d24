"""The bodies in whose voice the council speaks: readable by every member, changed by the clerk."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from policies.documents.reading import policies_governing
from portal.channels.models import Channel
from portal.channels.voices import give_voice
from portal.councils.bodies import change_body, close_body
from portal.councils.branding import set_logo
from portal.councils.form_views import CouncilFormView
from portal.councils.models import Body
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.desk.forms.bodies import AppearanceForm, CloseBodyForm, LogoForm, NewBodyForm


class BodiesPage(CouncilView):
    """Every body of the council."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them: the council itself first, those that are closed last."""
        rows = list(Body.objects.filter(council=self.council).order_by("name"))
        rows.sort(key=lambda row: (row.kind != Body.Kind.COUNCIL, row.closed_at is not None))
        return render(request, "desk/bodies.html", {"section": "bodies", "bodies": rows})


class BodyPage(CouncilView):
    """One body: how it appears, and on which channels it is heard."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        body = get_object_or_404(Body, pk=pk, council=self.council)
        channels = Channel.objects.filter(council=self.council, body=body).order_by("-is_open", "name")
        words = {"section": "bodies", "body": body, "channels": channels}
        words["policies"] = policies_governing(body)
        return render(request, "desk/body.html", words)


class AddBody(CouncilFormView):
    """Gives a charity or committee a voice, with its channels."""

    power = Power.CONFIGURE
    section = "bodies"
    form_class = NewBodyForm
    heading = "Add a charity or committee"
    lead = (
        "What is written in its voice is issued by it, not by the council. A newsroom, the press list and letters are "
        "opened in its voice; its logo, colour and addresses come next."
    )
    button = "Add"
    made: Body | None = None

    def act(self, form: forms.Form) -> str:
        """Create it with its channels."""
        self.made = give_voice(actor=self.person, council=self.council, **form.cleaned_data)
        return f"{self.made.name} has a voice of its own now."

    def next_address(self) -> str:
        """Return the new body's page, or the list."""
        slug = self.council.slug
        return reverse("body", args=[slug, self.made.pk]) if self.made else reverse("bodies", args=[slug])


class ActOnBody(CouncilFormView):
    """A form about one body of this council; any other does not exist."""

    power = Power.CONFIGURE
    section = "bodies"
    body: Body

    def prepare(self, **kwargs: Any) -> None:
        """Find the body or raise Http404."""
        self.body = get_object_or_404(Body, pk=kwargs["pk"], council=self.council)

    def words(self) -> dict[str, Any]:
        """Say which it is about."""
        return {"eyebrow": self.body.name}

    def next_address(self) -> str:
        """Return the body's page."""
        return reverse("body", args=[self.council.slug, self.body.pk])


class ChangeBody(ActOnBody):
    """Changes how a body appears."""

    heading = "How it appears"
    lead = (
        "The letterhead and the newsroom show this from now on. What is empty is taken from the council. What was "
        "there before is kept with the record."
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is there now."""
        return AppearanceForm(data, body=self.body)

    def act(self, form: forms.Form) -> str:
        """Change it."""
        change_body(actor=self.person, body_id=self.body.pk, **form.cleaned_data)
        return f"{self.body.name} appears as you noted it."


class ChangeLogo(ActOnBody):
    """Takes a logo in, or away."""

    heading = "Logo"
    lead = (
        "Shown in the newsroom, on letters, and where somebody shares a page without a picture. Everything beside the "
        "picture itself is dropped from the file."
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the file where one was sent."""
        return LogoForm(data, self.request.FILES if data is not None else None)

    def act(self, form: forms.Form) -> str:
        """Take it."""
        file = form.cleaned_data["logo"] or None
        set_logo(actor=self.person, body_id=self.body.pk, file=file)
        return "The logo is there." if file else "The logo is gone."


class CloseBody(ActOnBody):
    """Closes a body to new drafts."""

    form_class = CloseBodyForm
    heading = "Close this body?"
    lead = (
        "Nobody can begin a draft in its voice from this moment. What is open, scheduled or published in its voice "
        "stays and is finished under its name; its channels stay until you close them."
    )
    button = "Close"
    danger = True

    def act(self, form: forms.Form) -> str:
        """Close it."""
        close_body(actor=self.person, body_id=self.body.pk, reason=form.cleaned_data["reason"])
        return f"{self.body.name} is closed to new drafts."
