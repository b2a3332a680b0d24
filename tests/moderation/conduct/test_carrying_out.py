"""A suspension gives way and is lifted in its case; what is asked for, what is ordered, and when it is done."""

from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone

from moderation.conduct.capturing import Shown
from moderation.conduct.carrying_out import close_case, prove, review_suspension
from moderation.conduct.packing import pack_words, take_pack
from moderation.conduct.told import told_words
from moderation.models import ConductCase
from policies.models import Clause
from portal.channels.models import Channel, NewsItem, Particulars
from portal.channels.register.closing import recall_closure
from portal.councils.delegating import delegate
from portal.councils.people import Person, person_now
from portal.councils.powers import Power
from portal.councils.suspending import suspend
from portal.refusals import InvalidInput, Refusal
from tests.makers import sign_in
from tests.makers.conduct import make_answered, make_outcome, mark_on
from tests.moderation.conduct.test_reporting import png

pytestmark = pytest.mark.django_db
SOON = date(2199, 1, 1)

A_THREAD = "".join(map(chr, range(0x1F600, 0x1F650)))
"""Eighty faces, as a family's thread of messages has them."""


@pytest.fixture
def answered(clerk: Person, councillor: Person, clause: Clause) -> ConductCase:
    return make_answered(about=councillor, handler=clerk, clause=clause)


def test_a_day_that_is_over_is_no_review_date(answered: ConductCase, clerk: Person) -> None:
    with pytest.raises(InvalidInput, match="a day to come"):
        make_outcome(answered, by=clerk, kind="suspension", review_on=timezone.localdate())


def test_a_suspension_out_of_a_case_is_lifted_in_its_case_alone(
    answered: ConductCase, clerk: Person, councillor: Person
) -> None:
    outcome = make_outcome(answered, by=clerk, kind="suspension", review_on=SOON)
    at = f"/{clerk.council.slug}/desk/people/suspensions/{outcome.suspension_id}/lift/"

    sent = sign_in(clerk).post(at, {"reason": "I think so."})
    assert "it is lifted where it was decided" in sent.content.decode()
    page = f"/{clerk.council.slug}/desk/people/{councillor.membership.pk}/"
    shown = sign_in(clerk).get(page).content.decode()
    assert at not in shown
    assert f"/{clerk.council.slug}/desk/conduct/{answered.pk}/" in shown
    assert "Publishing rights suspended" in sign_in(councillor).get(page).content.decode()
    assert "is lifted where" not in sign_in(councillor).get(page).content.decode()
    assert not person_now(councillor.membership.pk).may(Power.DRAFT)
    review_suspension(actor=clerk, outcome_id=outcome.pk, kind="date", lifted=True, reason="Heard.")
    assert person_now(councillor.membership.pk).may(Power.DRAFT)


def test_who_handles_no_case_is_offered_neither_the_button_nor_the_case(
    answered: ConductCase, clerk: Person, officer: Person, councillor: Person
) -> None:
    make_outcome(answered, by=clerk, kind="suspension", review_on=SOON)
    now = timezone.now()
    given = {"powers": ["MANAGE_PEOPLE"], "starts_at": now, "until": now + timedelta(days=9)}
    delegate(actor=clerk, holder=officer.membership, reason="Leave.", **given)  # type: ignore[arg-type]

    shown = sign_in(officer).get(f"/{clerk.council.slug}/desk/people/{councillor.membership.pk}/").content
    assert "is lifted where it was decided" in shown.decode()
    assert (
        "/desk/conduct/"
        not in shown.decode().partition("Publishing rights suspended")[2].partition("</div>")[0]
    )


def test_a_suspension_of_no_case_is_lifted_on_the_person_s_page(clerk: Person, councillor: Person) -> None:
    made = suspend(actor=clerk, member=councillor.membership, reason="Posts.", review_on=SOON)

    at = f"/{clerk.council.slug}/desk/people/"
    shown = sign_in(clerk).get(f"{at}{councillor.membership.pk}/").content.decode()
    assert f"{at}suspensions/{made.pk}/lift/" in shown
    assert "is lifted where" not in shown


def test_a_suspension_of_another_case_gives_way_to_the_decision_and_keeps_its_time(
    answered: ConductCase, clerk: Person, councillor: Person
) -> None:
    long, short = timezone.now() + timedelta(days=60), timezone.now() + timedelta(days=20)
    first = make_outcome(answered, by=clerk, kind="suspension", until=long)
    other = make_answered(about=councillor, handler=clerk, clause=answered.clauses.get().clause)

    made = make_outcome(other, by=clerk, kind="suspension", until=short)

    assert first.suspension is not None
    assert made.suspension is not None
    first.suspension.refresh_from_db()
    assert first.suspension.ended_at is not None
    assert (made.suspension.until, made.suspension.ended_at) == (long, None)
    assert not person_now(councillor.membership.pk).may(Power.DRAFT)


def test_what_stands_outside_is_asked_for_unless_it_is_the_council_s(
    answered: ConductCase, clerk: Person, councillor: Person, item: NewsItem
) -> None:
    due = timezone.localdate()
    channel = Channel.objects.get(council=clerk.council, connector="newsroom")
    outside = make_outcome(answered, by=clerk, kind="removal", account="https://example.org/p", due_on=due)
    on_ours = make_outcome(
        answered, by=clerk, kind="removal", account="A post", channel_id=channel.pk, due_on=due
    )
    ours = make_outcome(answered, by=clerk, kind="removal", account=item.reference, due_on=due)

    Particulars.objects.update_or_create(
        channel=channel, defaults={"address": "https://social.example.org/council/"}
    )
    where = "https://social.example.org/council/posts/7"
    posted = make_outcome(answered, by=clerk, kind="removal", account=where, due_on=due)

    asked = [one.requested for one in (outside, on_ours, ours, posted)]
    assert asked == [True, False, False, False]
    assert ours.evidence is not None
    assert ours.evidence.publication == item.publication
    page = f"/{clerk.council.slug}/desk/conduct/mine/{answered.pk}/"
    assert item.headline in sign_in(councillor).get(page).content.decode()
    with pytest.raises(Refusal, match="withdraw it first"):
        prove(actor=clerk, outcome_id=ours.pk, note="I looked.", shown=Shown())


def test_a_recalled_closure_keeps_no_case_open(answered: ConductCase, clerk: Person) -> None:
    channel = Channel.objects.get(council=clerk.council, connector="newsroom")
    due = timezone.localdate() + timedelta(days=3)
    order = make_outcome(answered, by=clerk, kind="closure", channel_id=channel.pk, due_on=due)
    recall_closure(actor=clerk, closure_id=order.closure_id or 0, reason="It stays.")

    prove(actor=clerk, outcome_id=order.pk, note="It was recalled.", shown=Shown())
    close_case(actor=clerk, case_id=answered.pk, reason="Done.")


def test_in_a_case_about_the_clerk_an_open_channel_is_not_said_to_be_closed(
    clerk: Person, chair: Person, clause: Clause
) -> None:
    made = make_answered(about=clerk, handler=chair, clause=clause)
    channel = Channel.objects.get(council=clerk.council, connector="newsroom")
    due = timezone.localdate() + timedelta(days=3)
    order = make_outcome(made, by=chair, kind="closure", channel_id=channel.pk, due_on=due, minute="65/26")

    with pytest.raises(Refusal, match="still open"):
        prove(actor=chair, outcome_id=order.pk, note="It is closed.", shown=Shown())
    Channel.objects.filter(pk=channel.pk).update(is_open=False)
    prove(actor=chair, outcome_id=order.pk, note="It is closed.", shown=Shown())


def test_a_pack_is_printed_with_an_emoji_and_brings_its_files_by_their_hashes(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    made = make_answered(
        about=councillor, handler=clerk, clause=clause, shown=Shown(pasted=f"Well {A_THREAD}", file=png())
    )
    make_outcome(made, by=clerk)
    kept = made.evidence.get(kind="file")

    taken = take_pack(actor=clerk, case_id=made.pk, form="zip", names_reporter=False, reason="")

    name = f"case-{made.reference.lower()}"
    with ZipFile(BytesIO(taken.raw)) as packed:
        assert packed.namelist() == [f"{name}.json", f"{name}.pdf", f"files/{kept.sha256}-pixels.png"]
        assert packed.read(f"{name}.pdf").startswith(b"%PDF-")
        assert A_THREAD in packed.read(f"{name}.json").decode()
    whole = take_pack(actor=clerk, case_id=made.pk, form="zip", names_reporter=True, reason="They agreed.")
    with ZipFile(BytesIO(whole.raw)) as packed:
        raw = packed.read(f"files/{kept.sha256}.png")
    assert sha256(raw).hexdigest() == kept.sha256


def test_a_suspension_is_said_to_last_until_the_end_of_the_day_that_was_decided(
    answered: ConductCase, clerk: Person, councillor: Person
) -> None:
    home, client = f"/{clerk.council.slug}/desk/", sign_in(clerk)
    typed = {"kind": "suspension", "clause": answered.clauses.get().pk, "reason": "x", "personal": "no"}
    at = f"{home}conduct/{answered.pk}/decide/"
    sent = client.post(at, {**typed, "ends_on": "2199-07-01", "seen": mark_on(client, at)})
    assert sent.status_code == 302

    pages = [client.get(f"{home}{one}") for one in (f"conduct/{answered.pk}/", "people/")]
    pages.append(client.get(f"{home}people/{councillor.membership.pk}/"))
    pages.append(sign_in(councillor).get(f"{home}conduct/mine/{answered.pk}/"))
    html = [one.content.decode() for one in pages]
    assert ["ntil the end of Monday 1 July 2199" in one for one in html] == [True] * 4
    assert not any("2 July 2199" in one for one in html)
    (told,) = told_words(answered)["decided"]
    answered.refresh_from_db()
    (packed,) = pack_words(answered, timezone.now(), names_reporter=False)["outcomes"]
    assert [one["last_day_of_suspension"] for one in (told, packed)] == ["2199-07-01"] * 2
    assert {one["suspended_until"] for one in (told, packed)} == {"2199-07-01T23:00:00+00:00"}


def test_a_suspension_without_an_end_has_no_last_day(answered: ConductCase, clerk: Person) -> None:
    make_outcome(answered, by=clerk, kind="suspension", review_on=SOON)
    make_outcome(answered, by=clerk)

    told = told_words(answered)["decided"]
    packed = pack_words(answered, timezone.now(), names_reporter=False)["outcomes"]
    assert [one["last_day_of_suspension"] for one in told] == ["", ""]
    assert [one["last_day_of_suspension"] for one in packed] == [None, None]
