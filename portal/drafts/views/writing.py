"""The draft page: the form made from the kind, saved as revisions; nothing that was typed is lost."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.councils.models import Body
from portal.councils.views import CouncilView
from portal.drafts import interrupted
from portal.drafts.access import get_visible
from portal.drafts.content import InvalidContent
from portal.drafts.editing import StaleRevision, discard_typing, keep_typing, revise
from portal.drafts.forms import DraftForm, number_in, opening, put_rows
from portal.drafts.interrupted import Holder, Kept, holder_of, kept_for, read_holder
from portal.drafts.kinds import KINDS, Kind, Shape
from portal.drafts.models import Communication, Revision
from portal.drafts.picturing import NotAPicture, check_pictures, row_of, upload
from portal.drafts.recordings.standing import with_recordings
from portal.drafts.rows import KEPT_ROWS, NEW_ROWS
from portal.drafts.states import Stage
from portal.drafts.views.page import around, comparison
from portal.drafts.views.reading import as_read
from portal.drafts.views.standing import same_text, text_for, why_read_only
from portal.refusals import NotYours, Refusal

_AFTER = {"preview": "draft_preview", "submit": "draft_submit"}
_NO_VOICE = "Choose one of the voices offered."


class DraftView(CouncilView):
    """Shows a draft to those who may read it, and takes what its writers type."""

    @staticmethod
    def never_reached(request: HttpRequest, response: HttpResponse, *, id: int, **_: Any) -> HttpResponse:  # noqa: A002
        """Keep what was typed for whom the form was made; the answer is the one that stopped it."""
        holder = holder_of(request, id)
        if holder is not None:
            interrupted.keep(holder, request.POST)
        return response

    def get(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002  the address names it so
        """Show the form with what the person last typed, or the text to read with why it cannot change."""
        item = get_visible(self.person, id)
        reason = why_read_only(self.person, item)
        kept = kept_for(self.person.user_id, item.pk)
        if reason:
            return self.to_read(request, item, reason, kept)
        text = text_for(self.person, item)
        begun = text.copy is not None or kept is not None or "correct" in request.GET
        if item.stage == Stage.ISSUED and not begun:
            return self.to_read(request, item, "", None)
        bodies = self.bodies(item)
        values = opening(
            self.holder(item),
            text.typed,
            based_on_id=text.based_on_id,
            edition=text.edition,
            body_id=item.body_id,
        )
        if kept is None:
            form = DraftForm(item.spec, bodies=bodies, initial=values)
        else:
            form = DraftForm(item.spec, self.refilled(kept, values), bodies=bodies)
        shown = {"copy": text.copy, "kept": kept}
        return self.page(request, item, form, shown=shown)

    def post(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002
        """Save, go on to what comes after saving, or change the rows of the form."""
        kind = self.kind_of(request, id)
        form = DraftForm(kind, request.POST, files=request.FILES)
        act = request.POST.get("act", "save")
        if act == "discard":
            discard_typing(actor=self.person, communication_id=id)
            interrupted.forget(self.person.user_id, id)
            messages.success(request, "Your unsaved changes are discarded.")
            return redirect("draft", council=self.council.slug, id=id)
        if "rows" in request.POST or any(f"{part.name}-drop" in request.POST for part in kind.parts):
            return self.change_rows(request, id, form)
        return self.save(request, id, form, act)

    def kind_of(self, request: HttpRequest, communication_id: int) -> Kind:
        """Return the draft's kind: from the signed holder of the form, else from the database (or Http404).

        A form that was made for somebody else is kept for them and refused: it is not this person's text.
        """
        holder = read_holder(request.POST.get("holder", ""))
        if holder is None or holder.communication_id != communication_id:
            return get_visible(self.person, communication_id).spec
        if holder.user_id != self.person.user_id:
            interrupted.keep(holder, request.POST)
            raise NotYours(
                "This page was opened by somebody else, who has signed out since.",
                "What they typed is kept for them. Open the draft again to write in it yourself.",
            )
        return KINDS[holder.kind]

    def save(self, request: HttpRequest, communication_id: int, form: DraftForm, act: str) -> HttpResponse:
        """Make a revision; whatever stands against it is said above the form, which keeps what was typed."""
        raw = form.typed()
        try:
            raw = self.with_upload(request, form, raw)
            check_pictures(self.person, form.kind, raw)
            raw = with_recordings(self.person, form.kind, raw)
            if form.voice_is_nonsense:
                raise InvalidContent({"voice": _NO_VOICE})
            revision = revise(
                actor=self.person,
                communication_id=communication_id,
                raw=raw,
                based_on_id=form.based_on_id,
                body_id=form.voice_id,
            )
        except StaleRevision:
            return self.stale(request, communication_id, raw)
        except Refusal as refusal:
            return self.again(request, communication_id, refusal, raw)
        return self.saved(request, revision, act)

    def saved(self, request: HttpRequest, revision: Revision, act: str) -> HttpResponse:
        """Go on to what the person wanted after saving."""
        interrupted.forget(self.person.user_id, revision.communication_id)
        if act != "submit":
            messages.success(request, f"Saved as revision {revision.number}.")
        to = _AFTER.get(act, "draft")
        return redirect(to, council=self.council.slug, id=revision.communication_id)

    def with_upload(self, request: HttpRequest, form: DraftForm, raw: dict[str, Any]) -> dict[str, Any]:
        """Return what was typed with the picture that was chosen, which is stored first."""
        typed = dict(raw)
        for part in form.kind.parts:
            file = request.FILES.get(f"{part.name}-file")
            if part.shape is not Shape.IMAGES or file is None:
                continue
            try:
                row = row_of(upload(actor=self.person, file=file))
            except NotAPicture as refusal:
                raise InvalidContent({part.name: f"{refusal.what} {refusal.next_step}"}) from refusal
            if all(row["media"] != known["media"] for known in typed[part.name]):
                typed[part.name] = [*typed[part.name], row]
        return typed

    def change_rows(self, request: HttpRequest, communication_id: int, form: DraftForm) -> HttpResponse:
        """Add or remove a row, or a picture, in the working copy, and show the form again at that place."""
        item = get_visible(self.person, communication_id)
        name = request.POST.get("rows", "")
        typed = form.typed()
        try:
            if reason := why_read_only(self.person, item):
                raise NotYours(reason, "Nothing you typed is lost: it still stands below.")
            typed = self.with_upload(request, form, typed)
            if name in typed and form.kind.part(name).shape in NEW_ROWS:
                typed[name] = [*typed[name], NEW_ROWS[form.kind.part(name).shape]]
            keep_typing(
                actor=self.person,
                communication=item,
                typed=typed,
                based_on_id=form.based_on_id,
                edition=form.edition_seen,
            )
        except Refusal as refusal:
            return self.again(request, communication_id, refusal, typed)
        if elsewhere := self.beside(name, item):
            return redirect(elsewhere)
        changed = next((part.name for part in form.kind.parts if f"{part.name}-drop" in request.POST), name)
        anchor = f"#rows-{changed}" if changed in typed else ""
        return redirect(
            reverse("draft", kwargs={"council": self.council.slug, "id": item.pk}) + "?correct" + anchor
        )

    def beside(self, name: str, item: Communication) -> str:
        """Return the page that was asked for beside the draft, what was typed being kept: the library, a picture."""
        if name == "recordings-library":
            return reverse("draft_recordings", args=[self.council.slug, item.pk])
        if name == "library":
            return reverse("draft_library", args=[self.council.slug, item.pk])
        media = number_in(name.removeprefix("about-")) if name.startswith("about-") else None
        if media is None:
            return ""
        return reverse("media_describe", args=[self.council.slug, media]) + f"?draft={item.pk}"

    def again(
        self,
        request: HttpRequest,
        communication_id: int,
        refusal: Refusal,
        typed: dict[str, Any],
    ) -> HttpResponse:
        """Show the form with what was typed and what stands against saving it."""
        item = get_visible(self.person, communication_id)
        form = self.bound(request, item, typed)
        if isinstance(refusal, InvalidContent):
            form.add_part_errors(refusal.errors)
            return self.page(request, item, form, status=422)
        form.add_error(None, f"{refusal.what} {refusal.next_step}")
        return self.page(request, item, form, status=refusal.status)

    def stale(self, request: HttpRequest, communication_id: int, raw: dict[str, Any]) -> HttpResponse:
        """Show theirs beside mine; the form keeps mine and, saved once more, follows theirs."""
        item = get_visible(self.person, communication_id)
        theirs = item.current_revision
        if theirs is not None and same_text(item, theirs, raw):  # a second press of the button
            return self.saved(request, theirs, request.POST.get("act", "save"))
        mine = self.bound(request, item, raw, based_on=item.current_revision_id)
        refusal = StaleRevision(theirs)
        mine.add_error(None, f"{refusal.what} {refusal.next_step}")
        shown = {"stale": comparison(item, theirs, raw), "theirs": theirs}
        return self.page(request, item, mine, status=refusal.status, shown=shown)

    def bound(
        self, request: HttpRequest, item: Communication, typed: dict[str, Any], based_on: int | None = None
    ) -> DraftForm:
        """Return the whole form around what was typed, with a picture that was just stored."""
        data = request.POST.copy()
        data["holder"] = interrupted.sign_holder(self.holder(item))
        if based_on is not None:
            data["based_on"] = str(based_on)
        for part in item.spec.parts:
            if part.shape in KEPT_ROWS:
                put_rows(data, part.name, typed[part.name])
        return DraftForm(item.spec, data, bodies=self.bodies(item))

    def refilled(self, kept: Kept, values: dict[str, Any]) -> QueryDict:
        """Return what was kept, under this page's own edition and holder."""
        data = kept.data.copy()
        data["edition"], data["holder"] = str(values["edition"]), values["holder"]
        return data

    def holder(self, item: Communication) -> Holder:
        """Return for whom a form of ``item`` is made."""
        return Holder(self.person.user_id, item.pk, item.kind)

    def bodies(self, item: Communication) -> list[Body]:
        """Return the council's voices, its own first; of those that are closed only the item's own."""
        offered = Q(closed_at__isnull=True) | Q(pk=item.body_id)
        rows = Body.objects.filter(offered, council=self.council).order_by("name")
        return sorted(rows, key=lambda body: body.kind != Body.Kind.COUNCIL)

    def to_read(
        self, request: HttpRequest, item: Communication, reason: str, kept: Kept | None
    ) -> HttpResponse:
        """Show the text to somebody who cannot change it now."""
        context = around(self.person, item) | {"reason": reason, "kept": kept}
        if context["content"] is not None and item.current_revision is not None:
            context |= as_read(item, item.current_revision)
        return render(request, "drafts/read.html", context)

    def page(
        self,
        request: HttpRequest,
        item: Communication,
        form: DraftForm,
        *,
        status: int = 200,
        shown: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Render the draft page around ``form``."""
        context = around(self.person, item, form) | (shown or {})
        return render(request, "drafts/write.html", context, status=status)
