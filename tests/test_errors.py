"""What holds for every answer that says no."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.channels.models import NewsItem, Publication
from portal.councils.powers import Role
from tests.channels.posts import make_news, make_staff
from tests.makers import make_council, make_person, sign_in

pytestmark = pytest.mark.django_db


def test_an_item_asked_for_before_its_embargo_ends_is_not_missing_from_a_cache_after_it(
    client: Client,
) -> None:
    item = make_news(make_staff("newsroom", slug="pellworth"))
    path = f"/pellworth/news/{item.slug}/"
    issue = Publication.objects.filter(pk=item.publication_id)

    issue.update(embargo_until=timezone.now() + timedelta(hours=1))
    before = client.get(path)
    issue.update(embargo_until=timezone.now() - timedelta(hours=1))
    after = client.get(path)

    assert (before.status_code, before.headers["Cache-Control"]) == (404, "no-store")
    assert (after.status_code, after.headers["Cache-Control"]) == (200, "no-cache")


def test_what_was_taken_down_is_not_kept_as_gone(client: Client) -> None:
    item = make_news(make_staff("newsroom", slug="pellworth"))
    NewsItem.objects.update(taken_down_at=timezone.now(), html="", text="")

    answer = client.get(f"/pellworth/news/{item.slug}/")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (410, "no-store")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/nowhere/", 404),
        ("get", "/nowhere/feed.atom", 404),
        ("get", f"/pellworth/news/pictures/{'ab' * 32}.png", 404),
        ("get", "/pellworth/press/opt-out/nonsense/", 404),
        ("get", "/static/nothing.css", 404),
        ("post", "/pellworth/", 405),
    ],
)
def test_no_error_may_be_kept(client: Client, method: str, path: str, status: int) -> None:
    make_council(slug="pellworth")

    answer = getattr(client, method)(path)

    assert (answer.status_code, answer.headers.get("Cache-Control")) == (status, "no-store")


def test_an_error_of_the_desk_stays_private_as_well() -> None:
    desk = sign_in(make_person(council=make_council(slug="pellworth"), role=Role.COUNCILLOR))

    answer = desk.get("/pellworth/desk/nowhere/")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "private, no-store")


def test_a_page_that_breaks_is_not_kept_either(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_it(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    make_council(slug="pellworth")
    monkeypatch.setattr("portal.channels.public.newsroom.front_page", break_it)
    client.raise_request_exception = False

    answer = client.get("/pellworth/")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (500, "no-store")
