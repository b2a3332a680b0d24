"""The desk's pages about members who left: what is kept of them, handing it over, erasing it as they ask."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from moderation.conduct.seeing import require_handling
from moderation.leaving.erasing import erase_left
from moderation.leaving.handing import hand_over
from moderation.leaving.seeing import get_left, left_here, require_part
from portal.councils.form_views import ReasonedFormView
from portal.councils.models import Membership
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.fields import ReasonForm, reason_field
from portal.paging import counted_page
from portal.refusals import NotYours, Refusal

SECTION = "people"
PAGE = 25


class LeftPage(CouncilView):
    """Everybody who left and of whom something is kept that is theirs."""

    power = Power.READ_DESK

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them."""
        require_part(self.person)
        words = {
            "section": SECTION,
            "page": counted_page(left_here(self.person), PAGE, request.GET.get("page")),
            "years": self.council.retention_years,
        }
        return render(request, "moderation/leaving/list.html", words)


class AskedForm(ReasonForm):
    """Who asked for it."""

    reason = reason_field(
        "Who asked for it, and how you know that it is them. It is kept with the record; the chairman reads it."
    )


class _AboutLeft(ReasonedFormView):
    """An act about one of them, with a reason."""

    power = Power.READ_DESK
    section = SECTION
    form_class = AskedForm
    member: Membership

    def prepare(self, **kwargs: Any) -> None:
        """Find whom it is about; refuse who may not act now."""
        self.member = get_left(self.person, kwargs["pk"])
        require_handling(self.person)

    def words(self) -> dict[str, Any]:
        """Say whom it is about."""
        return {"eyebrow": f"{self.member.shown_name}, {self.member.display_title}"}

    def next_address(self) -> str:
        """Return the list."""
        return reverse("left", args=[self.council.slug])


class HandOver(_AboutLeft):
    """Answers with all that is theirs, as one file."""

    heading = "Hand over what is theirs"
    button = "Take the file"
    lead = (
        "Their own record of what was done to them, with its pictures, and what they were told in cases about them. It "
        "is for them alone: hand it on as it is, do not read or keep it. That you took it is recorded."
    )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send the file, or show the form again."""
        self.prepare(**kwargs)
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        try:
            reason = form.cleaned_data["reason"]
            raw = hand_over(actor=self.person, member_id=self.member.pk, reason=reason)
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self.page(request, form, status=refusal.status)
        headers = {
            "Content-Disposition": f'attachment; filename="{self.council.slug}-theirs-{self.member.pk}.zip"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(raw, content_type="application/zip", headers=headers)

    def act_because(self, reason: str) -> str:  # noqa: ARG002
        """Do nothing: the answer to the form is the file."""
        return ""


class EraseLeft(_AboutLeft):
    """Erases their own record."""

    heading = "Erase their own record"
    button = "Erase it for good"
    danger = True
    lead = (
        "Only as they ask for it: hand it over first. The words and pictures go, the hashes stay. What the council was "
        "asked to reply to stays until its time is over, and so do cases of conduct."
    )

    def act_because(self, reason: str) -> str:
        """Erase it."""
        erased = erase_left(actor=self.person, member_id=self.member.pk, reason=reason)
        return f"{erased} incident{'s' if erased != 1 else ''} of their record {'are' if erased != 1 else 'is'} erased."
