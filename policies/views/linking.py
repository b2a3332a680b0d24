"""Which matters an item is about, and which it is not although it holds their words: the clerk's word on it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from policies.forms.matters import AboutForm
from policies.gathering import gather
from policies.matching import places_of
from policies.matters.knowing import known_to
from policies.matters.linking import say_about
from policies.models import Matter, MatterLink
from policies.subjects import subject_of
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible, visible_to
from portal.drafts.models import Communication
from portal.refusals import NotYours, Refusal

MOST = 200
"""The most matters that the page offers to link; older ones are linked from a text that names them."""


class ItemMatters(CouncilView):
    """The matters that an item touches or was said to be about, with the buttons that say so."""

    power = Power.DECIDE

    def get(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Show them."""
        return self._page(request, get_visible(self.person, communication))

    def post(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Keep the word of whoever decides; the last one counts."""
        item = get_visible(self.person, communication)
        form = AboutForm(request.POST, matters=self._offered())
        if not form.is_valid():
            return self._page(request, item, form, status=422)
        about = form.cleaned_data["about"] == "yes"
        matter = form.cleaned_data["matter"]
        try:
            say_about(actor=self.person, communication_id=item.pk, matter_id=matter.pk, about=about)
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self._page(request, item, form, status=refusal.status)
        said = "is about" if about else "is not about"
        messages.success(request, f"It is kept that this item {said} “{matter.title}”.")
        return redirect("item_matters", council=self.council.slug, communication=item.pk)

    def _offered(self) -> Any:
        rows = known_to(self.person).filter(closed_at__isnull=True)
        return rows.order_by("title", "pk")

    def _page(
        self, request: HttpRequest, item: Communication, form: forms.Form | None = None, status: int = 200
    ) -> HttpResponse:
        links = {
            link.matter_id: link
            for link in MatterLink.objects.filter(
                communication=item, matter__in=known_to(self.person)
            ).select_related("matter", "said_by__user", "passed_on_from")
        }
        found = self._touched(item)
        rows: dict[int, dict[str, Any]] = {
            key: {"matter": link.matter, "link": link, "named": key in found} for key, link in links.items()
        }
        for key, title in found.items():
            rows.setdefault(key, {"matter": Matter(pk=key, title=title), "link": None, "named": True})
        words = {
            "section": "matters",
            "item": item,
            "rows": sorted(rows.values(), key=lambda row: row["matter"].title),
            "readable": self._readable(links.values()),
            "form": form or AboutForm(matters=self._offered()[:MOST]),
        }
        return render(request, "policies/item_matters.html", words, status=status)

    def _readable(self, links: Iterable[MatterLink]) -> set[int]:
        """Return which of the items that a word was passed on from are for this person. One query, none for none."""
        begun_from = {link.passed_on_from_id for link in links if link.passed_on_from_id}
        if not begun_from:
            return set()
        return set(visible_to(self.person).filter(pk__in=begun_from).values_list("pk", flat=True))

    def _touched(self, item: Communication) -> dict[int, str]:
        """Return the titles of the open matters whose words the current text holds, by their keys."""
        if item.current_revision is None:
            return {}
        now = timezone.now()
        seen = gather(
            item.council,
            at=now,
            writer_id=item.author_id,
            reader_id=self.person.membership.pk,
            communication_id=item.pk,
        )
        subject = subject_of(item.kind, item.current_revision.content, circumstances=seen)
        return {
            matter.key: matter.title
            for matter in seen.matters
            if matter.visible
            and any(True for _ in places_of(subject.fields, (matter.title, *matter.aliases)))
        }
