"""What a World knows of conduct: a case in each state in which a page is about it, none of them about whoever walks."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from moderation.conduct.capturing import Shown
from moderation.conduct.keys import whole_reference
from policies.models import Clause
from portal.councils.models import Membership
from tests.makers import make_person
from tests.makers.conduct import make_answered, make_case, make_outcome, make_taken_up, make_told

if TYPE_CHECKING:
    from tests.walks.world import World


def report_conduct(world: "World") -> None:
    """Report an officer and members; one of them, who left since, is suspended, and something is to come down."""
    second, things, where = world.people["second clerk"], world.things, world.council.slug
    clause = Clause.objects.get(version=things["version"], ref="2.1")
    page = SimpleUploadedFile("page.pdf", f"%PDF-1.7 the post of {where}".encode(), "application/pdf")
    made = make_case(
        about=world.people["bystander"],
        words=f"They spoke for {where}.",
        shown=Shown(pasted=f"The words of {where}.", file=page),
    )
    things["conduct case"], things["conduct reference"] = made, whole_reference(made)
    things["conduct file"] = made.evidence.get(kind="file")
    common: dict[str, Any] = {"handler": second, "clause": clause}
    things["conduct taken up"] = make_taken_up(about=world.people["committee chair"], **common)
    things["conduct told"] = make_told(about=world.people["author"], **common)
    things["conduct answered"] = make_answered(
        about=world.people["deputy"], shown=Shown(where="https://www.example.org/post"), **common
    )
    left = make_person(council=world.council, name=f"Somebody who left {where}")
    decided = things["conduct decided"] = make_answered(about=left, **common)
    soon = timezone.localdate() + timedelta(days=9)
    things["conduct suspension"] = make_outcome(decided, by=second, kind="suspension", review_on=soon)
    other = Shown(where="https://www.example.org/other")
    ordered = make_answered(about=left, shown=other, shows=True, **common)
    shown = ordered.evidence.get()
    things["conduct order"] = make_outcome(
        ordered, by=second, kind="removal", evidence_id=shown.pk, due_on=soon
    )
    Membership.objects.filter(pk=left.membership.pk).update(ended_at=timezone.now())


def report_the_clerk(world: "World") -> None:
    """Put in the place of each case of the world one about a clerk, which the chairman handles."""
    chair, things, where = world.people["chair"], world.things, world.council.slug
    clause = Clause.objects.get(version=things["version"], ref="2.1")
    clerk, second = world.clerk, world.people["second clerk"]
    page = SimpleUploadedFile("page.pdf", f"%PDF-1.7 the page of {where}".encode(), "application/pdf")
    common: dict[str, Any] = {"handler": chair, "clause": clause}
    made = make_case(about=clerk, shown=Shown(file=page))
    things["conduct case"], things["conduct file"] = made, made.evidence.get()
    things["conduct taken up"] = make_taken_up(about=clerk, **common)
    things["conduct told"] = make_told(about=clerk, **common)
    things["conduct answered"] = make_answered(about=clerk, **common)
    decided = things["conduct decided"] = make_answered(about=second, **common)
    soon = timezone.localdate() + timedelta(days=9)
    outcome: dict[str, Any] = {"by": chair, "minute": "64/26"}
    things["conduct suspension"] = make_outcome(decided, kind="suspension", review_on=soon, **outcome)
    theirs = Shown(where="https://www.example.org/clerk")
    ordered = make_answered(about=second, shown=theirs, shows=True, **common)
    things["conduct order"] = make_outcome(
        ordered, kind="removal", evidence_id=ordered.evidence.get().pk, due_on=soon, **outcome
    )
