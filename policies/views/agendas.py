"""Items of a meeting, read from an agenda or from minutes and reviewed by a person before they count."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from policies.forms.meetings import MATTERS_LIST, MOST_OFFERED, AgendaForm, ItemFormSet
from policies.importing.blocks import LARGEST_TEXT
from policies.importing.reading import check_size
from policies.meetings.confiding import choices_for
from policies.meetings.convening import MOST_ITEMS, Item, enter_items
from policies.meetings.reading_agendas import Agenda, read_agenda, read_pasted_agenda
from policies.meetings.seeing import seen_among
from policies.meetings.splitting import split_item
from policies.models import AgendaItem, Meeting
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.refusals import InvalidInput, NotYours, Refusal


class ImportAgenda(CouncilView):
    """Reads items from a file or pasted text and shows them; nothing is entered before a person has looked."""

    power = Power.DECIDE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the document."""
        return self._ask(request, self._meeting(pk), AgendaForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read it and show what was found on the review form, which holds it: nothing is kept meanwhile."""
        meeting = self._meeting(pk)
        form = AgendaForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._ask(request, meeting, form, status=422)
        file = form.cleaned_data["file"]
        try:
            agenda = _read(file, form.cleaned_data["pasted"])
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self._ask(request, meeting, form, status=refusal.status)
        matters = choices_for(self.person)
        forms_of = ItemFormSet(initial=self._offered(meeting, agenda.items), form_kwargs=_shared(matters))
        return _review(request, meeting, forms_of, matters, set_aside=agenda.aside)

    def _offered(self, meeting: Meeting, found: Sequence[Item]) -> list[dict[str, Any]]:
        """Return what the review begins with: what is noted as closed stays so, unticked where it is closed to them."""
        shut = {row.reference: row for row in meeting.items.exclude(part=AgendaItem.Part.OPEN)}
        seen = seen_among(self.person, shut.values())
        offered = []
        for item in found:
            row = shut.get(item.reference)
            part = row.part if row and item.part == AgendaItem.Part.OPEN else item.part
            offered.append({**vars(item), "part": part, "taken": row is None or row.pk in seen})
        return offered

    def _meeting(self, pk: int) -> Meeting:
        return get_object_or_404(Meeting, pk=pk, council=self.council)

    def _ask(
        self, request: HttpRequest, meeting: Meeting, form: AgendaForm, status: int = 200
    ) -> HttpResponse:
        words = {
            "section": "meetings",
            "eyebrow": str(meeting),
            "heading": "Read items from an agenda or minutes",
            "lead": "You see what was found before anything is entered.",
            "button": "Read it",
            "back": reverse("meeting", args=[self.council.slug, meeting.pk]),
            "form": form,
        }
        return render(request, "desk/form_page.html", words, status=status)


def _read(file: "UploadedFile[bytes] | None", pasted: str) -> Agenda:
    """Return what is in the file, else in the pasted text. Raises CannotImport, for a large file before it is read."""
    if file is None:
        return read_pasted_agenda(pasted)
    check_size(file.size or 0)
    return read_agenda(file.name or "", file.read())


class ReviewAgenda(CouncilView):
    """Takes the items as a person has reviewed them."""

    power = Power.DECIDE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Enter those that were not left out, split one, or show the form again with what was typed."""
        meeting = get_object_or_404(Meeting, pk=pk, council=self.council)
        matters = choices_for(self.person)
        reviewed = ItemFormSet(request.POST, form_kwargs=_shared(matters))
        if "split" in request.POST:
            return self._split(request, meeting, reviewed, matters)
        if not reviewed.is_valid():
            return _review(request, meeting, reviewed, matters, set_aside=_aside(request), status=422)
        items = [form.item() for form in reviewed if form.cleaned_data.get("taken")]
        try:
            entered = enter_items(actor=self.person, meeting_id=pk, items=items)
        except NotYours:
            raise
        except Refusal as refusal:
            problem = f"{refusal.what} {refusal.next_step}"
            words: dict[str, Any] = {"set_aside": _aside(request), "problem": problem}
            return _review(request, meeting, reviewed, matters, **words, status=refusal.status)
        messages.success(request, f"{len(entered)} item{'s are' if len(entered) != 1 else ' is'} entered.")
        return redirect("meeting", self.council.slug, pk)

    def _split(
        self, request: HttpRequest, meeting: Meeting, reviewed: Any, matters: dict[str, int]
    ) -> HttpResponse:
        """Show the form again with one item made several, and all else as it was typed; nothing is entered."""
        typed = [{name: form[name].value() for name in form.fields} for form in reviewed]
        chosen = request.POST["split"]
        problem = ""
        try:
            at = int(chosen) if chosen.isdecimal() and len(chosen) < 4 else len(typed)
            typed = _with_split(typed, at)
        except Refusal as refusal:
            problem = f"{refusal.what} {refusal.next_step}"
        else:
            messages.success(
                request, "The item is split. Nothing is entered yet: look at what was made of it."
            )
        shown = ItemFormSet(initial=typed, form_kwargs=_shared(matters))
        status = 422 if problem else 200
        words: dict[str, Any] = {"set_aside": _aside(request), "problem": problem}
        return _review(request, meeting, shown, matters, **words, status=status)


def _with_split(typed: list[dict[str, Any]], at: int) -> list[dict[str, Any]]:
    """Return the rows of the form with the one at ``at`` split. Raises InvalidInput where it cannot be."""
    if at >= len(typed):
        raise InvalidInput("There is no such item.", "Nothing was changed. Choose “Split” beside the item.")
    row = typed[at]
    told: dict[str, str] = {name: row[name] or "" for name in ("reference", "title", "part", "minute")}
    whole = Item(told["reference"], told["title"], told["part"], told["minute"])
    parts = split_item(whole, [other["reference"] or "" for other in typed])
    if len(typed) + len(parts) - 1 > MOST_ITEMS:
        raise InvalidInput(
            f"A meeting has at most {MOST_ITEMS} items.", "Nothing was changed. Split fewer of them."
        )
    new = [{**vars(part), "matter": "", "taken": row["taken"]} for part in parts[1:]]
    return [*typed[:at], {**row, "minute": parts[0].minute}, *new, *typed[at + 1 :]]


def _aside(request: HttpRequest) -> str:
    """Return what is in no item, as the review page holds it: it stays in sight until the items are entered."""
    return request.POST.get("set_aside", "")[:LARGEST_TEXT]


def _shared(matters: dict[str, int]) -> dict[str, Any]:
    """Return what every form of the page is made with: all of them offer the one list of matters below."""
    return {"matters": matters, "offers": False}


def _review(
    request: HttpRequest,
    meeting: Meeting,
    reviewed: Any,
    matters: dict[str, int],
    *,
    set_aside: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    words = {
        "section": "meetings",
        "meeting": meeting,
        "set_aside": set_aside,
        "reviewed": reviewed,
        "matters": list(matters)[:MOST_OFFERED],
        "matters_list": MATTERS_LIST,
        "errors": [("", problem)] if problem else [],
    }
    return render(request, "policies/meetings_review.html", words, status=status)
