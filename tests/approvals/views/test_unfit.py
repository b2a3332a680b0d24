"""A post for a network that shows no words alone: said on the draft's page, at submitting, and where it is decided."""

from typing import Any

import pytest
from pytest_django.fixtures import Settings

from approvals.submitting import submit
from policies.evaluate import Blocked
from portal.channels.models import Channel, Delivery, Publication
from tests.approvals.views.conftest import Town
from tests.channels.connectors.later_networks import install
from tests.makers import make_channels, make_review, make_revision
from tests.makers.pictures import images_of, make_picture

pytestmark = pytest.mark.django_db
LACKS = "Pictures shows nothing without a picture or a recording."
ADVICE = "Add a picture or a recording, or leave Pictures out."


@pytest.fixture(autouse=True)
def there(town: Town, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Channel:
    install(settings, monkeypatch)
    make_channels(town.council, "pictures", "films")
    return town.council.channels.get(connector="pictures")


def written(town: Town, **content: Any) -> Any:
    """Return a draft of a post with words for the network of pictures."""
    return make_revision(
        author=town.author, kind="social_post", versions={"pictures": "Open again."}, **content
    )


def page_of(town: Town, address: str) -> str:
    return " ".join(town.desk.get(address).content.decode().split())


def test_words_for_it_without_a_picture_are_named_on_the_draft_and_refused_at_submitting(town: Town) -> None:
    revision = written(town)

    page = town.writer.get(f"/{town.council.slug}/desk/drafts/{revision.communication_id}/").content.decode()

    assert LACKS in page
    assert ADVICE in page
    with pytest.raises(Blocked, match=LACKS):
        submit(actor=town.author, communication_id=revision.communication_id, revision_id=revision.pk)


def test_with_a_picture_nothing_is_said_and_it_goes_there_once_approved(town: Town, there: Channel) -> None:
    images = images_of(make_picture(by=town.clerk), alt="Stalls in the square")
    revision = written(town, images=images)
    page = town.writer.get(f"/{town.council.slug}/desk/drafts/{revision.communication_id}/").content.decode()
    review = submit(actor=town.author, communication_id=revision.communication_id, revision_id=revision.pk)

    decided = page_of(town, town.at(f"{review.pk}/"))
    order = town.order(revision.pk, channels=[there.pk])
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), order)

    assert LACKS not in page + decided
    assert f'value="{there.pk}"' in decided
    assert answer.status_code == 302
    assert list(Delivery.objects.values_list("channel", flat=True)) == [there.pk]


def test_the_clerk_reads_why_it_is_not_offered_and_cannot_choose_it_all_the_same(
    town: Town, there: Channel
) -> None:
    review = make_review(author=town.author, kind="social_post")

    page = page_of(town, town.at(f"{review.pk}/"))
    answer = town.desk.post(
        town.at(f"{review.pk}/approve/"), town.order(review.revision_id, channels=[there.pk])
    )

    assert f"<li>{there.name}: {LACKS} {ADVICE}</li>" in page
    assert f"<strong>It cannot be shown there:</strong> {there.name}: {LACKS}" in page
    assert f'name="channels" value="{there.pk}"' not in page
    assert LACKS in answer.content.decode()
    assert not Publication.objects.exists()


def test_it_is_not_offered_at_once_either(town: Town, there: Channel) -> None:
    revision = make_review(author=town.author, kind="social_post").revision
    address = f"/{town.council.slug}/desk/queue/urgent/{revision.communication_id}/"

    page = page_of(town, address)

    assert f"<li>{there.name}: {LACKS} {ADVICE}</li>" in page
    assert f'name="channels" value="{there.pk}"' not in page


def test_a_network_that_is_only_read_is_offered_to_nobody(town: Town) -> None:
    films = town.council.channels.get(connector="films")
    review = make_review(author=town.author, kind="social_post")

    page = page_of(town, town.at(f"{review.pk}/"))
    answer = town.desk.post(
        town.at(f"{review.pk}/approve/"), town.order(review.revision_id, channels=[films.pk])
    )

    assert films.name not in page.split('id="decide"', 1)[1]
    assert answer.status_code != 302
    assert not Publication.objects.exists()
