"""Running a paid campaign: entering it, what it cost, what came of it, stopping it before its time."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.channels.campaigns.gates import why_regard
from portal.channels.models import Campaign, CampaignCost, Channel
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.drafts.costs.reaching import entries_for, require_enterer
from portal.drafts.costs.recording import Cost, record_cost
from portal.drafts.models import CostEntry
from portal.drafts.models.cost import MOST_PENCE
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

ABOUT = "campaign"
_LONGEST = {"title": 150, "place": 150, "audience": 300, "aim": 500, "authority": 100}
_CALLED = {"title": "name", "place": "place", "audience": "audience", "aim": "aim", "authority": "authority"}
_MOST = 2_000_000_000


@dataclass(frozen=True)
class Planned:
    """A campaign as it is entered; ``budget`` in pence without VAT, both days included."""

    title: str
    place: str
    audience: str
    aim: str
    budget: int
    authority: str
    begins_on: date
    ends_on: date
    regard: str = ""
    channel_id: int | None = None


@dataclass(frozen=True)
class Came:
    """What came of a campaign, as far as it is known; ``result_called`` names what its results are."""

    reach: int | None = None
    clicks: int | None = None
    results: int | None = None
    result_called: str = ""


@transaction.atomic
def enter_campaign(*, actor: Person, planned: Planned) -> Campaign:
    """Enter a campaign for which the council pays.

    Raises NotYours without the power, InvalidInput for what is missing or cannot be, Refusal where it runs into the
    time before a poll and does not say what regard was had to that.
    """
    actor.require(Power.MANAGE_CHANNELS)
    words = {name: stated(getattr(planned, name)) for name in _LONGEST}
    if missing := [_CALLED[name] for name, said in words.items() if not said]:
        raise InvalidInput(f"This is missing: {', '.join(missing)}.")
    if long := [_CALLED[name] for name, said in words.items() if len(said) > _LONGEST[name]]:
        raise InvalidInput(f"This is too long: {', '.join(long)}.")
    if planned.ends_on < planned.begins_on:
        raise InvalidInput("It would end before it begins.")
    if not 0 <= planned.budget <= MOST_PENCE:
        raise InvalidInput("Enter a budget between £0 and £10,000,000.")
    if planned.channel_id is not None:
        mine = Channel.objects.filter(pk=planned.channel_id, council=actor.council)
        if not mine.exists():
            raise InvalidInput("This council has no such channel.")
    regard = _regard(planned.regard)
    why = why_regard(actor.council.pk, planned.begins_on, planned.ends_on)
    if why and not regard:
        raise Refusal(
            why, "Choose other days, or say what regard was had to this: it is kept with the record."
        )
    made = Campaign.objects.create(
        council=actor.council,
        channel_id=planned.channel_id,
        budget_pence=planned.budget,
        begins_on=planned.begins_on,
        ends_on=planned.ends_on,
        regard=regard,
        entered_by=actor.membership,
        **words,
    )
    facts = {
        "budget_pence": made.budget_pence,
        "begins_on": made.begins_on.isoformat(),
        "ends_on": made.ends_on.isoformat(),
        "near_a_poll": bool(why),
    }
    record([reasoned(actor, "campaign_entered", ABOUT, made.pk, reason=regard, **facts)])
    return made


@transaction.atomic
def note_regard(*, actor: Person, campaign_id: int, reason: str) -> Campaign:
    """Say what regard was had to a poll that came near after the campaign was entered.

    Raises NotYours without the power, InvalidInput without words, Refusal for another council's campaign.
    """
    actor.require(Power.MANAGE_CHANNELS)
    regard = _regard(reason)
    if not regard:
        raise InvalidInput("Say what regard was had to the poll.")
    if Campaign.objects.filter(pk=campaign_id, council=actor.council).update(regard=regard) != 1:
        raise Refusal("This council has no such campaign.")
    record([reasoned(actor, "campaign_regarded", ABOUT, campaign_id, reason=regard)])
    return Campaign.objects.get(pk=campaign_id)


@transaction.atomic
def note_results(*, actor: Person, campaign_id: int, came: Came) -> Campaign:
    """Note what came of a campaign so far; what was noted before is replaced, and the ledger has both.

    Raises NotYours for who enters no costs, InvalidInput for numbers that cannot be or results without their name,
    Refusal for another council's campaign.
    """
    require_enterer(actor)
    called = stated(came.result_called)[:80]
    numbers = {"reach": came.reach, "clicks": came.clicks, "results": came.results}
    if any(value is not None and not 0 <= value <= _MOST for value in numbers.values()):
        raise InvalidInput("These numbers cannot be.")
    if came.results is not None and not called:
        raise InvalidInput("Say what the results are, such as sign-ups.")
    rows = Campaign.objects.filter(pk=campaign_id, council=actor.council)
    if rows.update(**numbers, result_called=called) != 1:
        raise Refusal("This council has no such campaign.")
    record([entry_by(actor, "campaign_results_noted", ABOUT, campaign_id, **numbers)])
    return Campaign.objects.get(pk=campaign_id)


@transaction.atomic
def stop_campaign(*, actor: Person, campaign_id: int, reason: str) -> Campaign:
    """Note that a campaign was stopped before its time.

    Raises NotYours without the power, InvalidInput without a reason, Refusal where it was stopped already.
    """
    actor.require(Power.MANAGE_CHANNELS)
    if not stated(reason):
        raise InvalidInput("Say why it was stopped.")
    rows = Campaign.objects.filter(pk=campaign_id, council=actor.council, stopped_at__isnull=True)
    if rows.update(stopped_at=timezone.now()) != 1:
        raise Refusal("It was stopped already, or is not in the list.", "Nothing was changed.")
    record([reasoned(actor, "campaign_stopped", ABOUT, campaign_id, reason=reason)])
    return Campaign.objects.get(pk=campaign_id)


@transaction.atomic
def spend(*, actor: Person, campaign_id: int, cost: Cost) -> CostEntry:
    """Enter in the account of publicity what was spent on a campaign, and count it there: it is entered once.

    Raises what record_cost() raises, and Refusal for another council's campaign.
    """
    campaign = _own(actor, campaign_id)
    made = record_cost(actor=actor, cost=cost)
    CampaignCost.objects.create(campaign=campaign, entry=made)
    record([entry_by(actor, "campaign_cost_counted", ABOUT, campaign.pk, cost=made.pk)])
    return made


@transaction.atomic
def count_entry(*, actor: Person, campaign_id: int, entry_id: int) -> CampaignCost:
    """Count an entry that stands in the account already for a campaign.

    Raises NotYours for who enters no costs, InvalidInput for an entry that is not the council's or was corrected,
    Refusal where it counts for a campaign already.
    """
    require_enterer(actor)
    campaign = _own(actor, campaign_id)
    entry = entries_for(actor).filter(pk=entry_id, corrected_by__isnull=True).first()
    if entry is None:
        raise InvalidInput("The account has no such entry, or it was corrected: choose the later one.")
    try:
        with transaction.atomic():
            made = CampaignCost.objects.create(campaign=campaign, entry=entry)
    except IntegrityError as error:
        raise Refusal("This entry counts for a campaign already.", "Nothing was changed.") from error
    record([entry_by(actor, "campaign_cost_counted", ABOUT, campaign.pk, cost=entry.pk)])
    return made


def _own(actor: Person, campaign_id: int) -> Campaign:
    found = Campaign.objects.filter(pk=campaign_id, council=actor.council).first()
    if found is None:
        raise Refusal("This council has no such campaign.")
    return found


def _regard(words: str) -> str:
    said = stated(words)
    if len(said) > 1000:
        raise InvalidInput("Say what regard was had in up to 1,000 characters.")
    return said
