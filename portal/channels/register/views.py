"""The pages of the register: one channel, proposing and deciding, describing, access, closing for good."""

from typing import Any, cast

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from portal.channels.forms import MinuteForm
from portal.channels.models import Access, Channel, ChannelReview, Closure
from portal.channels.register.closing import may_prove, order_closure, prove_closed, recall_closure
from portal.channels.register.describing import describe_channel
from portal.channels.register.forms import (
    AccessForm,
    AgendaForm,
    ClosedForm,
    ClosureForm,
    EndAccessForm,
    ParticularsForm,
    ProposeForm,
    RefuseForm,
)
from portal.channels.register.holding import end_access, give_access, to_hand_over
from portal.channels.register.proposing import (
    approve_channel,
    propose_channel,
    put_on_agenda,
    refuse_channel,
)
from portal.channels.register.reading import channels_with, entry_of
from portal.councils.form_views import CouncilFormView, ReasonedFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.content import LONDON
from portal.refusals import NotYours

_SHOWN = 20


class ChannelPage(CouncilView):
    """One channel: everything that the register notes of it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        rows = channels_with(Channel.objects.filter(council=self.council))
        entry = entry_of(get_object_or_404(rows, pk=pk))
        leaving = to_hand_over(timezone.localdate(timezone=LONDON)).filter(channel=entry.channel)
        ended = Access.objects.filter(channel=entry.channel, ended_at__isnull=False)
        closures = Closure.objects.filter(channel=entry.channel, proved_at__isnull=False)
        closure = entry.closure
        words = {
            "section": "channels",
            "entry": entry,
            "channel": entry.channel,
            "leaving": set(leaving.values_list("pk", flat=True)),
            "ended": ended.select_related("member__user").order_by("-ended_at")[:_SHOWN],
            "reviews": ChannelReview.objects.filter(channel=entry.channel).order_by("-drawn_up_at")[:_SHOWN],
            "closed": closures.select_related("proved_by__user").order_by("-proved_at").first(),
            "may_prove": closure is not None and may_prove(self.person, entry.channel.pk),
        }
        return render(request, "channels/register/channel.html", words)


class ProposeChannel(CouncilFormView):
    """Proposes a channel."""

    power = Power.DRAFT
    section = "channels"
    heading = "Propose a channel"
    lead = "The council decides about it. Until it has approved it, nothing can go out on it."
    button = "Propose it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer what this installation can speak through, and this council's voices."""
        return ProposeForm(data, council=self.council)

    def act(self, form: forms.Form) -> str:
        """Propose it."""
        made = propose_channel(actor=self.person, proposal=cast("ProposeForm", form).proposal())
        return f"{made.name} is proposed. Whoever keeps the register is told."

    def next_address(self) -> str:
        """Return the register."""
        return reverse("channels", args=[self.council.slug])


class AboutChannel(CouncilFormView):
    """A form about one channel, which returns to its page."""

    power = Power.MANAGE_CHANNELS
    section = "channels"
    channel: Channel

    def prepare(self, **kwargs: Any) -> None:
        """Find the channel or raise Http404."""
        rows = Channel.objects.select_related("particulars")
        self.channel = get_object_or_404(rows, pk=kwargs["pk"], council=self.council)

    def words(self) -> dict[str, Any]:
        """Say which one."""
        return {"eyebrow": self.channel.name}

    def next_address(self) -> str:
        """Return the page of the channel."""
        return reverse("channel", args=[self.council.slug, self.channel.pk])


class TableChannel(AboutChannel):
    """Notes on which agenda the proposal stands."""

    form_class = AgendaForm
    heading = "On which agenda does it stand?"
    lead = "Put it on the agenda of a meeting, and note its day here. Whoever proposed it sees that."

    def act(self, form: forms.Form) -> str:
        """Note it."""
        put_on_agenda(actor=self.person, channel_id=self.channel.pk, on=form.cleaned_data["on"])
        return "The day is noted."


class ApproveChannel(AboutChannel):
    """Enters that the council approved it."""

    form_class = MinuteForm
    heading = "The council approved it"
    lead = "What was proposed is open from now on."
    button = "Enter the approval"

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        minuted = cast("MinuteForm", form).minuted()
        made = approve_channel(actor=self.person, channel_id=self.channel.pk, minuted=minuted)
        return f"{made.name} is approved by minute {made.minute_reference}."


class RefuseChannel(AboutChannel):
    """Enters that the council refused it."""

    form_class = RefuseForm
    heading = "The council refused it"
    button = "Enter the refusal"

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        minuted, reason = cast("RefuseForm", form).minuted(), form.cleaned_data["reason"]
        refuse_channel(actor=self.person, channel_id=self.channel.pk, minuted=minuted, reason=reason)
        return f"It is noted that the council refused {self.channel.name}."


class DescribeChannel(AboutChannel):
    """States what it is for and how it is run."""

    heading = "What it is for, and how it is run"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is there now."""
        kept = getattr(self.channel, "particulars", None)
        names = ParticularsForm.base_fields
        initial = {name: getattr(kept, name) for name in names} if kept else {}
        return ParticularsForm(data, connector=self.channel.connector, initial=initial)

    def act(self, form: forms.Form) -> str:
        """Describe it."""
        described = cast("ParticularsForm", form).described()
        describe_channel(actor=self.person, channel_id=self.channel.pk, described=described)
        return f"{self.channel.name} is described."


class GiveAccess(AboutChannel):
    """Notes who owns, manages or can get into it."""

    heading = "Who has a part in it?"
    lead = "A new owner takes the place of the one before."
    button = "Note it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer this council's people."""
        return AccessForm(data, council=self.council)

    def act(self, form: forms.Form) -> str:
        """Note it."""
        given = cast("AccessForm", form).given()
        made = give_access(actor=self.person, channel_id=self.channel.pk, given=given)
        return f"{made.who}: {made.get_part_display().lower()}, noted."


class EndAccess(AboutChannel):
    """Notes that somebody has no part in it any more."""

    form_class = EndAccessForm
    heading = "They have no access any more"
    lead = "Change the password or take the rights away first; then say so here."
    button = "Note it"
    row: Access

    def prepare(self, **kwargs: Any) -> None:
        """Find the access with its channel, or raise Http404."""
        rows = Access.objects.select_related("member__user", "channel").filter(channel__council=self.council)
        self.row = get_object_or_404(rows, pk=kwargs["pk"])
        self.channel = self.row.channel

    def words(self) -> dict[str, Any]:
        """Say whose and where."""
        return {"eyebrow": f"{self.channel.name}: {self.row.who}"}

    def act(self, form: forms.Form) -> str:
        """End it."""
        end_access(actor=self.person, access_id=self.row.pk, note=form.cleaned_data["note"])
        return f"It is noted that {self.row.who} has no part in it any more."


class OrderClosure(AboutChannel):
    """Orders that it is closed for good."""

    form_class = ClosureForm
    heading = "Close this channel for good?"
    lead = (
        "It stops at once, and what waits on it is held. The task stays on the desk until somebody proves that the "
        "page outside is closed; until then, what people write there is read as long as the channel is connected."
    )
    button = "Order the closure"
    danger = True

    def act(self, form: forms.Form) -> str:
        """Order it."""
        order_closure(actor=self.person, channel_id=self.channel.pk, **form.cleaned_data)
        return f"{self.channel.name} has stopped. Now have its page outside closed."


class OneClosure(AboutChannel):
    """A form about one order."""

    closure: Closure

    def prepare(self, **kwargs: Any) -> None:
        """Find the order with its channel, or raise Http404."""
        rows = Closure.objects.select_related("channel").filter(council=self.council)
        self.closure = get_object_or_404(rows, pk=kwargs["pk"])
        self.channel = self.closure.channel


class RecallClosure(OneClosure, ReasonedFormView):
    """Takes an order back."""

    heading = "Recall the order to close it?"
    lead = "The channel stays closed until you open it."
    button = "Recall it"

    def act_because(self, reason: str) -> str:
        """Recall it."""
        recall_closure(actor=self.person, closure_id=self.closure.pk, reason=reason)
        return "The order is recalled. Open the channel again when it may speak."


class ProveClosed(OneClosure):
    """Proves that the page outside is closed."""

    power = Power.READ_DESK
    post_power = Power.DRAFT
    heading = "The page outside is closed"
    button = "Send the proof"

    def prepare(self, **kwargs: Any) -> None:
        """Find it; refuse who has no part in the channel."""
        super().prepare(**kwargs)
        if not may_prove(self.person, self.channel.pk):
            raise NotYours("Only the clerk, and who has a part in this channel, can say that it is closed.")

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for a word, a link or a picture."""
        return ClosedForm(data, self.request.FILES if data is not None else None)

    def act(self, form: forms.Form) -> str:
        """Prove it."""
        prove_closed(actor=self.person, closure_id=self.closure.pk, closed=cast("ClosedForm", form).closed())
        return f"Thank you. {self.channel.name} is closed for good."


class ClosurePicture(CouncilView):
    """The picture that shows a closed page."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:  # noqa: ARG002
        """Return it: it was encoded anew when it came."""
        row = get_object_or_404(Closure, pk=pk, council=self.council)
        if not row.picture:
            raise Http404
        kind = str(row.picture.name).rsplit(".", 1)[-1]
        types = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
        answer = FileResponse(
            row.picture.open("rb"), content_type=types[kind], filename=f"closed-{pk}.{kind}"
        )
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
