"""The desk's pages of packs: making one, its hashes and its chain of custody, taking it, holding a file against it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from moderation.models import EvidencePack, Referral
from moderation.notices.seeing import may_read
from moderation.packs.forms import MakePackForm, MatchForm
from moderation.packs.gathering import MOST_COMMENTS
from moderation.packs.handing import hand_out, match_file
from moderation.packs.making import JSON, PDF, make_pack, same_author
from moderation.packs.naming import advice_on
from moderation.seeing import comments_of, may_rule, require_ruling
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.templatetags.words import moment
from portal.councils.views import CouncilView
from portal.refusals import NotYours

SECTION = "moderation"
A_PAGE = 25
TYPES = {
    "pdf": ("application/pdf", PDF),
    "json": ("application/json", JSON),
    "archive": ("application/zip", "evidence.zip"),
}


class MakePack(CouncilFormView):
    """Makes a pack from an open report to the police."""

    power = Power.READ_ALL
    section = SECTION
    heading = "Evidence for the police"
    lead = (
        "The words as they came, what stood above them, what was decided and who did what, as a PDF and as JSON, each "
        "with its hash. It names people: take it, hand it to the police, and keep no other copy."
    )
    button = "Put it together"
    referral: Referral
    made: EvidencePack | None = None

    def prepare(self, **kwargs: Any) -> None:
        """Find the report; refuse who does not rule."""
        rows = Referral.objects.filter(pk=kwargs["pk"], comment__in=comments_of(self.person).values("pk"))
        found = rows.select_related("comment").filter(kind=Referral.Kind.POLICE).first()
        if found is None:
            raise Http404
        self.referral = found
        require_ruling(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer what else its author said."""
        others = same_author(self.person, self.referral.comment)[: MOST_COMMENTS - 1]
        return MakePackForm(data, others=list(others))

    def act(self, form: forms.Form) -> str:
        """Make it."""
        typed = form.cleaned_data
        self.made = make_pack(
            actor=self.person,
            referral_id=self.referral.pk,
            category=typed["category"],
            reason=typed["reason"],
            also=typed.get("also", []),
        )
        if advice := advice_on(typed["reason"]):
            messages.warning(self.request, f"{advice} Make another pack if you want to say it otherwise.")
        return f"Pack {self.made.reference} is made. Whoever takes it is noted below."

    def next_address(self) -> str:
        """Return the pack, or the comment."""
        if self.made is not None:
            return reverse("pack", args=[self.council.slug, self.made.pk])
        return reverse("comment", args=[self.council.slug, self.referral.comment_id])


def require_seeing(view: CouncilView) -> None:
    """Raise NotYours for who neither rules nor audits."""
    if not may_read(view.person):
        raise NotYours(
            "Packs of evidence are for who rules on comments; the auditor reads who had them in hand."
        )


class PacksPage(CouncilView):
    """Shows the packs, the last first."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them."""
        require_seeing(self)
        rows = EvidencePack.objects.filter(council=self.council).defer("content", "pdf")
        rows = rows.select_related("made_by__user").order_by("-made_at", "-pk")
        page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
        words = {"section": SECTION, "page": page, "handles": may_rule(self.person)}
        return render(request, "moderation/packs/list.html", words)


class PackPage(CouncilView):
    """One pack: what is in it, its hashes, its chain of custody."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        rows = EvidencePack.objects.filter(council=self.council, pk=pk).defer("content", "pdf")
        found = rows.select_related("made_by__user").first() if may_read(self.person) else None
        if found is None:
            raise Http404
        comments = list(comments_of(self.person).filter(evidence_packs=found).order_by("received_at", "pk"))
        words = {
            "section": SECTION,
            "pack": found,
            "comments": comments,
            "reads_reason": len(comments) == found.comments.count(),
            "custody": found.custody.select_related("by__user").order_by("pk"),
            "handles": may_rule(self.person) and found.erased_at is None,
        }
        return render(request, "moderation/packs/pack.html", words)


class TakePack(CouncilView):
    """Hands out one part of a pack: a POST, because it is recorded."""

    power = Power.READ_ALL

    def post(self, request: HttpRequest, pk: int, part: str) -> HttpResponse:  # noqa: ARG002  nothing is typed
        """Hand it out."""
        known = EvidencePack.objects.filter(council=self.council, pk=pk).exists() and may_read(self.person)
        if not known or part not in TYPES:
            raise Http404
        found, raw = hand_out(actor=self.person, pack_id=pk, part=part)
        kind, name = TYPES[part]
        return HttpResponse(
            raw,
            content_type=kind,
            headers={
                "Content-Disposition": f'attachment; filename="{found.reference}-{name}"',
                "Cache-Control": "private, no-store",
            },
        )


class MatchPack(CouncilFormView):
    """Says whether a file is one that was made here, unchanged."""

    power = Power.READ_ALL
    section = SECTION
    heading = "Is this file what was handed out?"
    lead = "Choose a file that somebody has. Its hash is compared with those of every pack; the asking is recorded."
    button = "Compare"

    def prepare(self, **kwargs: Any) -> None:  # noqa: ARG002  the address names nothing
        """Refuse who does not rule."""
        require_ruling(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for the file."""
        return MatchForm(data, self.request.FILES if data is not None else None)

    def act(self, form: forms.Form) -> str:
        """Compare it."""
        found = match_file(actor=self.person, parts=form.cleaned_data["file"].chunks())
        if found is None:
            messages.warning(self.request, "Take care: what was changed by one sign alone is another file.")
            return "No pack of this council has this file: it was changed, or comes from elsewhere."
        pack, part = found
        return f"This is the {part} of pack {pack.reference}, made {moment(pack.made_at)}, unchanged."

    def next_address(self) -> str:
        """Return the packs."""
        return reverse("packs", args=[self.council.slug])
