"""The pages of jobs: what is to be done, one job with its proofs, its sheet, and how a place is served."""

import re
from typing import Any, cast

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import by_hand
from portal.channels.models import Channel, Proof
from portal.channels.printing.assigning import ask_down, assign
from portal.channels.printing.copying import copy_of, post_of_job
from portal.channels.printing.forms import (
    CopiedForm,
    DownForm,
    HandsForm,
    MinuteForm,
    PlaceForm,
    ProofForm,
    RoundForm,
    StoppedForm,
)
from portal.channels.printing.places import describe_place, place_of
from portal.channels.printing.proving import prove_done, prove_down
from portal.channels.printing.reading import Row, Where, is_theirs, jobs_read_by, to_act_on
from portal.channels.printing.rounds import checklist
from portal.channels.public.rendering import EXTENSIONS, holds
from portal.councils.form_views import CouncilFormView, ReasonedFormView
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.models import Media
from portal.refusals import NotYours
from portal.storage import NotAsMade, is_as_made

PAGE = 30


def find_job(person: Person, pk: int) -> Row:
    """Return one job that ``person`` reads, or raise Http404."""
    found = jobs_read_by(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return Row(found)


class JobsPage(CouncilView):
    """What is to be done first; with ``?all=yes`` also what is up, done and over."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page."""
        everything = request.GET.get("all") == "yes"
        rows = jobs_read_by(self.person)
        rows = rows.order_by("-made_at", "-pk") if everything else to_act_on(rows).order_by("due_at", "pk")
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        words = {
            "section": "channels",
            "page": page,
            "rows": [Row(job) for job in page],
            "everything": everything,
        }
        return render(request, "channels/printing/jobs.html", words)


class JobPage(CouncilView):
    """One job: where, by whom, by when, its sheet and its proofs."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        row = find_job(self.person, pk)
        mine = self.person.may(Power.DRAFT) and (
            is_theirs(self.person, row.job) or self.person.may(Power.DECIDE)
        )
        words = {
            "section": "channels",
            "row": row,
            "item": row.job.delivery.publication.communication,
            "place": place_of(row.job.delivery.channel),
            "streets": checklist(row.job),
            "copy": copy_of(row.job),
            "proofs": [row.proofs[step] for step in Proof.Step.values if step in row.proofs],
            "may_prove": mine,
            "may_ask_down": self.person.may(Power.DECIDE) and row.where is Where.UP,
            "may_move": self.person.may(Power.DECIDE)
            and Capability.COLLECTED in row.can
            and row.where is Where.TO_DO,
            "to_do": row.where is Where.TO_DO,
            "to_undo": row.where in {Where.TO_TAKE_DOWN, Where.STOPPED},
        }
        return render(request, "channels/printing/job.html", words)


class JobSheet(CouncilView):
    """The sheet to print: for who has the job, and who reads all."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:  # noqa: ARG002
        """Return the very bytes that were made. Raises NotAsMade where others lie there."""
        job = find_job(self.person, pk).job
        if not job.pdf:
            raise Http404("There is no sheet, or it was erased when its time was over.")
        if not is_as_made(job.pdf, job.sha256):
            raise NotAsMade("This sheet")
        reference = job.delivery.publication.communication.reference
        name = re.sub(r"[^A-Za-z0-9]+", "-", f"{reference}-{job.sheet}").strip("-")
        answer = FileResponse(
            job.pdf.open("rb"), content_type="application/pdf", filename=f"sheet-{name}.pdf"
        )
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


class JobPhoto(CouncilView):
    """A photograph that proves something."""

    def get(self, request: HttpRequest, pk: int, step: str) -> HttpResponseBase:  # noqa: ARG002
        """Return it: it was encoded anew when it came."""
        proof = find_job(self.person, pk).proofs.get(step)
        if proof is None or not proof.photo:
            raise Http404
        kind = str(proof.photo.name).rsplit(".", 1)[-1]
        types = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
        answer = FileResponse(
            proof.photo.open("rb"), content_type=types[kind], filename=f"proof-{pk}-{step}.{kind}"
        )
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


class JobPicture(CouncilView):
    """A picture of the item to download, for who has the job and who reads all."""

    def get(self, request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:  # noqa: ARG002
        """Return it as a file, where the item shows it and it is the one that was approved."""
        job = find_job(self.person, pk).job
        images = post_of_job(job).content.get("images", [])
        place = next((place for place, row in enumerate(images, 1) if row["sha256"] == sha256), 0)
        media = Media.objects.filter(council=self.council, sha256=sha256).order_by("pk").first()
        if not place or media is None or media.content_type not in EXTENSIONS or not holds(media):
            raise Http404
        name = f"picture-{place}.{EXTENSIONS[media.content_type]}"
        answer = FileResponse(
            media.published.open("rb"), content_type=media.content_type, as_attachment=True, filename=name
        )
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


class OneJob(CouncilFormView):
    """A form about one job, which returns to its page."""

    section = "channels"
    row: Row

    def prepare(self, **kwargs: Any) -> None:
        """Find the job or raise Http404."""
        self.row = find_job(self.person, kwargs["pk"])

    def words(self) -> dict[str, Any]:
        """Say which one."""
        delivery = self.row.job.delivery
        return {"eyebrow": f"{delivery.channel.name}: {delivery.publication.communication}"}

    def next_address(self) -> str:
        """Return the page of the job."""
        return reverse("job_page", args=[self.council.slug, self.row.job.pk])


class AssignJob(OneJob):
    """Says who does it."""

    power = Power.DECIDE
    heading = "Who does this, and by when?"
    lead = "They are told at once, with the sheet to print and the page on which to prove it."

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is there now."""
        return HandsForm(data, council=self.council, job=self.row.job)

    def act(self, form: forms.Form) -> str:
        """Assign it."""
        to = cast("HandsForm", form).hands()
        assign(actor=self.person, job_id=self.row.job.pk, to=to)
        return "That is noted; whoever is new to it is told."


class ProvingView(OneJob):
    """A form by which somebody proves their own job, or the clerk notes what they did."""

    post_power = Power.DRAFT
    button = "Send the proof"

    def prepare(self, **kwargs: Any) -> None:
        """Find the job; refuse whoever it was not given to."""
        super().prepare(**kwargs)
        if not is_theirs(self.person, self.row.job) and not self.person.may(Power.DECIDE):
            raise NotYours("This job was given to somebody else.", "The clerk can note what they did.")


class ProveJob(ProvingView):
    """Proves that it is done, on a phone in front of the board."""

    heading = "It is done"
    lead = "A photograph of the sheet where it hangs is best. Without one, write who saw it."

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for a photograph or a word; of what was read out for its minute."""
        files = self.request.FILES if data is not None else None
        if Capability.MINUTED in self.row.can:
            return MinuteForm(data, files)
        if Capability.COPIED in self.row.can:
            return CopiedForm(data, files)
        streets = checklist(self.row.job)
        if streets.rows:
            return RoundForm(data, files, left=[street.name for street in streets.left])
        return ProofForm(data, files)

    def words(self) -> dict[str, Any]:
        """Ask of a meeting what a meeting has, of a network what a network has."""
        if Capability.COPIED in self.row.can:
            return super().words() | {"heading": "It is posted", "lead": "The link of the post proves it."}
        said = {"heading": "It was read out", "lead": "The minute proves it."}
        return super().words() | (said if Capability.MINUTED in self.row.can else {})

    def act(self, form: forms.Form) -> str:
        """Prove it."""
        shown = cast("ProofForm", form).shown()
        prove_done(actor=self.person, job_id=self.row.job.pk, shown=shown)
        return "Thank you. It is proved, and whoever ordered it is told."


class ProveDown(ProvingView):
    """Proves that it is down, or was never up."""

    heading = "It is down"
    lead = "A photograph of the empty place is best. Without one, write who saw it."

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask whether it was up at all, where it was stopped before that was proved."""
        form = StoppedForm if self.row.where is Where.STOPPED else DownForm
        return form(data, self.request.FILES if data is not None else None)

    def act(self, form: forms.Form) -> str:
        """Prove it."""
        shown = cast("ProofForm", form).shown()
        never = form.cleaned_data.get("outcome") == "never"
        prove_down(actor=self.person, job_id=self.row.job.pk, shown=shown, never=never)
        return "Thank you. That is noted, and nothing is left to do."


class AskDown(OneJob, ReasonedFormView):
    """Asks for this one sheet to come down."""

    power = Power.DECIDE
    heading = "Have this taken down?"
    lead = "The item stays as it is elsewhere. Whoever serves this place is told, and proves that it is down."
    button = "Ask for it to be taken down"
    danger = True

    def act_because(self, reason: str) -> str:
        """Ask for it."""
        ask_down(actor=self.person, job_id=self.row.job.pk, reason=reason)
        return "Whoever serves this place is asked to take it down."


class DescribePlace(CouncilFormView):
    """Says where a board is and who serves it."""

    power = Power.MANAGE_CHANNELS
    section = "channels"
    heading = "Where it is, and who serves it"
    channel: Channel

    def prepare(self, **kwargs: Any) -> None:
        """Find the channel or raise Http404."""
        self.channel = get_object_or_404(Channel, pk=kwargs["pk"], council=self.council)
        if not by_hand(self.channel):
            raise Http404

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is there now."""
        return PlaceForm(data, council=self.council, place=place_of(self.channel))

    def words(self) -> dict[str, Any]:
        """Say which one."""
        return {"eyebrow": self.channel.name}

    def act(self, form: forms.Form) -> str:
        """Describe it."""
        details = cast("PlaceForm", form).details()
        describe_place(actor=self.person, channel_id=self.channel.pk, details=details)
        return f"{self.channel.name} is described."

    def next_address(self) -> str:
        """Return the register."""
        return reverse("channels", args=[self.council.slug])
