"""What can be done about a matter: each a form that calls one verb."""

import re
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse

from policies.forms.matters import AccessForm, DecisionForm, FlagForm, MatterForm, ReleaseForm
from policies.matters.flagging import flag_matter, lift_flag
from policies.matters.knowing import get_known
from policies.matters.naming_access import give_access, take_access
from policies.matters.opening import change_matter, close_matter, open_matter
from policies.matters.releasing import release_decision, release_matter
from policies.meetings.seeing import sees_item
from policies.models import AgendaItem, Matter
from portal.councils.form_views import CouncilFormView, ReasonedFormView
from portal.councils.powers import Power
from portal.fields import ConfirmForm


class OpenMatter(CouncilFormView):
    """Notes that the council is dealing with something."""

    power = Power.DECIDE
    section = "matters"
    heading = "Open a matter"
    lead = (
        "It is confidential until you release it by an open minute, report or agenda reference. Texts that name it are "
        "stopped until then."
    )
    button = "Open the matter"
    made: Matter | None = None

    def make_form(self, data: Any = None) -> forms.Form:
        """Begin with the title of the item of a meeting from which it was reached, if it was."""
        named = self.request.GET.get("item", "")
        rows = AgendaItem.objects.filter(meeting__council=self.council)
        item = rows.filter(pk=named).first() if re.fullmatch(r"[0-9]{1,15}", named) else None
        return MatterForm(data, titled=item.title[:200] if item and sees_item(self.person, item) else "")

    def act(self, form: forms.Form) -> str:
        """Open it."""
        self.made = open_matter(actor=self.person, noted=form.noted())  # type: ignore[attr-defined]
        return f"“{self.made.title}” is noted, and confidential."

    def next_address(self) -> str:
        """Return the new matter's page, or the list."""
        slug = self.council.slug
        return reverse("matter", args=[slug, self.made.pk]) if self.made else reverse("matters", args=[slug])


class ActOnMatter(CouncilFormView):
    """A form about one open matter that the person may know of; any other does not exist."""

    power = Power.DECIDE
    section = "matters"
    matter: Any

    def prepare(self, **kwargs: Any) -> None:
        """Find the matter or raise Http404."""
        self.matter = get_known(self.person, kwargs["pk"])
        if self.matter.closed_at is not None:
            raise Http404

    def words(self) -> dict[str, Any]:
        """Say which it is about."""
        return {"eyebrow": self.matter.title}

    def next_address(self) -> str:
        """Return the matter's page."""
        return reverse("matter", args=[self.council.slug, self.matter.pk])


class ChangeMatter(ActOnMatter):
    """Changes what is noted."""

    heading = "Change what is noted"
    lead = "What waits to go out is judged again by these words."

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is there now."""
        return MatterForm(data, matter=self.matter)

    def act(self, form: forms.Form) -> str:
        """Change it."""
        change_matter(actor=self.person, matter_id=self.matter.pk, noted=form.noted())  # type: ignore[attr-defined]
        return "The matter is as you noted it."


class CloseMatter(ReasonedFormView, ActOnMatter):
    """Closes it."""

    heading = "Close this matter?"
    lead = "Texts are no longer stopped for it from this moment, also where it was never released. Its page stays."
    button = "Close"
    danger = True

    def act_because(self, reason: str) -> str:
        """Close it."""
        close_matter(actor=self.person, matter_id=self.matter.pk, reason=reason)
        return f"“{self.matter.title}” is closed."


class ReleaseMatter(ActOnMatter):
    """Releases it by an open reference."""

    heading = "Release by an open reference"
    lead = "From then on members may speak of it, and texts name this reference."
    button = "Release the matter"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the open items of the council's meetings."""
        return ReleaseForm(data, council=self.council)

    def act(self, form: forms.Form) -> str:
        """Release it."""
        item = form.cleaned_data["agenda_item"]
        release_matter(
            actor=self.person,
            matter_id=self.matter.pk,
            reference=form.cleaned_data["reference"],
            on=form.cleaned_data["on"],
            item_id=item.pk if item else None,
        )
        return f"“{self.matter.title}” is released."


class ReleaseDecision(ActOnMatter):
    """Releases the decision of a closed item, and nothing else."""

    heading = "Release the decision alone"
    lead = "Of what was decided in closed session the clerk may report the decision. Discussion and papers stay closed."
    button = "Release the decision"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the closed items whose decision was not released."""
        return DecisionForm(data, council=self.council)

    def act(self, form: forms.Form) -> str:
        """Release it."""
        release_decision(
            actor=self.person,
            matter_id=self.matter.pk,
            item_id=form.cleaned_data["agenda_item"].pk,
            text=form.cleaned_data["text"],
        )
        return "The decision is released; discussion and papers stay closed."


class NameForMatter(ActOnMatter):
    """Names somebody who may see it."""

    heading = "Let somebody see this matter"
    button = "Let them see it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the people in office."""
        return AccessForm(data, council=self.council)

    def act(self, form: forms.Form) -> str:
        """Name them."""
        member = form.cleaned_data["member"]
        give_access(actor=self.person, matter_id=self.matter.pk, member_id=member.pk)
        return f"{member.user.name} may see this matter."


class UnnameForMatter(ActOnMatter):
    """Takes somebody off the people named."""

    form_class = ConfirmForm
    heading = "Take this person off?"
    lead = (
        "They see the matter no more, unless it is released or open to all members. What they saw they know."
    )
    button = "Take them off"
    danger = True
    member: Any

    def prepare(self, **kwargs: Any) -> None:
        """Find matter and person or raise Http404."""
        super().prepare(**kwargs)
        rows = self.matter.access.select_related("member__user")
        self.member = rows.filter(member_id=kwargs["member"]).first()
        if self.member is None:
            raise Http404

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """Take them off."""
        take_access(actor=self.person, matter_id=self.matter.pk, member_id=self.member.member_id)
        return f"{self.member.member.user.name} is not named here any more."


class FlagMatter(ActOnMatter):
    """Flags it as especially sensitive."""

    power = Power.FLAG
    form_class = FlagForm
    heading = "Flag as especially sensitive"
    lead = (
        "From this moment nothing that a councillor writes on it passes the portal, in whatever capacity. They are "
        "told that they are unable to comment and to refer to the clerk. What is approved and waits to go out is held. "
        "What they do outside the portal can only be asked of them: each member is, and their acceptance is kept."
    )
    button = "Flag the matter"
    danger = True

    def act(self, form: forms.Form) -> str:
        """Flag it."""
        flag_matter(actor=self.person, matter_id=self.matter.pk, **form.cleaned_data)
        return f"“{self.matter.title}” is flagged as especially sensitive."


class LiftFlag(ReasonedFormView, ActOnMatter):
    """Lifts the flag."""

    power = Power.FLAG
    heading = "Lift the flag"
    lead = (
        "Members may speak of it again as far as it is released. What was held goes on at its hour where that is still "
        "to come; where it has passed, each item waits until somebody confirms it."
    )
    button = "Lift the flag"

    def act_because(self, reason: str) -> str:
        """Lift it."""
        lift_flag(actor=self.person, matter_id=self.matter.pk, reason=reason)
        return f"The flag of “{self.matter.title}” is lifted."
