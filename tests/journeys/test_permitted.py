"""A dated permission is granted, used and withdrawn; rights are suspended; a member declares an account."""

import pytest

from tests.journeys import acts, clock
from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

TITLE = "New seats on the towpath"
WHO = "Cllr Bertram Hedgerow"


def test_a_dated_permission_is_used_until_it_is_withdrawn(arrive: Arrive) -> None:
    clerk, member = arrive("clerk@pitstone.example"), arrive("councillor@pitstone.example")
    member.go("/pitstone/desk/drafts/new/press_release/", status=403).sees(
        "you need the clerk's permission to draft a press release"
    )
    clerk.go("/pitstone/desk/people/").follow("Permissions", within="main, aside")
    clerk.follow("Draft a kind of communication", within="main, aside")
    holder = clerk.field("Who")
    found = holder.locator("option", has_text=WHO)
    holder.select_option(value=found.get_attribute("value"))
    clerk.field("Kind of communication").select_option(label="Press release")
    clerk.fill("Until (inclusive)", clock.day(10)).fill("Reason", "He writes about the towpath this month.")
    clerk.shoot("permission-form")
    clerk.press("Grant the permission").sees(f"{WHO} is permitted, from now", "Draft: press release")
    clerk.shoot("permissions")
    member.go("/pitstone/desk/").sees("Permitted to you", "Draft: press release")
    member.follow("All that was permitted to you", within="main, aside")
    member.sees("Your permissions", "He writes about the towpath").misses("Cllr Rufus Gavelstone")
    acts.hand_in(member, "pitstone", "press_release", acts.release(TITLE))
    acts.open_review(clerk, "pitstone", TITLE)
    review = clerk.path
    clerk.go("/pitstone/desk/permissions/")
    card = clerk.page.locator("li.card", has_text=WHO).get_by_role("link", name="End this permission").first
    clerk.go(card.get_attribute("href") or "")
    clerk.fill("Reason", "The clerk writes about it from now on.").press("End the permission")
    clerk.go("/pitstone/desk/permissions/?standing=over").sees("The clerk writes about it from now on.")
    clerk.go(review).press(acts.approve_button(clerk), status=409)
    clerk.sees("The clerk withdrew the permission")
    clerk.shoot("permission-withdrawn")
    member.go("/pitstone/desk/drafts/new/press_release/", status=403).sees(
        "you need the clerk's permission to draft a press release"
    )


def test_an_open_editor_says_that_the_rights_are_suspended(arrive: Arrive) -> None:
    clerk, member = arrive("clerk@pitstone.example"), arrive("deputy@pitstone.example")
    acts.begin(member, "pitstone", "social_post")
    clerk.go("/pitstone/desk/people/").follow("Cllr Posy Meadowbank").follow(
        "Suspend publishing rights", within="main, aside"
    )
    clerk.fill("Minute of the council", "52/26").fill("Until (inclusive)", clock.day(5))
    clerk.fill("Reason", "A breach.").press("Suspend")
    member.fill("Working title", "The lights are on")
    state = member.page.locator("#saved-state", has_text="Your publishing rights are suspended")
    state.wait_for(timeout=30000)
    member.shoot("suspended-editor", "window")
    clerk.go("/pitstone/desk/people/").follow("Cllr Posy Meadowbank").follow("Lift the suspension")
    clerk.fill("Reason", "Settled.").press("Lift the suspension").sees("has their publishing rights back")


def test_a_member_declares_an_account_of_their_own(arrive: Arrive) -> None:
    member, clerk = arrive("councillor@pitstone.example"), arrive("clerk@pitstone.example")
    clerk.go("/pitstone/desk/personal-accounts/").follow(
        "Ask members about their accounts", within="main, aside"
    )
    clerk.press("Ask them").sees("are asked")
    member.go("/pitstone/desk/personal-accounts/").sees("The clerk asks about your accounts")
    member.follow("Declare an account")
    member.field("Network").select_option(label="Bluesky")
    member.fill("Its address or name", "@bertram.example").fill("Since", clock.day(-30))
    member.choose("As a councillor only")
    for answer in member.page.get_by_label("Yes", exact=True).all():
        answer.check()
    member.shoot("account-form")
    member.press("Declare it").sees("All four answers are as they should be")
    member.shoot("accounts")
    clerk.go("/pitstone/desk/personal-accounts/").sees("@bertram.example", "Declared an account")
    clerk.shoot("accounts-of-all")
    phone = arrive("clerk@pitstone.example", phone=True)
    phone.go("/pitstone/desk/personal-accounts/").shoot("accounts-of-all")
    phone.go("/pitstone/desk/permissions/").shoot("permissions")
    phone.go("/pitstone/desk/permissions/grant/share/").shoot("permission-form")
