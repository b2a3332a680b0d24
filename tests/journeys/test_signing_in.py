"""Signing in with more than a password: a passkey, an authenticator app, a mailed code; and where one is signed in.

The passkeys are real: Chromium's own virtual authenticator makes and uses them.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, StorageState, expect

from devstack.mailpage import files, read
from devstack.processes import wait_until
from portal.demo.cast import DEMO_PASSWORD
from tests.journeys.conftest import Arrive
from tests.journeys.portal import Portal
from tests.journeys.visiting import Visitor
from tests.makers.accounts import code_now

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
ACCOUNT = "/accounts/"
WHO, PASSKEY_HOLDER = "officer@pitstone.example", "auditor@ptc.example"


def with_a_phone_s_passkeys(visitor: Visitor) -> CDPSession:
    """Give the browser an authenticator that has checked its holder's finger."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def confirm(visitor: Visitor) -> None:
    """Answer the question who is there by the password."""
    visitor.sees("Confirm that it is you").fill("Password", DEMO_PASSWORD).press("Continue")


@pytest.fixture(autouse=True)
def _taken_off_again(portal: Portal) -> Iterator[None]:
    yield
    for address in (WHO, PASSKEY_HOLDER):
        portal.manage("remove_second_step", address)


def test_a_passkey_is_set_up_and_signs_in_by_itself(arrive: Arrive) -> None:
    holder = arrive(PASSKEY_HOLDER, anew=True)
    with_a_phone_s_passkeys(holder)
    holder.go("/accounts/login/").shoot("sign-in")
    holder.sign_in(PASSKEY_HOLDER)
    holder.go(ACCOUNT).sees("You sign in with one step.").shoot("account")
    holder.follow("Set up a passkey")
    confirm(holder)
    holder.fill("Name", "My phone").shoot("passkey-add")
    holder.press("Set up the passkey").sees("Your recovery codes", "10 of 10 left").shoot("recovery-codes")
    holder.go(ACCOUNT).sees("1 set up.").follow("See your passkeys").sees(
        "My phone", "Signs you in by itself"
    )
    holder.shoot("passkeys")
    holder.follow("Rename").fill("Name", "Old phone").press("Save").sees("Old phone")
    holder.go(ACCOUNT).press("Sign out here")
    holder.go("/accounts/login/").sign_in(PASSKEY_HOLDER)
    holder.sees("Your second step", "You are not signed in yet").shoot("second-step")
    holder.press("Use your passkey")
    expect(holder.page).not_to_have_url(re.compile("/accounts/"))
    holder.go(ACCOUNT).press("Sign out here")
    holder.go("/accounts/login/").press("Sign in with a passkey")
    holder.go(ACCOUNT).sees("1 set up.").follow("See your passkeys").follow("Remove")
    confirm(holder)
    holder.sees("This is your last second step.").shoot("passkey-remove")
    holder.press("Remove the passkey").sees("The passkey is removed.", "You have no passkey")


def test_an_app_is_set_up_without_script_and_asked_for_after_password_and_mailed_code(
    arrive: Arrive, portal: Portal
) -> None:
    person = arrive(scripted=False)
    person.go("/accounts/login/").sees("Passkeys need JavaScript").sign_in(WHO)
    person.go(ACCOUNT).follow("Set up an authenticator app")
    confirm(person)
    picture = person.page.get_by_alt_text("QR code of the key that stands below it")
    expect(picture).to_have_attribute("src", "/accounts/2fa/app/picture.svg")
    assert picture.evaluate("image => image.naturalWidth") > 0
    person.shoot("app-add")
    key = person.page.locator("#totp-key").inner_text()
    person.fill("Code that the app shows", "12").press("Set up the app").sees("This code is not right")
    person.fill("Code that the app shows", code_now(key)).press("Set up the app").sees("Your recovery codes")
    recovery = person.page.locator(".recovery-codes code").all_inner_texts()
    person.go(ACCOUNT).press("Sign out here")
    person.go("/pitstone/desk/").sign_in(WHO).sees("You are not signed in yet")
    person.go("/pitstone/desk/").sees("You are not signed in yet")
    person.fill("Code", recovery[0]).press("Continue with the code")
    assert person.path == "/pitstone/desk/"
    person.go(ACCOUNT).press("Sign out here")
    person.go("/accounts/login/").follow("Get a code by email")
    person.fill("Email", WHO).press("Send me a code").sees("Enter the code from your email")
    person.fill("Code", mailed_code(portal)).press("Sign in").sees("Your second step")
    person.fill("Code", recovery[1]).press("Continue with the code")
    person.go(ACCOUNT).sees("8 left")


def mailed_code(portal: Portal) -> str:
    """Wait for the code and return it."""
    found: list[str] = []

    def is_there() -> bool:
        mails = [
            mail for mail in map(read, files(portal.post.maildir)) if "Your code" in str(mail["Subject"])
        ]
        found[:] = [str(mail.get_content()) for mail in mails if mail["To"] == WHO]
        return bool(found)

    assert wait_until(is_there, 20)
    code = re.search(r"^([A-Z0-9-]{6,12})\s*$", found[-1], re.MULTILINE)
    assert code is not None
    return code.group(1)


def test_somebody_sees_where_they_are_signed_in_and_signs_out_there(
    arrive: Arrive, sessions: dict[str, StorageState]
) -> None:
    sessions.pop("councillor@ptc.example", None)  # it ends below: no later journey may come with it
    desk = (
        arrive("councillor@ptc.example", anew=True).go("/accounts/login/").sign_in("councillor@ptc.example")
    )
    phone = arrive("councillor@ptc.example", anew=True, phone=True)
    phone.go("/accounts/login/").sign_in("councillor@ptc.example")
    desk.go(ACCOUNT).follow("See where, and sign out there").sees("(this one)").shoot("sessions")
    desk.press("Sign out everywhere else").sees("You are signed out everywhere else.")
    phone.go(ACCOUNT).sees("Sign in")
    assert desk.go(ACCOUNT).path == ACCOUNT
