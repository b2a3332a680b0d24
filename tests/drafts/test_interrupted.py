"""What somebody was sending when their session ended: kept for them alone, shown again, never carried out."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from portal.councils.powers import Role
from portal.drafts.interrupted import Holder, forget, keep, kept_for, read_holder, sign_holder
from portal.drafts.models import Communication, Revision, WorkingCopy
from tests.drafts.views.conftest import Desk, client_of, form_of, words_of
from tests.makers import make_communication, make_council, make_person, make_shared, put_at

pytestmark = pytest.mark.django_db
TYPED = "The words that nobody may lose."


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture(name="desk")
def _desk() -> Desk:
    council = make_council(name="Pellworth Town Council")
    return Desk(
        council=council,
        clerk=make_person(council=council, role=Role.CLERK, name="Clara Clerk"),
        author=make_person(council=council, role=Role.DEPUTY, name="Dan Deputy"),
    )


@pytest.fixture
def item(desk: Desk) -> Communication:
    return make_shared(make_communication(author=desk.author, kind="notice"))


def send(desk: Desk, item: Communication, client: Client, path: str = "", **changes: Any) -> Any:
    return client.post(desk.at(f"{item.pk}/{path}"), form_of(item, desk.author, title=TYPED, **changes))


def test_after_signing_in_again_the_form_is_refilled_and_nothing_was_carried_out(
    desk: Desk, item: Communication
) -> None:
    refused = send(desk, item, Client(), quotes=[])
    assert refused.status_code == 302
    assert refused.headers["Location"] == f"/accounts/login/?next={desk.at(item.pk)}/"
    page = client_of(desk.author).get(desk.at(f"{item.pk}/"))
    assert page.status_code == 200
    assert f'value="{TYPED}"' in words_of(page)
    assert "You were signed out while you were writing." in words_of(page)
    assert Revision.objects.count() == 0
    assert WorkingCopy.objects.count() == 0


@pytest.mark.parametrize("act", ["save", "discard"])
def test_what_was_saved_or_discarded_is_not_shown_again(desk: Desk, item: Communication, act: str) -> None:
    send(desk, item, Client())
    answer = desk.writer.post(desk.at(f"{item.pk}/"), {**form_of(item, desk.author), "act": act})
    assert answer.status_code == 302
    assert kept_for(desk.author.user_id, item.pk) is None


def test_an_autosave_of_the_refilled_form_takes_over_and_that_of_another_window_does_not(
    desk: Desk, item: Communication
) -> None:
    send(desk, item, Client())
    send(desk, item, desk.writer, "autosave/")
    assert kept_for(desk.author.user_id, item.pk) is not None
    sent = {**form_of(item, desk.author, edition=1), "refilled": "1"}
    assert desk.writer.post(desk.at(f"{item.pk}/autosave/"), sent).status_code == 200
    assert kept_for(desk.author.user_id, item.pk) is None


def test_an_autosave_without_a_session_is_told_that_it_is_kept(desk: Desk, item: Communication) -> None:
    answer = send(desk, item, Client(), "autosave/")
    assert (answer.status_code, answer.json()) == (401, {"signed_out": True, "kept": True})
    assert TYPED in words_of(client_of(desk.author).get(desk.at(f"{item.pk}/")))


def test_a_form_from_before_signing_in_again_in_another_tab_is_kept_too(
    desk: Desk, item: Communication
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(
        desk.author.membership.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert send(desk, item, strict).status_code == 403
    kept = kept_for(desk.author.user_id, item.pk)
    assert kept is not None
    assert kept.data["title"] == TYPED


def test_another_person_never_sees_it(desk: Desk, item: Communication) -> None:
    send(desk, item, Client())
    page = desk.office.get(desk.at(f"{item.pk}/"))
    assert page.status_code == 200
    assert TYPED not in words_of(page)


def test_a_form_made_for_somebody_else_is_kept_for_them_and_refused(desk: Desk, item: Communication) -> None:
    answer = send(desk, item, desk.office)
    assert answer.status_code == 403
    assert "This page was opened by somebody else" in words_of(answer)
    assert Revision.objects.count() == 0
    assert TYPED in words_of(desk.writer.get(desk.at(f"{item.pk}/")))
    assert send(desk, item, desk.office, "autosave/").status_code == 403


@pytest.mark.parametrize("holder", ["", "nonsense", "e30:abc", None])
def test_without_a_holder_that_was_signed_here_nothing_is_kept(
    desk: Desk, item: Communication, holder: str | None
) -> None:
    sent = form_of(item, desk.author)
    sent["holder"] = (
        holder if holder is not None else sign_holder(Holder(desk.author.user_id, item.pk + 1, "notice"))
    )
    assert Client().post(desk.at(f"{item.pk}/"), sent).status_code == 302
    assert kept_for(desk.author.user_id, item.pk) is None
    assert kept_for(desk.author.user_id, item.pk + 1) is None


def test_an_item_that_cannot_change_any_more_still_shows_what_was_typed(
    desk: Desk, item: Communication
) -> None:
    desk.writer.post(desk.at(f"{item.pk}/"), form_of(item, desk.author))
    send(desk, item, Client())
    put_at(item, "rejected")
    page = words_of(desk.writer.get(desk.at(f"{item.pk}/")))
    assert TYPED in page
    assert "What you typed before you were signed out" in page


def test_what_is_kept_cannot_be_read_in_the_cache_nor_moved_to_another_slot() -> None:
    holder = Holder(1, 2, "notice")
    data = QueryDict("title=secret+words&csrfmiddlewaretoken=t&holder=h")
    assert keep(holder, data)
    token = cache.get("interrupted:1:2")
    assert b"secret" not in token
    cache.set("interrupted:3:2", token)
    assert kept_for(3, 2) is None
    cache.set("interrupted:1:2", token[:-4])
    assert kept_for(1, 2) is None
    assert keep(holder, data)
    kept = kept_for(1, 2)
    assert kept is not None
    assert dict(kept.data.lists()) == {"title": ["secret words"]}
    forget(1, 2)
    assert kept_for(1, 2) is None


def test_a_holder_is_read_back_and_a_changed_one_is_not() -> None:
    signed = sign_holder(Holder(1, 2, "notice"))
    assert read_holder(signed) == Holder(1, 2, "notice")
    assert read_holder(f"{signed}x") is None


def test_a_cache_that_is_away_loses_no_page(
    desk: Desk, item: Communication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise ConnectionError

    for name in ("get", "set", "delete"):
        monkeypatch.setattr(cache, name, away)
    assert send(desk, item, Client(), "autosave/").json() == {"signed_out": True, "kept": False}
    assert desk.writer.get(desk.at(f"{item.pk}/")).status_code == 200
    assert send(desk, item, desk.writer).status_code == 302


@pytest.mark.parametrize(
    ("content_type", "length"),
    [("application/x-www-form-urlencoded", 7_000_000), ("multipart/form-data; boundary=x", 230_000_000)],
)
def test_what_is_too_large_to_read_is_answered_with_words(desk: Desk, content_type: str, length: int) -> None:
    answer = desk.writer.post(
        desk.at("new/notice/"), b"", content_type=content_type, CONTENT_LENGTH=str(length)
    )
    assert answer.status_code == 413
    assert "What you sent is too large" in words_of(answer)


def test_a_recording_larger_than_any_picture_reaches_its_form_from_whoever_has_a_session(
    desk: Desk, settings: LazySettings
) -> None:
    settings.MAX_IMAGE_BYTES = 1024 * 1024
    address = desk.at("").replace("/drafts/", "/recordings/add/")
    nine_megabytes = bytes(9 * 1024 * 1024)

    taken, refused = (
        window.post(address, {"title": "The fair", "file": SimpleUploadedFile("fair.mp4", nine_megabytes)})
        for window in (desk.writer, Client())
    )

    assert (taken.status_code, refused.status_code) == (422, 413)
    assert "What you sent is too large" in words_of(refused)
