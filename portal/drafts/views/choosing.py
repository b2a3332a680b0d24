"""Choosing a picture of the library for a draft; what was typed in the draft is kept with it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.councils.views import CouncilView
from portal.drafts.access import get_picture, get_visible
from portal.drafts.content import MOST_ROWS
from portal.drafts.editing import keep_typing
from portal.drafts.forms import number_in
from portal.drafts.kinds import Shape
from portal.drafts.models import Communication
from portal.drafts.pictures.forms import WordsForm
from portal.drafts.pictures.reaching import library_of
from portal.drafts.pictures.views import found_by, with_words
from portal.drafts.picturing import row_of
from portal.drafts.views.standing import text_for, why_read_only
from portal.refusals import InvalidInput, NotYours

A_PAGE = 24


class ChooseView(CouncilView):
    """Shows the library beside a draft that takes pictures."""

    def get(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002  the address names it so
        """Show one page of what may be chosen."""
        item = self.item(id)
        form = WordsForm(request.GET)
        words = form.cleaned_data["q"].replace("\x00", "").strip() if form.is_valid() else ""
        rows = found_by(library_of(self.person), words, names=False)
        page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
        context = {
            "section": "drafts",
            "item": item,
            "form": form,
            "page": page,
            "words": words,
            "rows": with_words(page),
        }
        return render(request, "drafts/pictures/choose.html", context)

    def post(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002
        """Put the chosen picture into what the person is writing."""
        item = self.item(id)
        if reason := why_read_only(self.person, item):
            raise NotYours(reason, "Nothing was changed.")
        number = number_in(request.POST.get("picture"))
        if number is None:
            raise InvalidInput("Choose a picture.")
        row = row_of(get_picture(self.person, number))
        part = next(part.name for part in item.spec.parts if part.shape is Shape.IMAGES)
        text = text_for(self.person, item)
        shown = list(text.typed.get(part, []))
        if len(shown) >= MOST_ROWS:
            raise InvalidInput(f"This draft has {MOST_ROWS} pictures already; that is the most.")
        if all(row["media"] != known.get("media") for known in shown):
            shown.append(row)
        keep_typing(
            actor=self.person,
            communication=item,
            typed={**text.typed, part: shown},
            based_on_id=text.based_on_id,
            edition=text.edition,
        )
        messages.success(request, "The picture is in your draft. Save it to keep it.")
        return redirect("draft", council=self.council.slug, id=item.pk)

    def item(self, communication_id: int) -> Communication:
        """Return the draft; Http404 where the person cannot read it, or its kind takes no pictures."""
        item = get_visible(self.person, communication_id)
        if all(part.shape is not Shape.IMAGES for part in item.spec.parts):
            raise Http404
        return item
