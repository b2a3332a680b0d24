"""Choosing a picture of the library for a draft; what was typed in the draft is kept with it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.councils.views import CouncilView
from portal.drafts.access import get_picture, get_visible
from portal.drafts.forms import number_in
from portal.drafts.kinds import Shape
from portal.drafts.models import Communication
from portal.drafts.pictures.forms import WordsForm
from portal.drafts.pictures.reaching import library_of
from portal.drafts.pictures.views import found_by, with_words
from portal.drafts.picturing import row_of
from portal.drafts.views.adding import add_row, require_open_to
from portal.refusals import InvalidInput

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
        require_open_to(self.person, item)
        number = number_in(request.POST.get("picture"))
        if number is None:
            raise InvalidInput("Choose a picture.")
        row = row_of(get_picture(self.person, number))
        part = next(part.name for part in item.spec.parts if part.shape is Shape.IMAGES)
        add_row(self.person, item, part, row, named_by="media", called="pictures")
        messages.success(request, "The picture is in your draft. Save it to keep it.")
        return redirect("draft", council=self.council.slug, id=item.pk)

    def item(self, communication_id: int) -> Communication:
        """Return the draft; Http404 where the person cannot read it, or its kind takes no pictures."""
        item = get_visible(self.person, communication_id)
        if all(part.shape is not Shape.IMAGES for part in item.spec.parts):
            raise Http404
        return item
