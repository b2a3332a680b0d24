"""The private link: read by anybody who holds it, decides once, and is the same closed door ever after."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.channels.models import Notice
from portal.channels.quotes.asking import ask_no_more
from portal.channels.quotes.links import token_for
from portal.channels.quotes.views import link
from portal.councils.people import Person
from portal.drafts.models import Quote, QuoteApproval, QuoteState, Revision
from tests.channels.quotes.conftest import asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tries_before() -> None:
    cache.clear()


@pytest.fixture
def quote(author: Person, release: Revision) -> Quote:
    """Return words that wait for somebody outside."""
    return asked(author, release.communication, None, 2, email="olga@outside.example")


@pytest.fixture
def address(quote: Quote) -> str:
    """Return the link's path."""
    return f"/ptc/words/{token_for(Notice.objects.get(recipient__isnull=True).key)}/"


def test_it_shows_the_words_without_an_account_and_decides_nothing_by_being_opened(
    address: str, quote: Quote
) -> None:
    answer = Client().get(address)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "The fair was fun." in page
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer.headers["Cache-Control"]
    quote.refresh_from_db()
    assert quote.state == QuoteState.WAITING


def test_it_approves_once(address: str, quote: Quote) -> None:
    sent = {"act": "approve", "sha256": quote.sha256}
    first = Client(enforce_csrf_checks=True).post(address, sent)
    second = Client().post(address, sent)

    assert "You approved these words" in first.content.decode()
    assert (second.status_code, Client().get(address).status_code) == (404, 404)
    assert "not open any more" in second.content.decode()
    assert QuoteApproval.objects.count() == 1


def test_it_refuses_with_a_reason_and_proposes_other_words(address: str, quote: Quote) -> None:
    assert Client().post(address, {"act": "refuse", "sha256": quote.sha256}).status_code == 422

    sent = {"act": "refuse", "sha256": quote.sha256, "reason": "Too flat", "proposed": "It was great fun."}
    answer = Client().post(address, sent)

    assert "You refused these words" in answer.content.decode()
    assert QuoteApproval.objects.get().proposed == "It was great fun."


def test_other_words_than_those_seen_are_not_approved(address: str, quote: Quote) -> None:
    answer = Client().post(address, {"act": "approve", "sha256": "0" * 64})

    assert answer.status_code == 409
    assert not QuoteApproval.objects.exists()


@pytest.mark.parametrize("why", ["over", "dropped", "forged", "short", "elsewhere"])
def test_what_is_no_open_link_says_the_same_whatever_it_was(
    address: str, quote: Quote, author: Person, why: str
) -> None:
    path = address
    if why == "over":
        Quote.objects.filter(pk=quote.pk).update(link_until=timezone.now() - timedelta(seconds=1))
    elif why == "dropped":
        ask_no_more(actor=author, quote_id=quote.pk)
    elif why == "elsewhere":
        path = address.replace("/ptc/", "/other/")
    else:
        path = "/ptc/words/" + {"forged": "0" * 64, "short": "x"}[why] + "/"

    for answer in (Client().get(path), Client().post(path, {"act": "approve", "sha256": quote.sha256})):
        assert answer.status_code == 404
        assert "not open any more" in answer.content.decode()
    assert not QuoteApproval.objects.exists()


@pytest.mark.parametrize(("why", "status"), [("over", 404), ("changed", 409), ("too often", 429)])
def test_a_reason_written_in_vain_stands_on_the_page_that_refuses_it(
    address: str, quote: Quote, why: str, status: int
) -> None:
    client = Client()
    if why == "over":
        Quote.objects.filter(pk=quote.pk).update(link_until=timezone.now() - timedelta(seconds=1))
    for _ in range(30 if why == "too often" else 0):
        client.get("/ptc/words/x/")
    sha256 = "0" * 64 if why == "changed" else quote.sha256
    sent = {"act": "refuse", "sha256": sha256, "reason": "Too <b>flat</b>", "proposed": "It was\ngreat."}

    answer = client.post(address, sent)

    shown = answer.content.decode()
    assert answer.status_code == status
    assert "What you wrote was not sent" in shown
    assert ">Too &lt;b&gt;flat&lt;/b&gt;</blockquote>" in shown
    assert ">It was<br>great.</blockquote>" in shown
    assert "What you wrote was not sent" not in client.get(address).content.decode()
    assert not QuoteApproval.objects.exists()


def test_guessing_is_slowed_down(address: str) -> None:
    client = Client()
    codes = [client.get("/ptc/words/" + "0" * 64 + "/").status_code for _ in range(31)]

    assert (codes[0], codes[29], codes[30]) == (404, 404, 429)


def test_no_network_address_stands_in_the_key_by_which_its_requests_are_counted(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    monkeypatch.setattr(link, "over", lambda key, *_, **__: kept.append(key))

    assert Client(REMOTE_ADDR="192.0.2.7").get(address).status_code == 200

    assert [key.partition(":")[0] for key in kept] == ["quote_link"]
    assert "192.0.2.7" not in kept[0]
