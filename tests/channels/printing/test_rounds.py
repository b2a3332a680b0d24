"""A leaflet round is a checklist of streets, proved when each is ticked or the rest is explained."""

import pytest
from django.test import Client

from portal.channels.models import Channel, Job, Proof, Street, StreetTick
from portal.channels.printing.places import Details, describe_place
from portal.channels.printing.proving import Shown, prove_done
from portal.channels.printing.reading import Row, Where, jobs_read_by
from portal.channels.printing.rounds import checklist, streets_in, tick_streets, untick_street
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.printing.conftest import Board, make_board
from tests.channels.printing.test_proving import TODAY
from tests.makers import make_person
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
STREETS = "High Street\n\n  Mill   Lane \nhigh street\nThe Green"


@pytest.fixture
def on_foot() -> Board:
    board = make_board("leaflet")
    name_streets(board, STREETS)
    return board


def name_streets(board: Board, streets: str) -> None:
    details = Details(keeper_id=board.keeper.membership.pk, streets=streets)
    describe_place(actor=board.clerk, channel_id=board.channel.pk, details=details)


def handed(board: Board) -> Job:
    return board.handed(board.approve("leaflet"))


def named(*names: str) -> list[int]:
    rows = Street.objects.filter(name__in=names).order_by("position")
    return list(rows.values_list("pk", flat=True))


def tick(actor: Person, job: Job, *names: str) -> int:
    return tick_streets(actor=actor, job_id=job.pk, street_ids=named(*names))


def test_a_round_is_its_streets_in_order_each_once(on_foot: Board) -> None:
    assert streets_in(STREETS) == ["High Street", "Mill Lane", "The Green"]
    job = handed(on_foot)
    assert [street.name for street, _ in checklist(job).rows] == ["High Street", "Mill Lane", "The Green"]
    with pytest.raises(InvalidInput, match="200 streets at most"):
        streets_in("\n".join(f"Street {number}" for number in range(201)))
    with pytest.raises(InvalidInput, match="100 characters"):
        streets_in("x" * 101)


def test_each_tick_says_who_and_when_and_the_ticks_prove_the_job(on_foot: Board) -> None:
    job = handed(on_foot)
    assert tick(on_foot.keeper, job, "High Street", "Mill Lane") == 2
    assert tick(on_foot.clerk, job, "Mill Lane", "The Green") == 1
    who = {tick.street.name: tick.by_id for tick in StreetTick.objects.select_related("street")}
    keeper, clerk = on_foot.keeper.membership.pk, on_foot.clerk.membership.pk
    assert who == {"High Street": keeper, "Mill Lane": keeper, "The Green": clerk}
    proof = prove_done(actor=on_foot.keeper, job_id=job.pk, shown=Shown(TODAY()))
    assert (proof.word, proof.left_out) == ("3 of 3 streets ticked.", "")
    assert Row(jobs_read_by(on_foot.clerk).get(pk=job.pk)).where is Where.DONE
    filed = Snapshot.objects.get(object_type="delivery", object_id=job.delivery_id, status="sent")
    assert f"High Street: {on_foot.keeper.membership.shown_name}, " in (filed.text or "")
    assert LedgerEntry.objects.filter(verb="streets_ticked", object_id=job.pk).count() == 2


def test_what_is_left_is_explained_or_the_round_is_not_done(on_foot: Board) -> None:
    job = handed(on_foot)
    tick(on_foot.keeper, job, "High Street")
    with pytest.raises(InvalidInput, match="Not every street is ticked: Mill Lane, The Green"):
        prove_done(actor=on_foot.keeper, job_id=job.pk, shown=Shown(TODAY(), word="Ann"))
    assert not Proof.objects.exists()
    why = "The bridge is closed."
    proof = prove_done(actor=on_foot.keeper, job_id=job.pk, shown=Shown(TODAY(), left_out=why))
    assert (proof.word, proof.left_out) == ("1 of 3 streets ticked.", why)


def test_without_any_tick_somebody_s_word_is_needed_too(on_foot: Board) -> None:
    job = handed(on_foot)
    with pytest.raises(InvalidInput, match="Add a photograph, or write who saw it"):
        prove_done(actor=on_foot.keeper, job_id=job.pk, shown=Shown(TODAY(), left_out="Rain."))


def test_a_tick_by_mistake_is_taken_back_until_the_round_is_proved(on_foot: Board) -> None:
    job = handed(on_foot)
    tick(on_foot.keeper, job, "High Street")
    (street,) = named("High Street")
    untick_street(actor=on_foot.keeper, job_id=job.pk, street_id=street)
    untick_street(actor=on_foot.keeper, job_id=job.pk, street_id=street)
    assert not StreetTick.objects.exists()
    assert LedgerEntry.objects.filter(verb="street_unticked").count() == 1
    tick(on_foot.keeper, job, "High Street", "Mill Lane", "The Green")
    prove_done(actor=on_foot.keeper, job_id=job.pk, shown=Shown(TODAY()))
    for act in (
        lambda: untick_street(actor=on_foot.clerk, job_id=job.pk, street_id=street),
        lambda: tick(on_foot.clerk, job, "Mill Lane"),
    ):
        with pytest.raises(Refusal, match="held, stopped or proved"):
            act()


def test_streets_of_another_round_and_somebody_else_s_job_are_refused(on_foot: Board) -> None:
    job = handed(on_foot)
    other = make_board("leaflet")
    name_streets(other, "Elsewhere")
    with pytest.raises(InvalidInput, match="streets of this round"):
        tick(on_foot.keeper, job, "Elsewhere")
    with pytest.raises(InvalidInput, match="streets of this round"):
        tick(on_foot.keeper, job)
    member = make_person(council=on_foot.clerk.council, role=Role.COUNCILLOR)
    with pytest.raises(NotYours):
        tick(member, job, "High Street")
    with pytest.raises(Refusal, match="no such job"):
        tick(other.clerk, job, "High Street")


def test_a_street_taken_out_of_the_round_stays_with_what_was_ticked(on_foot: Board) -> None:
    job = handed(on_foot)
    tick(on_foot.keeper, job, "High Street")
    name_streets(on_foot, "Church End\nMill Lane")
    rows = [(street.name, found is not None) for street, found in checklist(job).rows]
    assert sorted(rows) == [("Church End", False), ("High Street", True), ("Mill Lane", False)]
    later = handed(on_foot)
    assert [street.name for street, _ in checklist(later).rows] == ["Church End", "Mill Lane"]


def test_the_checklist_is_ticked_on_its_page(on_foot: Board, client: Client) -> None:
    job = handed(on_foot)
    client.force_login(on_foot.keeper.membership.user)
    address = f"/{on_foot.clerk.council.slug}/desk/jobs/{job.pk}/"
    high, mill = named("High Street", "Mill Lane")
    answer = client.post(f"{address}streets/", {"streets": [high, mill]}, follow=True)
    html = answer.content.decode()
    assert "2 of 3 streets ticked" in html
    assert "2 streets ticked. 1 left." in html
    assert client.post(f"{address}streets/", {"streets": []}).status_code == 422
    offered = client.get(f"{address}streets/").content.decode()
    assert "The Green" in offered
    assert "Mill Lane" not in offered
    prove = client.get(f"{address}done/").content.decode()
    assert "Not ticked: The Green." in prove
    assert client.post(f"{address}streets/{mill}/untick/", follow=True).status_code == 200
    assert client.get(f"{address}streets/{mill}/untick/").status_code == 404


def test_a_board_has_no_streets(board: Board, client: Client) -> None:
    job = board.handed()
    client.force_login(board.clerk.membership.user)
    slug = board.clerk.council.slug
    assert client.get(f"/{slug}/desk/jobs/{job.pk}/streets/").status_code == 404
    assert (
        "Streets of the round"
        not in client.get(f"/{slug}/desk/channels/{board.channel.pk}/place/").content.decode()
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_tick_one_street_at_once_tick_it_once() -> None:
    board = make_board("leaflet")
    name_streets(board, "High Street")
    job = handed(board)
    found = at_once(
        lambda: tick(board.keeper, job, "High Street"), lambda: tick(board.clerk, job, "High Street")
    )
    assert sorted(str(one) for one in found) == ["0", "1"]
    assert StreetTick.objects.count() == 1
    assert Channel.objects.filter(pk=board.channel.pk).exists()
