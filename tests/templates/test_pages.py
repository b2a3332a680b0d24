"""Every page of these templates: one h1, a language, a way past the head, and words that say what next."""

import re

import pytest
from django import forms
from django.core.mail import EmailMessage
from django.template.loader import get_template, render_to_string
from django.test import Client

from portal.councils.models import Delegation, Membership
from portal.councils.people import person_now
from portal.councils.powers import Role
from tests.makers.councils import make_council, make_membership, make_person, sign_in
from tests.templates.specimens import SpecimenForm
from tests.templates.test_seen import ANYBODY, SIGNED_IN

STATUS = {
    "/nowhere/at/all/": 404,
    "/specimens/refusal/": 403,
    "/specimens/failure/": 500,
    "/pellworth/specimens/refusal/": 409,
    "/accounts/password/reset/key/1-wrong/": 200,
}


def _is_whole(html: str) -> None:
    assert len(re.findall(r"<h1[\s>]", html)) == 1
    assert '<html lang="en-GB"' in html
    assert 'href="#main-content"' in html
    assert html.count('id="main-content"') == 1
    assert len(re.findall(r"<main[\s>]", html)) == 1
    title = re.search(r"<title>(.*?)</title>", html)
    assert title is not None
    assert title.group(1).strip()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ANYBODY)
def test_a_page_for_anybody_is_whole(path: str) -> None:
    make_council(slug="pellworth")
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code == STATUS.get(path, 200)
    _is_whole(answer.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("path", SIGNED_IN)
def test_a_page_for_somebody_signed_in_is_whole(path: str) -> None:
    person = make_person(council=make_council(slug="pellworth"), role=Role.CLERK)
    person.membership.user.set_password("correct horse battery staple")
    person.membership.user.save()
    answer = sign_in(person).get(path)
    assert answer.status_code == STATUS.get(path, 200)
    _is_whole(answer.content.decode())


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_pages_of_last_resort_need_no_context(name: str) -> None:
    _is_whole(get_template(name).render())


def test_a_form_without_its_token_is_refused_in_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.example"})
    assert answer.status_code == 403
    html = answer.content.decode()
    _is_whole(html)
    assert "This form is out of date" in html


@pytest.mark.django_db
def test_a_refusal_says_what_and_what_next_inside_the_desk() -> None:
    person = make_person(council=make_council(slug="pellworth", name="Pellworth Town Council"))
    html = sign_in(person).get("/pellworth/specimens/refusal/").content.decode()
    assert '<h1 class="refusal__what">Ann Clerk approved this item a minute ago.</h1>' in html
    assert "Nothing was changed. Read what she decided." in html
    assert "Pellworth Town Council</a>" in html


@pytest.mark.django_db
def test_a_refusal_to_htmx_is_a_piece_without_a_head() -> None:
    person = make_person(council=make_council(slug="pellworth"))
    answer = sign_in(person).get("/pellworth/specimens/refusal/", headers={"hx-request": "true"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "<html" not in html
    assert "<h1" not in html
    assert "Ann Clerk approved this item a minute ago." in html


@pytest.mark.django_db
def test_a_wrong_password_is_summed_up_and_the_address_is_kept() -> None:
    html = Client().post("/accounts/login/", {"login": "who@example.org", "password": "x"}).content.decode()
    _is_whole(html)
    assert "<title>Error: Sign in" in html
    assert "There is a problem" in html
    assert 'value="who@example.org"' in html
    assert 'value="x"' not in html


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "shown"), [("?next=/pellworth/desk/drafts/1/", True), ("", False)])
def test_sign_in_says_that_what_was_typed_is_kept(address: str, shown: bool) -> None:
    html = Client().get(f"/accounts/login/{address}").content.decode()
    assert ("What you typed is kept" in html) is shown


@pytest.mark.django_db
def test_somebody_who_serves_two_councils_may_change_between_them() -> None:
    first = make_membership(
        council=make_council(slug="pellworth", name="Pellworth Town Council"), role=Role.CLERK
    )
    other = make_council(slug="pitstone", name="Pitstone Parish Council")
    make_membership(council=other, role=Role.CLERK, user=first.user)
    html = sign_in(person_now(first.pk)).get("/pellworth/specimens/pieces/").content.decode()
    assert html.count("Change council") == 2
    assert "Pitstone Parish Council" in html
    _is_whole(html)


@pytest.mark.django_db
def test_the_desk_says_under_whose_authority_somebody_acts() -> None:
    from datetime import timedelta

    from django.utils import timezone

    council = make_council(slug="pellworth")
    clerk: Membership = make_membership(council=council, role=Role.CLERK)
    officer = make_membership(council=council, role=Role.OFFICER)
    now = timezone.now()
    Delegation.objects.create(
        giver=clerk,
        holder=officer,
        starts_at=now - timedelta(days=1),
        until=now + timedelta(days=1),
        reason="Leave",
    )
    html = sign_in(person_now(officer.pk)).get("/pellworth/specimens/pieces/").content.decode()
    assert "You are acting under delegation from the clerk." in html


@pytest.mark.django_db
def test_the_pages_of_a_list_keep_the_rest_of_the_address() -> None:
    person = make_person(council=make_council(slug="pellworth"))
    html = sign_in(person).get("/pellworth/specimens/pieces/?state=sent&page=2").content.decode()
    assert 'href="?state=sent&amp;page=1"' in html
    assert 'href="?state=sent&amp;page=3"' in html
    assert "Page 2 of 3" in html


@pytest.mark.django_db
def test_every_sort_of_field_has_its_label_hint_and_error_tied_to_it() -> None:
    person = make_person(council=make_council(slug="pellworth"), role=Role.CLERK)
    html = sign_in(person).post("/pellworth/specimens/pieces/", {"kind": "nothing"}).content.decode()
    _is_whole(html)
    assert '<label class="govuk-label" for="id_headline">Headline</label>' in html
    assert 'aria-describedby="id_headline_helptext id_headline_error"' in html
    assert (
        '<fieldset class="govuk-fieldset" aria-describedby="id_capacity_helptext id_capacity_error">' in html
    )
    assert '<legend class="govuk-fieldset__legend">Capacity</legend>' in html
    described = set(" ".join(re.findall(r'aria-describedby="([^"]+)"', html)).split())
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    assert described <= ids
    labels = set(re.findall(r'<label[^>]*\sfor="([^"]+)"', html))
    assert labels <= ids
    anchors = set(re.findall(r'class="govuk-error-summary".*?</ul>', html, re.DOTALL)[0].split('href="#')[1:])
    assert {anchor.split('"')[0] for anchor in anchors} <= ids


def test_a_summary_names_the_field_once_also_where_the_error_names_it() -> None:
    form = SpecimenForm({})
    form.full_clean()
    form.errors.clear()
    form.add_error("headline", "Headline is too long.")
    form.add_error("headline", "Enter fewer words.")
    html = render_to_string("portal/partials/error_summary.html", {"form": form})
    assert re.findall(r'<a href="#id_headline">(.*?)</a>', html) == [
        "Headline is too long.",
        "Headline: Enter fewer words.",
    ]


@pytest.mark.django_db
def test_the_reset_mail_holds_a_link_that_works(mailoutbox: list[EmailMessage]) -> None:
    person = make_person(council=make_council(slug="pellworth"))
    client = Client()
    client.post("/accounts/password/reset/", {"email": person.membership.user.email})
    assert [mail.subject for mail in mailoutbox] == ["[testserver] Choose a password for Proper Channels"]
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(mailoutbox[0].body))
    assert link is not None
    html = client.get(link.group(1), follow=True).content.decode()
    _is_whole(html)
    assert "<h1>Choose a new password</h1>" in html


@pytest.mark.django_db
def test_signing_in_is_not_announced_and_signing_out_is() -> None:
    person = make_person(council=make_council(slug="pellworth"))
    user = person.membership.user
    user.set_password("correct horse battery staple")
    user.save()
    client = Client()
    signed_in = client.post(
        "/accounts/login/?next=/pellworth/specimens/pieces/",
        {
            "login": user.email,
            "password": "correct horse battery staple",
            "next": "/pellworth/specimens/pieces/",
        },
        follow=True,
    )
    assert "govuk-notification-banner" not in signed_in.content.decode()
    assert "You are signed out." in client.post("/accounts/logout/", follow=True).content.decode()


def test_an_address_in_a_hint_is_shown_and_is_no_markup() -> None:
    class Letter(forms.Form):
        to = forms.CharField(help_text="Like Jo Example <jo@example.org>.")
        agreed = forms.BooleanField(help_text="As in <b>writing</b>.")

    html = str(Letter())
    assert "Like Jo Example &lt;jo@example.org&gt;." in html
    assert "As in &lt;b&gt;writing&lt;/b&gt;." in html
