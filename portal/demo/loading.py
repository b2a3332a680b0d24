"""Filling an empty installation with two lively councils, by the product's own verbs alone."""

from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from policies.documents.adopting import Adoption
from policies.packs.loading import adopt_with_rules, draft_from_pack, pack_called
from portal.channels.contacts import add_contact, opt_out
from portal.channels.models import Channel
from portal.channels.opening import open_standard_channels
from portal.channels.voices import give_voice
from portal.councils.appointing import appoint
from portal.councils.bodies import change_body
from portal.councils.delegating import delegate
from portal.councils.founding import found_council
from portal.councils.models import Body, Council, User
from portal.councils.offices import Particulars
from portal.councils.people import Person, person_now
from portal.councils.permitting import permit_drafting
from portal.councils.powers import Role
from portal.councils.recording import entry_by_machine
from portal.demo.acting import play
from portal.demo.carrying import work_on_paper
from portal.demo.cast import (
    BOTH_ADDRESS,
    BOTH_NAME,
    BOTH_TITLE,
    COUNCILS,
    DEMO_PASSWORD,
    address_of,
)
from portal.demo.clock import DemoClock, play_in_order, told_by
from portal.demo.commenting import be_commented_on, be_named
from portal.demo.complaining import TROUBLED
from portal.demo.costing import account_for
from portal.demo.enlivening import enliven_parish, enliven_town
from portal.demo.filming import with_film
from portal.demo.minuting import deal_with
from portal.demo.picturing import hang_pictures
from portal.demo.pressing import be_asked
from portal.demo.registering import keep_register
from portal.demo.script import Cast, Item, next_weekday
from portal.demo.surveying import answer_surveys
from portal.demo.texts import business, pellworth, pellworth_short, pitstone
from portal.demo.texts.surveys import survey
from portal.drafts.content import LONDON
from portal.records.ledger import record

_WEEKS = 4
_THURSDAY = 3
_DAYS_SINCE_ADOPTION = 65
_BEFORE_NOW = timedelta(minutes=2)
"""The demo's clock ends so long before the present: its own ticks must not reach into the future."""
_BUSINESS = {"ptc": business.PELLWORTH, "pitstone": business.PITSTONE}
_LOCK = 7_310_904
"""The advisory lock that keeps two starts at once from filling the same installation twice."""


def load_if_empty() -> bool:
    """Load the demo where there is no council yet; False (and nothing done) where there is one.

    All of it is one transaction: a crash in the middle leaves nothing, and the next call loads it whole.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:  # held until the transaction ends
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if Council.objects.exists():
            return False
        clock = DemoClock(timezone.now() - _BEFORE_NOW, days_ago=_WEEKS * 7)
        with told_by(clock):
            companies = _found_all(clock.today)
            play_in_order(
                [
                    *(deal_with(_BUSINESS[cast.slug], people, clock) for people, cast in companies),
                    *(be_asked(_BUSINESS[cast.slug].press, people, clock) for people, cast in companies),
                    *(account_for(people, clock) for people, _ in companies),
                    *(answer_surveys(people, clock) for people, _ in companies),
                    *(be_commented_on(people, clock) for people, _ in companies),
                    *(story(people, clock) for people, _ in companies for story in TROUBLED),
                    *(
                        play(item, people, clock)
                        for people, cast in companies
                        for item in with_film(_items(cast, clock.today), people["clerk"])
                    ),
                ],
                clock,
            )
            for people, cast in companies:
                if cast.slug == "pitstone":
                    work_on_paper(people, clock)
                    enliven_parish(people, clock)
                else:
                    enliven_town(people, clock)
                keep_register(people, clock)
                be_named(people["officer"])
        councils = Council.objects.order_by("pk").values_list("pk", flat=True)
        began = clock.began.isoformat()
        record([entry_by_machine(pk, "demo_loaded", "council", pk, clock_began=began) for pk in councils])
        return True


def _items(cast: Cast, today: date) -> list[Item]:
    if cast.slug == "ptc":
        return [
            *pellworth.releases(today),
            *pellworth.letters(today),
            *pellworth_short.notices(today),
            survey(today),
            *pellworth_short.posts(today),
        ]
    return [*pitstone.papers(today), *pitstone.notices(today)]


def _found_all(today: date) -> list[tuple[dict[str, Person], Cast]]:
    """Found the councils; returns each one's people by the first part of their address."""
    companies = [(_found(cast, today), cast) for cast in COUNCILS]
    # One hash for all: hashing is made to be slow, and the password is printed for everybody anyway.
    User.objects.update(password=make_password(DEMO_PASSWORD))
    return companies


def _found(cast: Cast, today: date) -> dict[str, Person]:
    """Found one council with its voices, channels, people, rules and press list."""
    council = found_council(
        slug=cast.slug, name=cast.name, kind=cast.kind, second_factor_required=False, **cast.details
    )
    own = Body.objects.get(council=council, kind=Body.Kind.COUNCIL)
    open_standard_channels(own)
    people = {}
    for part in cast.people:
        made = appoint(
            council=council,
            email=address_of(cast, part),
            name=part.name,
            role=part.role,
            particulars=Particulars(
                title=part.title,
                organisation=part.organisation,
                organisation_email=part.organisation_email,
                ward=part.ward,
            ),
        )
        people[part.who] = person_now(made.pk)
    appoint(council=council, email=BOTH_ADDRESS, name=BOTH_NAME, role=Role.CLERK, title=BOTH_TITLE)
    clerk = people["clerk"]
    for charity in cast.charities:
        body = give_voice(actor=clerk, council=council, kind=Body.Kind.CHARITY, name=charity.name)
        change_body(
            actor=clerk,
            body_id=body.pk,
            accent_colour=charity.accent_colour,
            letterhead_note=charity.letterhead_note,
        )
    Channel.objects.filter(council=council, connector="press_email").update(settings={"from": council.email})
    _settle(cast, people, today)
    return people


def _adopt(cast: Cast, clerk: Person, today: date) -> None:
    """Enter that the council adopted its policy at a meeting before the demo begins, with the rules of its pack."""
    draft = draft_from_pack(actor=clerk, pack=pack_called(cast.pack))
    resolved = Adoption(next_weekday(today, _THURSDAY, -_DAYS_SINCE_ADOPTION), cast.minute_of_policy)
    adopt_with_rules(actor=clerk, version_id=draft.pk, adoption=resolved)


def _settle(cast: Cast, people: dict[str, Person], today: date) -> None:
    """Put the policy in force, say whom the clerk permits and nominates, and who gets the press mail."""
    clerk = people["clerk"]
    _adopt(cast, clerk, today)
    for who, kind, reason in cast.permitted:
        permit_drafting(actor=clerk, holder=people[who].membership, kind=kind, reason=reason)
    if cast.slug == "ptc":
        hang_pictures(clerk)
    leave = datetime.combine(next_weekday(today, 0, 14), time(9), tzinfo=LONDON)
    delegate(
        actor=clerk,
        holder=people["officer"].membership,
        starts_at=leave,
        until=leave + timedelta(days=11),
        reason=f"Annual leave of the {clerk.membership.display_title}.",
        minute_reference=cast.minute_of_delegation,
    )
    for reader in cast.readers:
        more = {"kind": reader.kind, "telephone": reader.telephone, "agreed": reader.agreed}
        contact = add_contact(actor=clerk, name=reader.name, email=reader.email, outlet=reader.outlet, **more)
        if reader.left:
            opt_out(contact=contact)
