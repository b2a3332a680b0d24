"""The pages of the magazine: its issues, what was accepted for each, the file for the editor, and that it is out."""

import re
from typing import Any, cast

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from portal.channels.connectors.base import Capability
from portal.channels.models import MagazineIssue
from portal.channels.printing.articles import articles_in, as_word_file, left_out, note_out
from portal.channels.printing.issues import add_issue, change_issue, in_same_month, magazines_of, move_article
from portal.channels.printing.magazine_forms import IssueForm, MoveForm, OutForm
from portal.channels.printing.views import OneJob
from portal.councils.form_views import CouncilFormView
from portal.councils.models import Council
from portal.councils.powers import Power
from portal.councils.views import CouncilView

PAGE = 30
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFTEN = (
    " It appears in the same month as {other}: the publicity code of 2011 has parish and town councils publish at most "
    "monthly."
)


def find_issue(council: Council, pk: int) -> MagazineIssue:
    """Return one issue of the council's magazines, or raise Http404."""
    return get_object_or_404(MagazineIssue.objects.select_related("channel"), pk=pk, council=council)


class MagazinePage(CouncilView):
    """The issues, those to come first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page."""
        rows = MagazineIssue.objects.filter(council=self.council).select_related("channel")
        page = Paginator(rows.order_by("-out_on", "-pk"), PAGE).get_page(request.GET.get("page"))
        words = {"section": "channels", "page": page, "magazines": magazines_of(self.council.pk).exists()}
        return render(request, "channels/printing/magazine.html", words)


class IssuePage(CouncilView):
    """One issue with what was accepted for it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        issue = find_issue(self.council, pk)
        words = {
            "section": "channels",
            "issue": issue,
            "articles": articles_in(self.person, issue),
            "left_out": left_out(self.person, issue),
            "same_month": in_same_month(issue).first(),
        }
        return render(request, "channels/printing/issue.html", words)


class IssueFile(CouncilView):
    """The approved articles as one Word file, for whoever lays the magazine out."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG002
        """Return the file; what is held or stopped is not in it."""
        issue = find_issue(self.council, pk)
        name = re.sub(r"[^A-Za-z0-9]+", "-", f"{issue.channel.name}-{issue.name}").strip("-") or str(issue.pk)
        made = as_word_file(self.council.name, issue, articles_in(self.person, issue))
        headers = {
            "Content-Disposition": f'attachment; filename="{name}.docx"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(made, content_type=DOCX, headers=headers)


class AddIssue(CouncilFormView):
    """Enters an issue."""

    power = Power.MANAGE_CHANNELS
    section = "channels"
    heading = "Enter an issue of the magazine"
    lead = "Its deadline stands in the calendar, and an article that names the issue is due then."
    button = "Enter it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer this council's magazines."""
        return IssueForm(data, council=self.council)

    def act(self, form: forms.Form) -> str:
        """Enter it, and say where another appears in the same month."""
        made = add_issue(actor=self.person, planned=cast("IssueForm", form).planned())
        other = in_same_month(made).first()
        return f"{made} is entered." + (OFTEN.format(other=other) if other else "")

    def next_address(self) -> str:
        """Return the list."""
        return reverse("magazine", args=[self.council.slug])


class OneIssue(CouncilFormView):
    """A form about one issue that is not out."""

    section = "channels"
    issue: MagazineIssue

    def prepare(self, **kwargs: Any) -> None:
        """Find the issue or raise Http404."""
        self.issue = find_issue(self.council, kwargs["pk"])

    def words(self) -> dict[str, Any]:
        """Say which one."""
        return {"eyebrow": f"{self.issue.channel.name}, {self.issue}"}

    def next_address(self) -> str:
        """Return the page of the issue."""
        return reverse("magazine_issue", args=[self.council.slug, self.issue.pk])


class ChangeIssue(OneIssue):
    """Changes an issue."""

    power = Power.MANAGE_CHANNELS
    heading = "Change this issue"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is there now."""
        return IssueForm(data, council=self.council, issue=self.issue)

    def act(self, form: forms.Form) -> str:
        """Change it."""
        planned = cast("IssueForm", form).planned()
        changed = change_issue(actor=self.person, issue_id=self.issue.pk, planned=planned)
        other = in_same_month(changed).first()
        return f"{changed} is changed." + (OFTEN.format(other=other) if other else "")


class IssueOut(OneIssue):
    """Notes that an issue is out, and its articles with it."""

    power = Power.DECIDE
    form_class = OutForm
    heading = "Is this issue out?"
    lead = (
        "Every article that was accepted for it counts as published then. What is held or stopped does not."
    )
    button = "It is out"

    def act(self, form: forms.Form) -> str:
        """Note it."""
        many = note_out(actor=self.person, issue_id=self.issue.pk, on=form.cleaned_data["on"])
        return f"{self.issue} is out, with {many} article{'' if many == 1 else 's'}."


class MoveArticle(OneJob):
    """Puts an article into another issue."""

    power = Power.DECIDE
    heading = "Into which issue does this article go?"
    button = "Move it"

    def prepare(self, **kwargs: Any) -> None:
        """Find the article; what is no article has no such page."""
        super().prepare(**kwargs)
        if Capability.COLLECTED not in self.row.can:
            raise Http404

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the issues of its magazine that are not out."""
        return MoveForm(data, council=self.council, channel_id=self.row.job.delivery.channel_id)

    def act(self, form: forms.Form) -> str:
        """Move it."""
        issue = form.cleaned_data["issue"]
        move_article(actor=self.person, job_id=self.row.job.pk, issue_id=issue.pk)
        return f"The article goes into {issue}."
