"""Signing a version, and reading and accepting it: each member their own, the clerk sees who has and who has not."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from policies.documents.acknowledging import accept, acceptances_of, remind
from policies.documents.laying_out import lay_out
from policies.documents.signing import (
    TYPES,
    Page,
    file_signed_page,
    replace_signed_page,
    sign,
    sign_instead,
    signers_of,
)
from policies.forms.signing import ReplacePageForm, SignedPageForm
from policies.models import Acknowledgement, Version
from policies.standing import adoption_of
from policies.views.desk import find_version
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power, Role
from portal.councils.views import CouncilView


class AcceptVersion(CouncilView):
    """The version in force to read, with a button to accept it at its end; the chairman's to sign beside it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        version = find_version(self, pk)
        if version.state == Version.State.DRAFT:
            raise Http404
        me = self.person.membership
        words = {
            "section": "policies",
            "version": version,
            "policy": version.policy,
            "adoption": adoption_of(version),
            "placed": lay_out(version.clauses.order_by("position")),
            "mine": Acknowledgement.objects.filter(version=version, member=me).first(),
            "asked": me.role != Role.AUDITOR,
        }
        return render(request, "policies/desk_accept.html", words)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept it."""
        find_version(self, pk)
        accept(actor=self.person, version_id=pk, sha256=request.POST.get("sha256", ""))
        messages.success(request, "It is noted that you have read and accepted it.")
        return redirect("desk_home", council=self.council.slug)


class AcceptedPage(CouncilView):
    """Who has accepted the version, and who has not; a button reminds those who have not."""

    power = Power.CONFIGURE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show them."""
        version = find_version(self, pk)
        rows = acceptances_of(version)
        missing = sum(one.accepted_at is None for one in rows)
        words = {"section": "policies", "version": version, "rows": rows, "missing": missing}
        return render(request, "policies/desk_accepted.html", words)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remind them."""
        find_version(self, pk)
        told = remind(actor=self.person, version_id=pk)
        messages.success(request, f"{told} {'person is' if told == 1 else 'people are'} reminded by email.")
        return redirect("version_accepted", council=self.council.slug, pk=pk)


class SignVersion(CouncilView):
    """The chairman signs the version's hash."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Sign it; where a page was filed by mistake, in its place, with the reason."""
        find_version(self, pk)
        sha256, replaced = request.POST.get("sha256", ""), request.POST.get("replaced", "")
        if replaced:
            sign_instead(
                actor=self.person,
                version_id=pk,
                replaced_id=int(replaced) if replaced.isascii() and replaced.isdecimal() else 0,
                sha256=sha256,
                reason=request.POST.get("reason", ""),
            )
        else:
            sign(actor=self.person, version_id=pk, sha256=sha256)
        messages.success(request, "You have signed this version.")
        return redirect("version", council=self.council.slug, pk=pk)


class SignedPage(CouncilFormView):
    """Takes the page that was signed on paper."""

    power = Power.CONFIGURE
    section = "policies"
    heading = "File the signed page"
    lead = "The file is kept as it is, under its hash, and can be read by members."
    button = "File it"
    version: Version

    def prepare(self, **kwargs: Any) -> None:
        """Find the version or raise Http404."""
        self.version = find_version(self, kwargs["pk"])

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the file where one was sent."""
        files = self.request.FILES if data is not None else None
        signers, filed = list(signers_of(self.council.pk)), self.version.signature
        if filed is not None and filed.page:
            return ReplacePageForm(data, files, signers=signers, replaced=filed.pk)
        return SignedPageForm(data, files, signers=signers)

    def words(self) -> dict[str, Any]:
        """Say which version it is, and where a page is filed already that this one takes its place."""
        words = {"eyebrow": f"{self.version.policy.title}, version {self.version.number}"}
        if self.version.signature is None:
            return words
        lead = "The page that is filed stays in the record, marked as replaced, with what you say here."
        return words | {"heading": "Replace the signed page", "lead": lead, "button": "Replace it"}

    def act(self, form: forms.Form) -> str:
        """File it, or file it in the place of another."""
        typed = form.cleaned_data
        if "replaced" in typed:
            replace_signed_page(
                actor=self.person,
                version_id=self.version.pk,
                replaced_id=typed["replaced"],
                page=Page(int(typed["signer"]), typed["signed_on"], typed["page"]),
                reason=typed["reason"],
            )
            return "The signed page is replaced. The one before stays in the record."
        file_signed_page(
            actor=self.person,
            version_id=self.version.pk,
            signer_id=int(typed["signer"]),
            signed_on=typed["signed_on"],
            file=typed["page"],
        )
        return "The signed page is filed."

    def next_address(self) -> str:
        """Return the version's page."""
        return reverse("version", args=[self.council.slug, self.version.pk])


class SignedPageFile(CouncilView):
    """The signed page itself."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Hand it over as a file, never to be run as a page; “?signature=” asks for one that was replaced."""
        version, asked = find_version(self, pk), request.GET.get("signature", "")
        kept = (one for one in version.signed if str(one.pk) == asked)
        signature = next(kept, None) if asked else version.signature
        if signature is None or not signature.page:
            raise Http404
        kind = str(signature.page.name).rsplit(".", 1)[-1]
        try:
            file = signature.page.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        response = FileResponse(
            file, content_type=TYPES[kind], as_attachment=True, filename=f"signed-page-{pk}.{kind}"
        )
        response.headers["Cache-Control"] = "private, no-store"
        return response
