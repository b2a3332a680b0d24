"""What a World knows of whom others ask before deciding: reviewers here and outside, and who is consulted."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from approvals.consulting.asking import consult
from approvals.consulting.concerning import say_it_is_about
from approvals.consulting.setting import want_consulted
from approvals.models import ItemConsultation, StepAsk
from approvals.reviewers.asking import Asking, Whom, ask_reviewer
from approvals.reviewers.links import token_for
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What

if TYPE_CHECKING:
    from tests.walks.world import World


def ask_reviewers(world: "World") -> None:
    """Ask the clerk and somebody from outside to read what waits for approval."""
    item, until = world.things["submitted"], timezone.now() + timedelta(days=7)
    whom = {
        "clerk's reading": Whom(world.clerk.membership.pk),
        "outside reviewer": Whom(None, "Sol Olicitor", "A firm", f"sol@{world.council.slug}.example"),
    }
    for name, one in whom.items():
        world.things[name] = ask_reviewer(
            actor=world.people["second clerk"],
            communication_id=item.pk,
            revision_id=item.current_revision_id,
            asking=Asking(one, "Is it right?", until),
        )
    notice = Notice.objects.get(council=world.council, recipient__isnull=True, what=What.REVIEWER_ASKED)
    world.things["reviewer link"] = token_for(notice.key)
    _consult(world)


def _consult(world: "World") -> None:
    """Consult the chairman about one item; another is about a councillor, a third about the clerk, who is asked too."""
    things, second = world.things, world.people["second clerk"]
    item = things["claimed review"].communication
    chair, councillor = world.people["chair"], world.people["councillor"]
    things["chair's view"] = consult(
        actor=second, communication_id=item.pk, member_id=chair.membership.pk, question="Is it wise?"
    )
    things["concern"] = say_it_is_about(
        actor=second, communication_id=item.pk, member_id=councillor.membership.pk
    )
    say_it_is_about(
        actor=second, communication_id=things["scheduled"].pk, member_id=world.clerk.membership.pk
    )
    asked = ItemConsultation.objects.get(communication=things["scheduled"])
    ItemConsultation.objects.filter(pk=asked.pk).update(dropped_at=timezone.now())
    things["clerk's referral"] = ItemConsultation.objects.create(
        council=world.council,
        communication=things["scheduled"],
        member=world.clerk.membership,
        office="clerk",
        why=ItemConsultation.Why.ABOUT_THEM,
        asked_by=second.membership,
        wait_until=timezone.now() + timedelta(days=1),
    )
    things["consult rule"] = want_consulted(
        actor=world.clerk, kind="letter", office="chair", when="always", hours=24
    )
    _step(world)


def _step(world: "World") -> None:
    """Ask the clerk by name on a step of an item's route."""
    review = world.things["claimed review"]
    world.things["clerk's step"] = StepAsk.objects.create(
        council=world.council,
        communication=review.communication,
        review=review,
        revision=review.revision,
        number=1,
        mode="any",
        member=world.clerk.membership,
    )
