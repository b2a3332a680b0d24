"""What somebody was told in one council, read or unread, and how they want to be told."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from portal.channels.models import Notice
from portal.channels.notices.choosing import Choice, choice_of, choose
from portal.channels.notices.urgency import Way
from portal.channels.notices.words import words_of
from portal.councils.form_views import CouncilFormView
from portal.councils.views import CouncilView
from portal.desk.forms.notices import NoticesForm
from portal.desk.notices_reading import named, notices_to

PAGE = 30


class MyNotices(CouncilView):
    """The member's own messages, the newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them."""
        rows = notices_to(self.person)
        if unread := request.GET.get("show") == "unread":
            rows = rows.filter(read_at__isnull=True)
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        context = {
            "section": "notifications",
            "page": page,
            "told": named(self.person, list(page.object_list)),
            "only_unread": unread,
        }
        return render(request, "desk/my_notices.html", context)


class MyNotice(CouncilView):
    """Leads to the exact item of one message; the form marks it as read."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lead there; a message whose matter is over says so."""
        notice = get_object_or_404(notices_to(self.person), pk=pk)
        words = words_of(notice, self.person)
        if words is None or not words.link:
            return render(request, "desk/my_notice_over.html", {"section": "notifications", "notice": notice})
        return redirect(words.link)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG002
        """Mark it as read."""
        notice = get_object_or_404(notices_to(self.person), pk=pk)
        Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=timezone.now())
        return redirect("my_notices", self.council.slug)


class AllRead(CouncilView):
    """Marks every message as read."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark them."""
        mine = Notice.objects.filter(recipient=self.person.membership, read_at__isnull=True)
        many = mine.update(read_at=timezone.now())
        messages.success(request, f"{many} message{'' if many == 1 else 's'} marked as read.")
        return redirect("my_notices", self.council.slug)


class ChooseNotices(CouncilFormView):
    """Asks how the member wants to be told in this council."""

    section = "notifications"
    heading = "How you are told"
    lead = (
        "What needs you and has a time by law or policy always comes by mail at once. Everything stands under Messages "
        "to you as well, whatever you choose. The choice is for this council; daily mails of several councils at the "
        "same hour come as one."
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what holds now."""
        return NoticesForm.of(choice_of(self.person.membership.pk), data)

    def act(self, form: forms.Form) -> str:
        """Keep the choice."""
        kept = choose(actor=self.person, choice=Choice(**form.cleaned_data))
        return f"Kept: {Way(kept.way).label.lower()}."

    def next_address(self) -> str:
        """Return the list of messages."""
        return reverse("my_notices", args=[self.council.slug])
