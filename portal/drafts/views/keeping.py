"""What the page asks for by itself while somebody types: keep this, I am here, what do the rules say now."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from portal.councils.views import CouncilView
from portal.drafts import interrupted
from portal.drafts.access import get_visible, may_write, works_on
from portal.drafts.editing import keep_typing
from portal.drafts.forms import DraftForm, readable
from portal.drafts.gates import why_not_draft
from portal.drafts.interrupted import holder_of, read_holder
from portal.drafts.models import Communication
from portal.drafts.presence import in_words, note_presence, others_present
from portal.drafts.states import EDITABLE, Stage
from portal.drafts.views.standing import text_for
from portal.refusals import NotYours, Refusal

SUSPENDED = (
    "Your publishing rights are suspended: nothing more is saved. You can read, and copy what you typed."
)


class AutosaveView(CouncilView):
    """Keeps what was typed; answers in JSON with the edition that the window names next time."""

    @staticmethod
    def never_reached(request: HttpRequest, response: HttpResponse, *, id: int, **_: Any) -> HttpResponse:  # noqa: A002
        """Keep what was typed for whom the form was made, and tell the page so."""
        holder = holder_of(request, id)
        if holder is None:
            return response
        return JsonResponse({"signed_out": True, "kept": interrupted.keep(holder, request.POST)}, status=401)

    def post(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002  the address names it so
        """Keep it, or say why not."""
        item = get_visible(self.person, id)
        form = DraftForm(item.spec, request.POST)
        try:
            self.must_be_writable(request, item)
            kept = keep_typing(
                actor=self.person,
                communication=item,
                typed=form.typed(),
                based_on_id=form.based_on_id,
                edition=form.edition_seen,
            )
        except Refusal as refusal:
            return JsonResponse({"problem": f"{refusal.what} {refusal.next_step}"}, status=refusal.status)
        if "refilled" in request.POST:
            interrupted.forget(self.person.user_id, item.pk)  # it is in the working copy now
        at = timezone.localtime(kept.saved_at)
        answer = {"saved": f"{at:%H:%M}", "edition": kept.edition, "newer": newer(item, form.based_on_id)}
        return JsonResponse(answer)

    def must_be_writable(self, request: HttpRequest, item: Communication) -> None:
        """Raise NotYours where this form, or this stage, is not for the person."""
        holder = read_holder(request.POST.get("holder", ""))
        if holder is not None and holder.user_id != self.person.user_id:
            interrupted.keep(holder, request.POST)
            raise NotYours("This page was opened by somebody else.", "What they typed is kept for them.")
        if self.person.suspended:
            raise NotYours(SUSPENDED, "Ask the clerk.")
        if item.stage in EDITABLE:
            return
        reason = f"This item is {item.get_stage_display().lower()} now: its text cannot change."
        if item.stage == Stage.SUBMITTED:
            reason = why_not_draft(self.person, item.kind, item)
        if reason:
            raise NotYours(reason, "What you typed still stands on this page.")


def newer(item: Communication, based_on_id: int | None) -> str:
    """Return what to tell somebody whose text began from another revision than the current one, or ''."""
    if item.current_revision is None or item.current_revision_id == based_on_id:
        return ""
    number = item.current_revision.number
    return f"Revision {number} was saved meanwhile. Go on: when you save, you see both side by side."


class PresenceView(CouncilView):
    """Notes that the person has the draft open, and tells who else has."""

    def post(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002, ARG002
        """Note it and answer with names."""
        item = get_visible(self.person, id)
        if not may_write(self.person, item):
            told = {"others": "", "revision": None}
            if self.person.suspended:
                told["problem"] = SUSPENDED
            return JsonResponse(told, status=403)
        note_presence(actor=self.person, communication=item)
        others = in_words(others_present(self.person, item))
        return JsonResponse({"others": others, "revision": item.current_revision_id})


class FindingsView(CouncilView):
    """What the rules find in the text as it is being typed: a fragment, and nothing is stored."""

    @staticmethod
    def never_reached(request: HttpRequest, response: HttpResponse, **_: Any) -> HttpResponse:
        """Put no page for signing in where findings stand: the autosave keeps what was typed, and says so."""
        return HttpResponse(status=401) if request.headers.get("HX-Request") else response

    def get(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002
        """Show the findings in the person's working copy, or in the current revision."""
        item = self._worked_on(id)
        return self._findings(request, item, text_for(self.person, item).typed)

    def post(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002
        """Show the findings in what stands in the window, before it is saved."""
        item = self._worked_on(id)
        return self._findings(request, item, DraftForm(item.spec, request.POST).typed())

    def _worked_on(self, key: int) -> Communication:
        item = get_visible(self.person, key)
        if not works_on(self.person, item):
            raise Http404
        return item

    def _findings(self, request: HttpRequest, item: Communication, typed: Mapping[str, Any]) -> HttpResponse:
        content, unreadable = readable(item.spec, typed)
        context = {"item": item, "judged": content, "unreadable": unreadable}
        return render(request, "drafts/partials/findings.html", context)
