"""The pages of the register: what each shows to whom, and what a form keeps when it is refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.channels.models import Access, Channel, Closure, Particulars
from portal.channels.register.holding import Given, give_access
from portal.councils.models import Body
from portal.councils.templatetags.words import day
from tests.channels.register.conftest import Town
from tests.makers import make_channels, sign_in

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(name, args=["ptc", *args])


def test_a_councillor_proposes_on_the_page_and_is_told_what_is_missing(town: Town) -> None:
    client = sign_in(town.member)
    typed = {"connector": "noticeboard", "name": "Village group", "body": Body.objects.get().pk}

    refused = client.post(at("propose_channel"), {**typed, "purpose": ""})
    taken = client.post(
        at("propose_channel"), {**typed, "purpose": "News", "address": "https://example.org/g"}
    )

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert "Say what the channel is for" in refused.content.decode()
    assert 'value="Village group"' in refused.content.decode()
    made = Channel.objects.get(approval="proposed")
    page = client.get(at("channel", made.pk)).content.decode()
    assert "Nothing can go out on it yet." in page
    assert "it is on no agenda yet" in page
    assert "The council approved it" not in page


def test_the_clerk_sees_it_on_the_desk_and_enters_the_approval(town: Town) -> None:
    made, client = town.propose(), sign_in(town.clerk)
    assert "it is on no agenda yet" not in client.get(at("desk_home")).content.decode()
    assert "on no agenda yet" in client.get(at("desk_home")).content.decode()

    answer = client.post(at("approve_channel", made.pk), {"minute": "52/26", "on": timezone.localdate()})

    assert answer.headers["Location"] == at("channel", made.pk)
    page = client.get(at("channel", made.pk)).content.decode()
    assert "Approved: minute 52/26" in page
    assert "Village group" not in client.get(at("desk_home")).content.decode()


def test_the_page_says_what_is_noted_and_escapes_it(town: Town) -> None:
    client = sign_in(town.clerk)
    typed = {
        "purpose": "To say <b>what</b> is new.",
        "house_rules": "No names of children.",
        "complaints": "Write to the clerk.",
        "branding": "Crest and full name",
        "speaks_every": "14",
    }
    assert client.post(at("describe_channel", town.board.pk), typed).status_code == 302

    page = client.get(at("channel", town.board.pk)).content.decode()
    for words in ("&lt;b&gt;what&lt;/b&gt;", "No names of children.", "Crest and full name", "every 14 days"):
        assert words in page
    public = client.get("/ptc/channels/").content.decode()
    assert "Write to the clerk." in public
    assert "No names of children." in public
    assert "Crest and full name" not in public


def test_whoever_connects_channels_gets_from_its_page_to_the_connection_and_others_read_how_it_stands(
    town: Town,
) -> None:
    (channel,) = make_channels(town.council, "mastodon")
    link = f'href="{at("connect_channel", channel.pk)}"'

    of_the_clerk = sign_in(town.clerk).get(at("channel", channel.pk)).content.decode()
    of_a_member = sign_in(town.member).get(at("channel", channel.pk)).content.decode()
    of_a_board = sign_in(town.clerk).get(at("channel", town.board.pk)).content.decode()

    assert ("Not connected" in of_the_clerk, link in of_the_clerk) == (True, True)
    assert ("Not connected" in of_a_member, link in of_a_member) == (True, False)
    assert "Connection</dt>" not in of_a_board


@pytest.mark.parametrize("sort", Particulars.Application.values)
def test_the_sort_of_application_its_audience_and_its_review_are_noted_on_the_page(
    town: Town, sort: str
) -> None:
    client, due = sign_in(town.clerk), timezone.localdate() + timedelta(days=200)
    typed = {
        "purpose": "To say what is new.",
        "audience": "Families in the east of the town",
        "application": sort,
        "review_on": due.isoformat(),
    }

    assert client.post(at("describe_channel", town.board.pk), typed).status_code == 302

    kept = Particulars.objects.get(channel=town.board)
    assert (kept.audience, kept.application, kept.review_on) == (typed["audience"], sort, due)
    page = client.get(at("channel", town.board.pk)).content.decode()
    assert typed["audience"] in page
    assert kept.get_application_display() in page
    assert f"<dt>Reviewed next</dt><dd>{day(due)}</dd>" in page


def test_the_register_says_where_no_day_of_review_is_set_and_only_who_may_is_led_to_set_it(
    town: Town,
) -> None:
    Particulars.objects.create(channel=town.newsroom, purpose="P", review_on=timezone.localdate())
    town.propose()
    says, link = "No day is set for its yearly review", "Set the day of its review"
    clerk, member = sign_in(town.clerk), sign_in(town.member)

    assert clerk.get(at("channels")).content.decode().count(says) == 1
    of_the_board = clerk.get(at("channel", town.board.pk)).content.decode()
    assert (says in of_the_board, link in of_the_board) == (True, True)
    assert "It is to be reviewed" not in of_the_board
    of_a_member = member.get(at("channel", town.board.pk)).content.decode()
    assert (says in of_a_member, link in of_a_member) == (True, False)
    proposed = Channel.objects.get(approval="proposed")
    for one in (town.newsroom, proposed):
        assert says not in clerk.get(at("channel", one.pk)).content.decode()


def test_a_channel_is_closed_until_a_day_and_its_page_says_when_it_opens_by_itself(town: Town) -> None:
    client, until = sign_in(town.clerk), timezone.localdate() + timedelta(days=20)
    typed = {"public_message": "We move house. Look at the newsroom.", "until": until.isoformat()}
    asked = client.get(at("close_channel", town.board.pk)).content.decode()
    assert "as long as the channel is connected, that is read and comes to the desk all the same." in asked

    assert client.post(at("close_channel", town.board.pk), typed).status_code == 302

    kept = Channel.objects.get(pk=town.board.pk)
    assert (kept.is_open, kept.closed_until) == (False, until)
    page = client.get(at("channel", town.board.pk)).content.decode()
    assert f"Readers are told: {typed['public_message']} It opens by itself on {day(until)}." in page
    assert typed["public_message"] in client.get("/ptc/channels/").content.decode()


def test_the_public_page_links_the_outside_page_and_hides_what_was_never_approved(town: Town) -> None:
    Particulars.objects.create(channel=town.board, purpose="P", address="https://social.example/@ptc")
    town.propose()

    page = sign_in(town.clerk).get("/ptc/channels/").content.decode()

    assert '<a href="https://social.example/@ptc" rel="me noopener noreferrer">' in page
    assert "Village group" not in page


def test_ordering_a_closure_leaves_a_task_and_the_public_message(town: Town) -> None:
    client = sign_in(town.clerk)
    typed = {"reason": "Nobody reads it.", "public_message": "Find us here.", "due_on": timezone.localdate()}
    asked = client.get(at("order_closure", town.board.pk)).content.decode()
    assert "until then, what people write there is read as long as the channel is connected." in asked
    client.post(at("order_closure", town.board.pk), typed)

    made = Closure.objects.get()
    assert "its proof is waited for" in client.get(at("desk_home")).content.decode()
    assert "Find us here." in client.get("/ptc/channels/").content.decode()
    empty = client.post(at("prove_closed", made.pk), {"on": timezone.localdate()})
    assert empty.status_code == 400
    assert "Write who looked" in empty.content.decode()
    client.post(at("prove_closed", made.pk), {"on": timezone.localdate(), "word": "I looked."})
    page = client.get(at("channel", town.board.pk)).content.decode()
    assert "I looked." in page
    assert "closed for good" in client.get("/ptc/channels/").content.decode()
    assert client.get(at("closure_picture", made.pk)).status_code == 404


def test_giving_and_ending_access_on_the_page(town: Town) -> None:
    client = sign_in(town.clerk)
    typed = {"part": "owner", "member": town.officer.membership.pk, "since": timezone.localdate()}
    client.post(at("give_channel_access", town.board.pk), typed)

    row = Access.objects.get()
    page = client.get(at("channel", town.board.pk)).content.decode()
    assert f"<strong>{row.who}</strong>: owner" in page
    client.post(at("end_channel_access", row.pk), {"note": "Password changed."})
    assert "Password changed." in client.get(at("channel", town.board.pk)).content.decode()


def test_thirty_channels_with_everything_cost_as_many_queries_as_one(town: Town) -> None:
    client = sign_in(town.clerk)

    def filled(channel: Channel) -> None:
        Particulars.objects.create(channel=channel, purpose="P", speaks_every=3)
        given = Given("owner", timezone.localdate(), member_id=town.officer.membership.pk)
        give_access(actor=town.clerk, channel_id=channel.pk, given=given)

    filled(town.board)
    addresses = [at("channels"), at("desk_home"), at("channel", town.board.pk)]
    counts = []
    for round_ in range(2):
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts.append(len(asked))
        if round_ == 0:
            body = Body.objects.get()
            for number in range(29):
                filled(
                    Channel.objects.create(
                        council=town.council, body=body, connector="noticeboard", name=f"Board {number}"
                    )
                )
    assert counts[:3] == counts[3:]


def test_a_decision_refused_by_the_form_keeps_what_was_typed(town: Town) -> None:
    made = town.propose()
    answer = sign_in(town.clerk).post(
        at("refuse_channel", made.pk), {"minute": "52/26", "on": "", "reason": "No"}
    )

    assert answer.status_code == 422
    assert 'value="52/26"' in answer.content.decode()
