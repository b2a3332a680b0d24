"""The urgent path and the second look that it leaves owing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from approvals.forms import LookForm, UrgentForm
from approvals.models import SecondLook
from approvals.reading import channels_of, fitting, issues_of, passages_of, text_of
from approvals.regard.answering import Incomplete, requires_regard, wrong_in
from approvals.regard.beside import before_deciding, questions, regard_of_issue
from approvals.regard.forms import RegardForm
from approvals.repeated import issued_already
from approvals.urgent import FROM, issue_at_once, look_again, may_look
from policies.judging import judge
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible, visible_to
from portal.drafts.editing import StaleRevision
from portal.drafts.models import Communication
from portal.drafts.states import WrongStage
from portal.refusals import NotYours, Refusal


class IssueUrgently(CouncilView):
    """Issues one revision at once: what is waived is listed by name, and a second look stays owing."""

    power = Power.DECIDE

    def get(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Show what would go out and what would be waived."""
        item = self._item(communication)
        return self._page(request, item, UrgentForm(initial={"revision_id": item.current_revision_id}))

    def post(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Issue it, or show the page again with what was typed."""
        form, regard = UrgentForm(request.POST), RegardForm(request.POST)
        if not (form.is_valid() & regard.is_valid()):
            item = self._item(communication)
            if "revision_id" in form.errors:
                form.stand_on(item.current_revision_id)
            return self._page(request, item, form, status=422, regard=regard)
        try:
            issue_at_once(
                actor=self.person,
                communication_id=communication,
                revision_id=form.cleaned_data["revision_id"],
                reason=form.cleaned_data["reason"],
                issue=form.order(),
                regard=regard.regard(),
            )
        except (NotYours, WrongStage) as refusal:
            get_visible(self.person, communication)
            if isinstance(refusal, WrongStage) and self._did_it(communication, form):
                messages.info(request, "You issued it just now; it was not issued a second time.")
                return redirect(self._issued(communication))
            raise
        except Refusal as refusal:
            item = self._item(communication)
            if not isinstance(refusal, Incomplete):
                form.add_error(None, _words(refusal))
            form.stand_on(item.current_revision_id)
            required = requires_regard(self.council, item)
            regard.mend(wrong_in(regard.regard(), required=required, approving=True))
            return self._page(request, item, form, status=refusal.status, regard=regard)
        messages.warning(
            request, "Issued. Somebody else must look at it afterwards: the debt is on the desk."
        )
        return redirect(self._issued(communication))

    def _issued(self, communication: int) -> str:
        """Return the address of the item after its issue."""
        return reverse("issued_item", args=[self.council.slug, communication])

    def _did_it(self, communication: int, form: UrgentForm) -> bool:
        """Return whether this is the second click on what the person issued a moment ago."""
        typed = form.cleaned_data
        return issued_already(self.person, communication, typed["revision_id"], typed["reason"])

    def _item(self, communication: int) -> Communication:
        """Return the item, if there is a text that can still be issued urgently."""
        item = get_visible(self.person, communication)
        if item.stage not in FROM or item.current_revision is None:
            raise WrongStage(
                f"This item is {item.get_stage_display().lower()}: there is nothing to issue urgently."
            )
        return item

    def _page(
        self,
        request: HttpRequest,
        item: Communication,
        form: UrgentForm,
        status: int = 200,
        regard: RegardForm | None = None,
    ) -> HttpResponse:
        revision = text_of(item)
        channels, unfit = fitting(channels_of(item), revision)
        form.offer(channels, item.spec)
        found = judge(item, revision.content, reader_id=self.person.membership.pk).findings
        shown = [one for one in found if not one.closed]
        asked = regard or RegardForm()
        words: dict[str, Any] = {
            "section": "queue",
            "item": item,
            "revision": revision,
            "form": form,
            "channels": channels,
            "unfit": unfit,
            "waived": found,
            "errors": asked.wrong,
            "regard": asked,
            "regard_asks": questions(asked, shown, before_deciding(self.person, item)),
            "regard_required": requires_regard(self.council, item),
            "passages": passages_of(revision, ()),
            "corrects": any(issue.live_at for issue in issues_of(item)),
        }
        return render(request, "approvals/urgent.html", words, status=status)


def _words(refusal: Refusal) -> str:
    """Return the refusal for somebody who was about to issue, not to write."""
    if isinstance(refusal, StaleRevision):
        return "The text changed after you opened this page. Below is the version as it stands now: read it first."
    return f"{refusal.what} {refusal.next_step}"


class TakeSecondLook(CouncilFormView):
    """The second look at an urgent issue, by anybody in the council but its issuer."""

    power = Power.READ_RECORD
    section = "queue"
    form_class = LookForm
    template_name = "approvals/second_look.html"
    heading = "Look again"
    button = "I have looked at it"
    look: SecondLook

    def prepare(self, **kwargs: Any) -> None:
        """Find the debt or raise Http404."""
        found = self._looks().filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.look = found

    def _looks(self) -> "QuerySet[SecondLook]":
        rows = SecondLook.objects.filter(
            council_id=self.council.pk, communication__in=visible_to(self.person)
        )
        return rows.select_related("communication", "issued_by__user", "done_by__user", "clearance__revision")

    def words(self) -> dict[str, Any]:
        """Show what went out, why, and what was waived."""
        return {
            "look": self.look,
            "item": self.look.communication,
            "passages": passages_of(self.look.clearance.revision, ()),
            "may_look": may_look(self.person),
            "mine": self.look.issued_by_id == self.person.membership.pk,
            "regard": regard_of_issue(self.look.clearance_id),
        }

    def act(self, form: forms.Form) -> str:
        """Close the debt."""
        look_again(actor=self.person, second_look_id=self.look.pk, verdict=form.cleaned_data["verdict"])
        return "Thank you: the second look is on the record."

    def next_address(self) -> str:
        """Return the list of debts."""
        return reverse("second_looks", args=[self.council.slug])
