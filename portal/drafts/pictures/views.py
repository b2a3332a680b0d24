"""The library's pages: the list, a picture with what is known of it and what uses it, the files behind it."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from portal.councils.people import Person
from portal.councils.powers import STAFF
from portal.councils.views import CouncilView
from portal.drafts.access import get_picture, visible_to
from portal.drafts.models import Depicting, Media, PicturePermission, PicturePerson
from portal.drafts.pictures.forms import WordsForm
from portal.drafts.pictures.reaching import get_form, knows_people, library_of, may_describe
from portal.drafts.pictures.standing import NOTHING_KNOWN, standings_of
from portal.drafts.pictures.using import others_with, uses_of

A_PAGE = 24
SHOWN_USES = 20
_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


class Library(CouncilView):
    """Lists the pictures that a person finds, with where each stands; searched by words."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of it. The number of queries does not depend on how many there are."""
        form = WordsForm(request.GET)
        words = form.cleaned_data["q"].replace("\x00", "").strip() if form.is_valid() else ""
        page = Paginator(found_by(self.rows(), words, names=self.sees_names), A_PAGE).get_page(
            request.GET.get("page")
        )
        context = {"section": "media", "form": form, "page": page, "words": words, "rows": with_words(page)}
        return render(request, "drafts/pictures/library.html", context)

    @property
    def sees_names(self) -> bool:
        """Return whether the search may find people by their names."""
        return self.person.membership.role in STAFF

    def rows(self) -> "QuerySet[Media]":
        """Return what is listed."""
        return library_of(self.person)


def found_by(rows: "QuerySet[Media]", words: str, *, names: bool) -> "QuerySet[Media]":
    """Return those of ``rows`` that ``words`` are said of; with ``names`` those of people in them count too."""
    for word in words.split()[:8]:
        said = Q(name__icontains=word) | Q(alt__icontains=word) | Q(source__icontains=word)
        said |= Q(event__icontains=word)
        if names:
            people = PicturePerson.objects.filter(name__icontains=word, removed_at__isnull=True)
            said |= Q(pk__in=people.values("media"))
        rows = rows.filter(said)
    return rows


def with_words(page: Any) -> list[tuple[Media, str, bool]]:
    """Return each picture of a page with where it stands, in words, and whether it may be used. One query."""
    media = list(page)
    known, today = standings_of(media), timezone.localdate()
    rows = ((one, known.get(one.pk, NOTHING_KNOWN)) for one in media)
    return [(one, where.in_words(today), where.usable(today)) for one, where in rows]


class PicturePage(CouncilView):
    """Shows a picture, what is known of it, who is in it, and every use that the person may read."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lay it out; the names only for whom they are."""
        media = get_picture(self.person, pk)
        knows = knows_people(self.person, media)
        ((_, words, usable),) = with_words([media])
        context = {
            "section": "media",
            "shown": media,
            "where": words,
            "usable": usable,
            "knows_people": knows,
            "may_describe": may_describe(self.person, media),
            "staff": self.person.membership.role in STAFF,
            "people": people_in(media) if knows else [],
            **used_by(self.person, media),
        }
        return render(request, "drafts/pictures/picture.html", context)


def used_by(person: Person, shown: Depicting) -> dict[str, Any]:
    """Return what its page says of the uses of ``shown``: those that ``person`` reads, and how many there are more."""
    seen = uses_of(shown).filter(pk__in=visible_to(person).values("pk"))
    uses = list(seen.prefetch_related("publications")[:SHOWN_USES])
    return {"uses": uses, "more": seen.count() - len(uses), "others": others_with(person, shown)}


def people_in(shown: Depicting) -> "QuerySet[PicturePerson]":
    """Return who is named in a picture or recording, each with their answers, the latest first. Two queries."""
    answers = PicturePermission.objects.order_by("-pk")
    people = PicturePerson.objects.filter(removed_at__isnull=True, erased_at__isnull=True)
    people = people.filter(**{shown.object_type: shown.pk})
    return people.order_by("name", "pk").prefetch_related(Prefetch("permissions", queryset=answers))


class OriginalFile(CouncilView):
    """The file as it came, place and camera included: for the clerk, officers and whoever uploaded it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:  # noqa: ARG002
        """Send it as a download, so that no browser shows what it may hold."""
        media = get_picture(self.person, pk)
        if not knows_people(self.person, media):
            raise Http404
        return as_download(media.original, "application/octet-stream", f"original-{media.pk}")


class FormFile(CouncilView):
    """The form that somebody signed, for the clerk and officers alone."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:  # noqa: ARG002
        """Send it as a download."""
        found = get_form(self.person, pk)
        kind = str(found.form.name).rsplit(".", 1)[-1]
        return as_download(
            found.form, _TYPES.get(kind, "application/octet-stream"), f"permission-{found.pk}.{kind}"
        )


def as_download(file: FieldFile, content_type: str, name: str) -> FileResponse:
    """Return the file as a download that nothing keeps; Http404 where it is lost."""
    try:
        opened = file.open("rb")
    except OSError as error:
        raise Http404 from error
    answer = FileResponse(opened, content_type=content_type, as_attachment=True, filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
