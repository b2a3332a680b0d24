"""A member's film with captions goes out with a permission, is played by a reader, and stops when it is withdrawn."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.demo import filming
from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

FILM = Path(filming.__file__).parent / "films" / "young-trees.webm"
TITLE = "How a young tree is planted"
POST = "Plant a tree with us"
PLAYS = """async video => {
    video.muted = true;
    await video.play();
    await new Promise(done => video.addEventListener('timeupdate', () => video.currentTime > 0 && done()));
    const track = video.textTracks[0];
    for (let waits = 0; !(track.cues && track.cues.length) && waits < 100; waits++)
        await new Promise(done => setTimeout(done, 50));
    return [track.kind, track.cues.length, track.cues[0].getCueAsHTML().textContent];
}"""


def add_film(member: Visitor) -> int:
    """Add the film, name who is in it with their permission, and add its captions; returns its number."""
    member.go("/ptc/desk/recordings/add/").shoot("recording-add")
    member.page.locator("input[type=file]").set_input_files(FILM)
    member.fill("Title", TITLE).fill("Who made it", "Clara Lowe")
    member.choose("People can be recognised; each is named next, with their permission")
    member.press("Add it").sees("It is here.", "Name somebody in this recording").shoot("recording-person")
    number = member.number_in_address()
    member.fill("Name", "Rowan Fielding").choose("They gave it in writing")
    member.field("How it was written").select_option("A signed form")
    member.press("Add this person").sees("Rowan Fielding is named.", "It goes nowhere yet:")
    member.follow("Add captions")
    member.page.locator("input[type=file]").set_input_files(FILM.with_suffix(".vtt"))
    member.press("Save").sees("It is in words.", "May be used").shoot("recording")
    return number


def show_it(member: Visitor, title: str) -> None:
    """Write a post that shows the film; its form is open afterwards."""
    acts.begin(member, "ptc", "social_post")
    acts.write(member, acts.social_post(title, f"{title}: watch how it is done."))
    member.press("Choose video or sound").press(f"Choose {TITLE}").sees("It is in your draft.")


def test_a_film_goes_out_with_a_permission_and_stops_when_it_is_withdrawn(arrive: Arrive) -> None:
    clerk, deputy = arrive("clerk@ptc.example"), arrive("deputy@ptc.example")
    film = add_film(deputy)
    show_it(deputy, POST)
    acts.submit(deputy, "ptc")
    acts.approve(clerk, "ptc", POST)

    reader = arrive()
    reader.waits_for("/ptc/", POST)
    reader.go("/ptc/").follow(POST).sees("What is said in it, as text").shoot("recording-public")
    said = reader.page.locator("video").evaluate(PLAYS)
    assert said == ["captions", 2, "Hello. I am Rowan Fielding, and I plant trees."]

    clerk.go(f"/ptc/desk/recordings/{film}/").follow("They withdrew it").shoot("recording-withdrawal")
    clerk.fill("Reason", "Letter of today").press("They withdrew it")
    clerk.sees("What uses this recording", "In public now", "Not used: a permission was withdrawn")
    clerk.shoot("recording-uses")
    use = clerk.page.locator(".card", has_text=POST)
    use.get_by_label("Withdraw it in public").check()
    use.get_by_label("Reason").fill("The film is not shown any more.")
    with clerk.page.expect_navigation(wait_until="load"):
        use.get_by_role("button").click()
    clerk.look().sees(f"“{POST}” is withdrawn in public.")
    reader.waits_for("/ptc/", "The film is not shown any more.")

    show_it(deputy, "Once more in spring")
    deputy.press("Save and submit").sees(
        "It cannot be submitted yet.", "The permission for recording 1 was withdrawn."
    )
    _looks_at_it_on_a_phone(arrive, film)


def _looks_at_it_on_a_phone(arrive: Arrive, film: int) -> None:
    phone = arrive("clerk@ptc.example", phone=True)
    phone.go("/ptc/desk/recordings/").shoot("recordings")
    phone.go(f"/ptc/desk/recordings/{film}/").shoot("recording")
    phone.go(f"/ptc/desk/recordings/{film}/describe/").shoot("recording-describe")
    phone.go(f"/ptc/desk/recordings/{film}/uses/").shoot("recording-uses")
    expect(phone.main).to_contain_text(POST)
