"""An item withdrawn with its headline: no reader sees a word of it, and whoever kept its address still arrives."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from approvals.taking_headlines import NoHeadlineLeft, take_headline_away
from approvals.withdrawing import withdraw
from portal.channels.connectors.newsroom import CONTEXT
from portal.channels.mail.sheet import sheet_of
from portal.channels.models import Command, NewsItem, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.post import compose
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder, erase
from portal.refusals import InvalidInput, NotYours
from tests.makers import make_approved, make_channels, make_council, make_person, sign_in
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
HEADLINE = "Zebedee Grimshaw emptied the till"
FEEDS = ("feed.atom", "feed.rss", "feed.json")


@pytest.fixture
def clerk() -> Person:
    council = make_council(slug="pellworth")
    make_channels(council, "newsroom", "press_email")
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def shown(clerk: Person) -> Publication:
    """Return an issue that stands in the newsroom under the headline."""
    publication = make_approved(author=clerk, clerk=clerk, title=HEADLINE)
    carry(RowKind.DELIVERY, publication.deliveries.get(channel__connector="newsroom").pk)
    return Publication.objects.get(pk=publication.pk)


def take_back(clerk: Person, publication: Publication, *, headline: bool) -> Publication:
    """Withdraw it, let the newsroom hear of it, and return the issue as it stands then."""
    withdraw(
        actor=clerk,
        communication_id=publication.communication_id,
        reason="It was untrue.",
        take_headline=headline,
    )
    carry(RowKind.COMMAND, Command.objects.get(delivery__channel__connector="newsroom").pk)
    return Publication.objects.select_related(*(f.removeprefix("publication__") for f in CONTEXT)).get(
        pk=publication.pk
    )


def words(client: Client, path: str) -> str:
    """Return what stands below the council's address."""
    answer = client.get(f"/pellworth/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_list_and_feeds_show_kind_and_reference_instead(
    clerk: Person, shown: Publication, client: Client
) -> None:
    assert all("Grimshaw" in words(client, path) for path in ("", f"news/{shown.slug}/", *FEEDS))

    issue = take_back(clerk, shown, headline=True)

    instead = f"Withdrawn: Press release, {issue.communication.reference}"
    neutral = f"news/press-release-{issue.communication_id}/"
    page = words(client, neutral)
    assert f">{instead}</h1>" in page
    assert f"<title>{instead} – " in page
    for path in ("", neutral, *FEEDS):
        told = words(client, path)
        assert (instead in told, "Withdrawn: Withdrawn" in told) == (True, False), path
        assert [word for word in ("grimshaw", "zebedee", "till") if word in told.lower()] == [], path
    assert "Grimshaw" not in words(client, "sitemap.xml")
    assert instead not in words(client, "?q=emptied")


def test_the_old_address_leads_to_the_new_without_a_word_of_the_headline(
    clerk: Person, shown: Publication, client: Client
) -> None:
    issue = take_back(clerk, shown, headline=True)

    answer = client.get(f"/pellworth/news/{shown.slug}/")

    neutral = f"/pellworth/news/press-release-{issue.communication_id}/"
    assert (answer.status_code, answer.headers["Location"], answer.content) == (301, neutral, b"")
    assert (shown.slug.startswith("zebedee-"), issue.slug) == (True, neutral.split("/")[3])


@pytest.mark.parametrize("headline", [True, False])
def test_the_mail_to_the_press_names_it_by_its_headline_only_where_that_stays(
    clerk: Person, shown: Publication, *, headline: bool
) -> None:
    issue = take_back(clerk, shown, headline=headline)
    press = issue.deliveries.get(channel__connector="press_email").channel
    post = compose(issue, press, uuid4())

    sheet = sheet_of(post, is_withdrawal=True, opt_out="https://example.org/out", now=timezone.now())

    named = f"Press release, {issue.communication.reference}" if headline else HEADLINE
    assert (sheet.subject, sheet.headline) == (f"WITHDRAWN: {named}", named)
    assert ("grimshaw" in str(sheet).lower()) is not headline


def test_without_that_choice_the_headline_and_its_address_stay(
    clerk: Person, shown: Publication, client: Client
) -> None:
    take_back(clerk, shown, headline=False)

    page = words(client, f"news/{shown.slug}/")

    assert (f">{HEADLINE}</h1>" in page, f"<title>Withdrawn: {HEADLINE} – " in page) == (True, True)
    assert all(f"Withdrawn: {HEADLINE}" in words(client, feed) for feed in FEEDS)


def test_the_record_says_that_the_headline_went_too(clerk: Person, shown: Publication) -> None:
    take_back(clerk, shown, headline=True)

    entry = LedgerEntry.objects.get(verb="withdrawn")

    assert '"headline":"taken away"' in entry.body
    assert "Grimshaw" not in entry.body


def test_what_arrives_after_the_withdrawal_never_gets_the_address_with_the_headline(clerk: Person) -> None:
    waiting = make_approved(author=clerk, clerk=clerk, title=HEADLINE)

    withdraw(actor=clerk, communication_id=waiting.communication_id, reason="Untrue.", take_headline=True)

    waiting.refresh_from_db()
    assert (waiting.slug, waiting.headline_taken) == (f"press-release-{waiting.communication_id}", True)
    assert not NewsItem.objects.exists()


def test_the_form_offers_it_and_says_what_stays_otherwise(clerk: Person, shown: Publication) -> None:
    desk, at = sign_in(clerk), f"/pellworth/desk/queue/item/{shown.communication_id}/withdraw/"
    page = " ".join(desk.get(at).content.decode().split())

    assert (
        "Its headline stays too, on the page, in the list and in feeds, unless you take it away below" in page
    )
    assert "Take the headline away too" in page
    assert desk.post(at, {"reason": "It was untrue.", "take_headline": "on"}).status_code == 302
    shown.refresh_from_db()
    assert (shown.state, shown.headline_taken) == ("withdrawn", True)


def take_later(clerk: Person, publication: Publication) -> Command:
    """Take the headline away after the withdrawal, let the newsroom hear of it, and return the command."""
    told = take_headline_away(
        actor=clerk, communication_id=publication.communication_id, reason="It names her."
    )
    command = Command.objects.get(verb="retitle")
    carry(RowKind.COMMAND, command.pk)
    command.refresh_from_db()
    assert (told, command.state) == (1, "sent")
    return command


def test_the_headline_can_be_taken_away_long_after_the_withdrawal(
    clerk: Person, shown: Publication, client: Client
) -> None:
    take_back(clerk, shown, headline=False)
    assert all(f"Withdrawn: {HEADLINE}" in words(client, feed) for feed in FEEDS)

    take_later(clerk, shown)

    neutral = f"news/press-release-{shown.communication_id}/"
    for path in ("", neutral, *FEEDS):
        told = words(client, path)
        assert f"Withdrawn: Press release, {shown.communication.reference}" in told, path
        assert [word for word in ("grimshaw", "zebedee", "till") if word in told.lower()] == [], path
    assert "It was untrue." in words(client, neutral)
    assert "It names her." not in words(client, neutral)
    assert client.get(f"/pellworth/news/{shown.slug}/").headers["Location"] == f"/pellworth/{neutral}"
    shown.refresh_from_db()
    assert (shown.headline_taken, shown.state) == (True, "withdrawn")


def test_that_a_headline_was_taken_later_is_recorded_with_the_hash_of_its_reason(
    clerk: Person, shown: Publication
) -> None:
    take_back(clerk, shown, headline=False)
    take_later(clerk, shown)

    entry = LedgerEntry.objects.get(verb="headline_taken")

    assert (entry.object_type, entry.object_id, entry.actor_id) == (
        "communication",
        shown.communication_id,
        clerk.user_id,
    )
    assert ("reason_sha256" in entry.body, "names her" in entry.body) == (True, False)


def test_a_withdrawal_that_the_newsroom_hears_of_later_does_not_bring_the_headline_back(
    clerk: Person, shown: Publication, client: Client
) -> None:
    """Its worker may have composed it before the headline was taken away, and be slower than the second command."""
    withdraw(actor=clerk, communication_id=shown.communication_id, reason="It was untrue.")
    command = take_later(clerk, shown)
    assert command.delivery.state == "sent"
    carry(RowKind.COMMAND, Command.objects.get(verb="retract").pk)

    page = words(client, f"news/press-release-{shown.communication_id}/")

    assert ("It was untrue." in page, "grimshaw" in page.lower()) == (True, False)
    assert set(Command.objects.values_list("state", flat=True)) == {"sent"}
    command.delivery.refresh_from_db()
    assert command.delivery.state == "retracted"


@pytest.mark.parametrize("state", ["live", "already", "scheduled", "erased"])
def test_only_a_withdrawn_item_that_has_its_headline_can_lose_it(
    clerk: Person, shown: Publication, state: str
) -> None:
    if state == "already":
        take_back(clerk, shown, headline=True)
    if state == "erased":
        take_back(clerk, shown, headline=False)
        erase(EraseOrder(clerk.council.pk, (shown.communication_id,), timezone.now()))
    item = shown if state != "scheduled" else make_approved(author=clerk, clerk=clerk)

    with pytest.raises(NoHeadlineLeft):
        take_headline_away(actor=clerk, communication_id=item.communication_id, reason="It names her.")

    assert not LedgerEntry.objects.filter(verb="headline_taken").exists()
    assert not Command.objects.filter(verb="retitle").exists()


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_takes_a_headline_away_without_the_power_to_withdraw(
    clerk: Person, shown: Publication, role: str
) -> None:
    take_back(clerk, shown, headline=False)
    somebody = make_person(council=clerk.council, role=role)

    with pytest.raises(NotYours):
        take_headline_away(actor=somebody, communication_id=shown.communication_id, reason="It names her.")


def test_taking_a_headline_away_needs_a_reason(clerk: Person, shown: Publication) -> None:
    take_back(clerk, shown, headline=False)

    with pytest.raises(InvalidInput, match="Say why the headline goes too"):
        take_headline_away(actor=clerk, communication_id=shown.communication_id, reason=" ")


@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_away_at_once_do_it_once(clerk: Person, shown: Publication) -> None:
    take_back(clerk, shown, headline=False)
    order = {"actor": clerk, "communication_id": shown.communication_id, "reason": "It names her."}

    results = at_once(*[lambda: take_headline_away(**order)] * 2)  # type: ignore[arg-type]

    assert sorted(type(result).__name__ for result in results) == ["NoHeadlineLeft", "int"]
    assert Command.objects.filter(verb="retitle").count() == 1
    assert LedgerEntry.objects.filter(verb="headline_taken").count() == 1


def test_the_page_of_an_item_that_is_gone_and_its_old_address_say_no_word_of_the_headline(
    clerk: Person, shown: Publication, client: Client
) -> None:
    take_back(clerk, shown, headline=False)
    take_later(clerk, shown)
    erase(EraseOrder(clerk.council.pk, (shown.communication_id,), timezone.now()))

    answer = client.get(f"/pellworth/news/{shown.slug}/", follow=True)

    assert answer.redirect_chain == [(f"/pellworth/news/press-release-{shown.communication_id}/", 301)]
    assert answer.status_code == 410
    page = answer.content.decode()
    assert "No longer published" in page
    assert [word for word in ("grimshaw", "zebedee", "till") if word in page.lower()] == []
    assert NewsItem.objects.get().headline == ""


def test_the_desk_offers_it_on_the_page_of_a_withdrawn_item_until_it_is_done(
    clerk: Person, shown: Publication
) -> None:
    desk, item = sign_in(clerk), f"/pellworth/desk/queue/item/{shown.communication_id}/"
    offer = "Take its headline away too"
    assert offer not in desk.get(item).content.decode()
    take_back(clerk, shown, headline=False)
    assert offer in desk.get(item).content.decode()
    assert "still stands on its page" in desk.get(f"{item}headline/").content.decode()
    assert desk.post(f"{item}headline/", {"reason": ""}).status_code == 422

    answer = desk.post(f"{item}headline/", {"reason": "It names her."}, follow=True)

    page = " ".join(answer.content.decode().split())
    assert ("Its headline is taken away. The newsroom is told." in page, offer in page) == (True, False)
    assert "Took the headline of a withdrawn item away from readers" in page
