"""The desk's pages of quotations, and the locks beside a release in the editor, the preview and the review."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Quote, QuoteState, Revision
from tests.channels.quotes.conftest import WORDS, approved, asked, row
from tests.makers import make_council, make_person, make_review, make_revision, sign_in

pytestmark = pytest.mark.django_db


def at(name: str, *keys: object) -> str:
    return reverse(name, args=["ptc", *keys])


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_writer_asks_from_the_draft_and_the_speaker_finds_the_words_on_the_desk(
    author: Person, mayor: Person, release: Revision
) -> None:
    writer, speaker = sign_in(author), sign_in(mayor)
    ask = at("quote_ask", release.communication_id, 1)
    assert ask in page(writer, at("draft", release.communication_id))
    form = page(writer, ask)
    assert f'<option value="{mayor.membership.pk}" selected>' in form
    digest = form.partition('name="sha256" value="')[2][:64]

    answer = writer.post(ask, {"spoken_by": mayor.membership.pk, "email": "", "sha256": digest})

    assert answer.status_code == 302
    quote = Quote.objects.get()
    home = page(speaker, at("desk_home"))
    assert "Words waiting for you" in home
    assert WORDS in home
    words = page(speaker, at("quote", quote.pk))
    assert "Do you approve these words?" in words
    assert "would like to quote you" in words
    assert release.communication.title not in words  # the item is not theirs to read
    answer = speaker.post(at("quote_approve", quote.pk), {"sha256": quote.sha256})
    assert answer.headers["Location"] == at("quote", quote.pk)
    quote.refresh_from_db()
    assert quote.state == QuoteState.APPROVED
    assert "Words waiting for you" not in page(speaker, at("desk_home"))


def test_who_quotes_their_own_words_is_led_to_approve_them_at_once(mayor: Person) -> None:
    release = make_revision(author=mayor, quotes=[row()])
    writer = sign_in(mayor)
    ask = at("quote_ask", release.communication_id, 1)
    digest = page(writer, ask).partition('name="sha256" value="')[2][:64]

    answer = writer.post(ask, {"spoken_by": mayor.membership.pk, "email": "", "sha256": digest})

    quote = Quote.objects.get()
    assert answer.headers["Location"] == at("quote", quote.pk)
    assert quote.state == QuoteState.WAITING
    words = page(writer, at("quote", quote.pk))
    assert "These are your own words." in words
    assert "Do you approve these words?" in words
    again = page(writer, at("quote", quote.pk))
    assert f"These are your own words, to be quoted in “{release.communication.title}”." in again
    assert "would like to quote you" not in again


def test_approved_words_are_locked_in_editor_preview_and_review(
    author: Person, clerk: Person, mayor: Person
) -> None:
    review = make_review(author=author, quotes=[row()])
    approved(author, review.communication, mayor)
    draft = make_revision(author=author, quotes=[row()])
    approved(author, draft.communication, mayor)

    for client, path in (
        (sign_in(author), at("draft", draft.communication_id)),
        (sign_in(author), at("draft_preview", draft.communication_id)),
        (sign_in(clerk), at("review", review.pk)),
        (sign_in(author), at("draft", review.communication_id)),
    ):
        shown = page(client, path)
        assert "<strong>Locked:</strong> approved by Ada Example on" in shown, path
        assert "signed in" in shown


def test_words_edited_in_the_form_say_that_they_are_unapproved(
    author: Person, mayor: Person, release: Revision
) -> None:
    approved(author, release.communication, mayor)
    make_revision(author=author, communication=release.communication, quotes=[row(WORDS + "!")])

    shown = page(sign_in(author), at("draft", release.communication_id))

    assert "the words were changed since Ada Example approved others" in shown
    assert "Locked" not in shown


def test_refusing_needs_a_reason_and_keeps_what_was_typed(
    author: Person, mayor: Person, release: Revision
) -> None:
    quote = asked(author, release.communication, mayor)
    client, path = sign_in(mayor), at("quote_refuse", quote.pk)

    refused = client.post(path, {"sha256": quote.sha256, "reason": "", "proposed": "We are delighted."})
    assert refused.status_code == 422
    assert "We are delighted." in refused.content.decode()
    client.post(path, {"sha256": quote.sha256, "reason": "Too flat", "proposed": "We are delighted."})

    assert "We are delighted." in page(sign_in(author), at("quote", quote.pk))


@pytest.mark.parametrize("role", [Role.COUNCILLOR, Role.CHAIR])
def test_who_has_no_part_in_it_does_not_find_it(
    author: Person, mayor: Person, release: Revision, role: str
) -> None:
    quote = asked(author, release.communication, mayor)
    other = sign_in(make_person(council=author.council, role=role, name="Nobody Here"))

    assert other.get(at("quote", quote.pk)).status_code == 404
    assert other.post(at("quote_approve", quote.pk), {"sha256": quote.sha256}).status_code == 404
    assert WORDS not in page(other, at("quotes") + "?show=all")


def test_the_clerk_does_not_see_what_a_member_has_not_submitted(
    author: Person, clerk: Person, mayor: Person, release: Revision
) -> None:
    quote = asked(author, release.communication, mayor)

    assert sign_in(clerk).get(at("quote", quote.pk)).status_code == 404


def test_another_council_finds_nothing(author: Person, mayor: Person, release: Revision) -> None:
    quote = asked(author, release.communication, mayor)
    stranger = make_person(council=make_council(slug="other"), role=Role.CLERK)
    client = sign_in(stranger)

    assert client.get(reverse("quote", args=["other", quote.pk])).status_code == 404
    assert client.get(at("quote", quote.pk)).status_code == 404


@pytest.mark.parametrize("show", ["waiting", "asked", "all"])
def test_the_lists_take_as_many_queries_for_thirty_as_for_one(
    author: Person, mayor: Person, show: str
) -> None:
    def ask(words: str) -> None:
        revision = make_revision(author=author, quotes=[row(words)])
        asked(author, revision.communication, mayor)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, at("quotes") + f"?show={show}")
        return len(queries)

    client = sign_in(mayor if show == "waiting" else author)
    ask("The first words.")
    count()
    one = count()
    for number in range(29):
        ask(f"Words {number}.")

    assert count() == one
    assert one <= 12


def test_words_are_asked_for_before_any_release_quotes_them(author: Person, mayor: Person) -> None:
    client = sign_in(author)
    sent = {"words": WORDS, "speaker": "Ada Example", "office": "Mayor", "email": ""}

    client.post(at("quote_new"), {**sent, "spoken_by": mayor.membership.pk})

    assert Quote.objects.get().communication is None
    assert WORDS in page(client, at("quotes") + "?show=asked")


def test_the_clerk_s_setting_opens_the_page_for_written_approvals(
    author: Person, clerk: Person, release: Revision
) -> None:
    office = make_revision(author=clerk, quotes=[row("The fair was fun.", "Olga Outside")])
    quote = asked(clerk, office.communication, None, email="olga@outside.example")
    client = sign_in(clerk)
    assert client.get(at("quote_written", quote.pk)).status_code == 403
    client.post(at("settings_written_quotes"), {"allowed": "yes"})

    sent = {"sha256": quote.sha256, "reason": "No email", "evidence": "Letter of 3 December"}
    client.post(at("quote_written", quote.pk), sent)

    shown = page(client, at("quote", quote.pk))
    assert "In writing, as Ann Clerk recorded" in shown
    assert "Letter of 3 December" in shown
