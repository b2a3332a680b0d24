"""After signing in everybody comes to their own desk, whichever page the sign-in began on."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.councils.powers import Role
from tests.makers import make_council, make_membership, make_person, sign_in

pytestmark = pytest.mark.django_db


def test_whoever_serves_one_council_comes_to_its_desk() -> None:
    person = make_person(council=make_council(slug="one"), role=Role.CLERK)
    assert sign_in(person).get(reverse("own_desk")).headers["Location"] == "/one/desk/"


def test_whoever_serves_several_comes_to_the_one_list_of_them_and_to_the_desk_asked_for() -> None:
    person = make_person(council=make_council(slug="one"), role=Role.CLERK)
    make_membership(council=make_council(slug="two"), role=Role.CLERK, user=person.membership.user)
    client = sign_in(person)
    assert client.get("/accounts/arrived/").headers["Location"] == "/desk/"
    assert client.get("/accounts/arrived/?council=two").headers["Location"] == "/two/desk/"


def test_signing_in_from_another_council_s_page_leads_to_ones_own_desk_and_says_why() -> None:
    person = make_person(council=make_council(slug="one"), role=Role.CLERK, name="Clara Clerk")
    make_council(slug="other", name="Other Parish Council")
    client = sign_in(person)
    html = client.get("/other/").content.decode()
    link = "/accounts/login/?next=/accounts/arrived/%3Fcouncil%3Dother"
    assert f'href="{link}"' in html
    answer: Any = client.get(link, follow=True)
    assert answer.redirect_chain == [("/accounts/arrived/?council=other", 302), ("/one/desk/", 302)]
    said = "You are signed in as Clara Clerk, who holds no office in Other Parish Council."
    assert f"{said} This is your own desk." in answer.content.decode()


def test_whoever_serves_no_council_comes_to_the_front_page_and_a_council_that_is_not_is_not_named() -> None:
    person = make_person(council=make_council(slug="one"), role=Role.CLERK)
    person.membership.delete()
    client = sign_in(person)
    for query in ("", "?council=nowhere", "?council=%00"):
        assert client.get(f"/accounts/arrived/{query}").headers["Location"] == "/"
    assert "Ask its clerk" in client.get("/accounts/arrived/?council=one", follow=True).content.decode()


def test_nobody_signed_in_is_asked_to_sign_in_first() -> None:
    location = Client().get("/accounts/arrived/?council=one").headers["Location"]
    assert location == "/accounts/login/?next=/accounts/arrived/%3Fcouncil%3Done"


def test_the_sign_in_form_without_a_next_leads_there() -> None:
    person = make_person(council=make_council(slug="one"), role=Role.CLERK)
    user = person.membership.user
    user.set_password("a long enough password")
    user.save()
    answer = Client().post("/accounts/login/", {"login": user.email, "password": "a long enough password"})
    assert answer.headers["Location"] == "/accounts/arrived/"
