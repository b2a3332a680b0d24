"""Before a closed session: clerk or chairman asks members to reaffirm confidentiality; each does so, or on paper.

Parish policy, Confidentiality 4: the pledge is renewed before each closed session, in writing where that is asked for.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from policies.matters.seeing import INSIDE
from policies.meetings.pledges import pledge_of
from policies.models import AgendaItem, Meeting, Pledge, Pledger, PledgeRequest
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, NotYours, Refusal

PLEDGE = "pledge"
LONGEST = 2000
WORDING = (
    "I reaffirm that what is said, shown and decided while the public is away from this meeting stays with those who "
    "were entitled to be there. I will not pass it on in conversation, in writing or online, in any capacity, and I "
    "will keep its papers and messages where nobody else can read them, until the council or the clerk has released it."
)
"""What is offered as the words of a pledge; whoever asks may write others."""


@dataclass(frozen=True)
class Asked:
    """What is asked: of whom (memberships), in which words, and whether it must be in writing."""

    members: Collection[int]
    wording: str = WORDING
    in_writing: bool = False


@transaction.atomic
def ask_for_pledges(*, actor: Person, meeting_id: int, asked: Asked) -> Pledge:
    """Ask members to reaffirm confidentiality before the closed session of a meeting; each is told by mail.

    Asked once more, the words stay as they were and only further people are asked. Raises NotYours for anybody but the
    clerk and the chairman, InvalidInput without people or words, Refusal where the meeting is over, has no closed item,
    or all of them were asked.
    """
    may_ask(actor)
    wording = typed(asked.wording, called="What they reaffirm", longest=LONGEST)
    meeting = _locked(actor, meeting_id)
    closed = meeting.items.exclude(part=AgendaItem.Part.OPEN)
    if meeting.held_on < timezone.localdate():
        raise Refusal("The day of this meeting is over.", "Nothing was asked.")
    if not closed.exists():
        raise Refusal(
            "This meeting has no closed item.",
            "Nothing was asked. Enter what is to be taken in closed session first.",
        )
    people = _members(actor, asked.members)
    pledge, new = Pledge.objects.get_or_create(
        meeting=meeting,
        defaults={
            "council": actor.council,
            "wording": wording,
            "in_writing": asked.in_writing,
            "asked_by": actor.membership,
        },
    )
    known = set(pledge.requests.values_list("member_id", flat=True))
    further = [one for one in people if one.pk not in known]
    if not further:
        raise Refusal(
            "All of them have been asked.", "Nobody was asked again. The page shows who has answered."
        )
    PledgeRequest.objects.bulk_create(
        PledgeRequest(pledge=pledge, member=one, asked_by=actor.membership) for one in further
    )
    _file(actor, pledge, "pledge_asked", further, "Asked in writing." if pledge.in_writing else "Asked.")
    tell(
        council_id=actor.council.pk,
        what=What.PLEDGE_ASKED,
        about=(PLEDGE, pledge.pk),
        recipients=[one.pk for one in further],
    )
    facts = {"members": [one.pk for one in further], "in_writing": pledge.in_writing, "first": new}
    record([_entry(actor, "pledge_asked", pledge, **facts)])
    return pledge


@transaction.atomic
def remind_of_pledge(*, actor: Person, meeting_id: int) -> int:
    """Remind those who were asked and have not answered, each once a day at most; return how many they are.

    Raises NotYours for anybody but the clerk and the chairman, Refusal where nothing was asked, the day of the meeting
    is over, or everybody who is still in office has answered.
    """
    may_ask(actor)
    meeting = _locked(actor, meeting_id)
    pledge = pledge_of(actor.council.pk, meeting_id)
    if pledge is None:
        raise Refusal("Nobody was asked before this meeting.", "Nobody was reminded. Ask them first.")
    if meeting.held_on < timezone.localdate():
        raise Refusal("The day of this meeting is over.", "Nobody was reminded.")
    here = Membership.objects.filter(in_office(timezone.now()), pledges_asked__pledge=pledge)
    missing = list(here.exclude(pledges__pledge=pledge).order_by("pk").values_list("pk", flat=True))
    if not missing:
        raise Refusal("Everybody who was asked has answered.", "Nobody needs to be reminded.")
    tell(
        council_id=actor.council.pk,
        what=What.PLEDGE_ASKED,
        about=(PLEDGE, pledge.pk),
        recipients=missing,
        occasion=timezone.localdate().toordinal(),
    )
    record([_entry(actor, "pledge_reminded", pledge, members=missing)])
    return len(missing)


@transaction.atomic
def give_pledge(*, actor: Person, meeting_id: int, sha256: str) -> Pledger:
    """Note that the actor reaffirms confidentiality; ``sha256`` is the hash of the words that they were shown.

    A second time changes nothing. Raises NotYours for somebody who was not asked, Refusal after the day of the meeting
    or for other words than those that were asked.
    """
    pledge = _asked_of(actor, meeting_id, actor.membership.pk)
    if pledge is None:
        raise NotYours("You were not asked for this. The clerk or the chairman asks those who will be there.")
    given = Pledger.objects.filter(pledge=pledge, member=actor.membership).first()
    if given is not None:
        return given
    if sha256 != sha256_of(pledge.wording):
        raise Refusal("These are not the words that you read.", "Nothing was noted. Open the page again.")
    if pledge.meeting.held_on < timezone.localdate():
        raise Refusal("The day of this meeting is over.", "Nothing was noted. Speak to the clerk.")
    made = Pledger.objects.create(pledge=pledge, member=actor.membership, recorded_by=actor.membership)
    _file(actor, pledge, "pledge_given", [actor.membership], "Given on the desk.")
    record([_entry(actor, "pledge_given", pledge, sha256=sha256)])
    return made


@transaction.atomic
def note_pledge(*, actor: Person, meeting_id: int, member_id: int, how: str, given_on: date) -> Pledger:
    """Note a pledge that a member gave on paper or aloud (``how`` is a Pledger.How) on the day ``given_on``.

    Raises NotYours without the power to decide, InvalidInput for a day before it was asked, after the meeting or to
    come, Refusal where the member was not asked or has given it, or gave aloud what was asked in writing.
    """
    actor.require(Power.DECIDE)
    if how not in {Pledger.How.PAPER, Pledger.How.ALOUD}:
        raise InvalidInput("Say whether it was given on paper or aloud.")
    pledge = _asked_of(actor, meeting_id, member_id)
    if pledge is None:
        raise Refusal("This member was not asked.", "Nothing was noted. Ask them first.")
    if pledge.in_writing and how == Pledger.How.ALOUD:
        raise Refusal("It was asked for in writing.", "Nothing was noted. Note it once you have it on paper.")
    if (
        not timezone.localdate(pledge.asked_at)
        <= given_on
        <= min(pledge.meeting.held_on, timezone.localdate())
    ):
        raise InvalidInput(
            "It was given between the day it was asked for and the day of the meeting, and not on a day to come."
        )
    if pledge.pledgers.filter(member_id=member_id).exists():
        raise Refusal("This member has given it already.", "Nothing was changed. The page says when and how.")
    made = Pledger.objects.create(
        pledge=pledge, member_id=member_id, how=how, given_on=given_on, recorded_by=actor.membership
    )
    member = Membership.objects.select_related("user").get(pk=member_id)
    _file(actor, pledge, "pledge_noted", [member], f"Given: {made.get_how_display().lower()}, on {given_on}.")
    facts = {"member": member_id, "how": str(how), "given_on": given_on.isoformat()}
    record([_entry(actor, "pledge_noted", pledge, **facts)])
    return made


def may_ask(actor: Person) -> None:
    """Raise NotYours for anybody but the clerk and the chairman, who hold this power alone."""
    if not actor.may(Power.FLAG):
        raise NotYours("The clerk or the chairman asks members to reaffirm confidentiality.")


def _locked(actor: Person, meeting_id: int) -> Meeting:
    rows = Meeting.objects.select_for_update(no_key=True).filter(council=actor.council)
    found = rows.filter(pk=meeting_id).first()
    if found is None:
        raise Refusal("This meeting is not there.", "Nothing was changed. Open the list of meetings again.")
    return found


def _members(actor: Person, keys: Collection[int]) -> list[Membership]:
    """Return the people of ``keys``, all of whom sit or work inside the council now, or raise InvalidInput."""
    rows = Membership.objects.filter(in_office(timezone.now()), council=actor.council, role__in=INSIDE)
    found = list(rows.filter(pk__in=list(keys)).select_related("user").order_by("user__name", "pk"))
    if not found or len(found) != len(set(keys)):
        raise InvalidInput("Choose the members and officers of the council who will be there.")
    return found


def _asked_of(actor: Person, meeting_id: int, member_id: int) -> Pledge | None:
    """Return the meeting's pledge where it was asked of the member. The meeting's lock lets one answer in at a time."""
    _locked(actor, meeting_id)
    pledge = pledge_of(actor.council.pk, meeting_id)
    asked = pledge is not None and pledge.requests.filter(member_id=member_id).exists()
    return pledge if asked else None


def _entry(actor: Person, verb: str, pledge: Pledge, **facts: object) -> Entry:
    return entry_by(actor, verb, PLEDGE, pledge.pk, meeting=pledge.meeting_id, **facts)


def _file(actor: Person, pledge: Pledge, status: str, people: list[Membership], said: str) -> None:
    """Keep in the archive who was asked or reaffirmed what, as a reader of the record will want it."""
    names = "\n".join(f"{one.user.name}, {one.display_title}" for one in people)
    file_snapshots(
        [
            Filing(
                council_id=actor.council.pk,
                status=status,
                object_type=PLEDGE,
                object_id=pledge.pk,
                title=f"Confidentiality before the closed session: {pledge.meeting}",
                text=f"{pledge.wording}\n\n{said}\n{names}",
                actor_id=actor.user_id,
                people_ids=tuple(one.user_id for one in people),
            )
        ]
    )
