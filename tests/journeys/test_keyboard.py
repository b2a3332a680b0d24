"""By keyboard alone: from the queue to the decision, with the focus always to be seen."""

import pytest
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

_READS = """
(at => at.tagName === "SELECT" ? at.name : at.innerText || at.name || "")(document.activeElement)
"""
TO_APPROVE = "go to the approval; Tab goes on to approving and going to the next"
_SEEN = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return "nothing has the focus";
    const box = at.getBoundingClientRect();
    if (box.bottom < 0 || box.top > innerHeight) return "out of view: " + at.outerHTML.slice(0, 120);
    const bar = document.querySelector(".sticky-actions");
    if (bar && !bar.contains(at)) {
        const over = bar.getBoundingClientRect();
        if (box.top >= over.top && box.bottom <= over.bottom) return "under the buttons: " + at.outerHTML.slice(0, 120);
    }
    return "";
}"""


def _tab_to(visitor: Visitor, name: str, most: int = 120) -> None:
    """Press Tab until what reads ``name`` has the focus; it must be in view at each step."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate(_SEEN) == ""
        words = visitor.page.evaluate(_READS)
        if words.strip() == name:
            return
    raise AssertionError(f"{name} is not reached by the Tab key")


def test_a_clerk_returns_and_approves_without_a_mouse(arrive: Arrive) -> None:
    author, clerk = arrive("councillor@ptc.example"), arrive("clerk@ptc.example")
    title = "Lamp posts get their numbers"
    number = acts.hand_in(author, "ptc", "notice", acts.notice(title))
    clerk.go("/ptc/desk/queue/")
    clerk.page.keyboard.press("Tab")
    expect(clerk.page.locator(":focus")).to_have_text("Skip to main content")
    clerk.page.keyboard.press("Enter")
    clerk.page.keyboard.press("j")
    expect(clerk.page.locator(":focus")).to_have_text(title)
    _enter(clerk)
    clerk.sees("Take it in hand")
    _tab_to(clerk, "Take it in hand")
    _enter(clerk)
    clerk.sees("In your hand until")
    _tab_to(clerk, "Go to the decision")
    clerk.page.keyboard.press("Enter")
    expect(clerk.page.locator(":focus")).to_have_text("Decide")
    _tab_to(clerk, "return-reason")
    clerk.page.keyboard.type("Say in which street.")
    _tab_to(clerk, "return-clause")
    clerk.page.keyboard.type("7.3")
    _tab_to(clerk, "Return with this reason")
    _enter(clerk)
    clerk.sees("Returned to Cllr Barnaby Thistledown")
    author.go(f"/ptc/desk/drafts/{number}/").fill("Notice", "The lamp posts in Mill Lane get their numbers.")
    acts.submit(author, "ptc")
    clerk.go("/ptc/desk/queue/").page.keyboard.press("j")
    _enter(clerk)
    if clerk.page.locator("#seen_all").count():  # after dark the rules advise on the hour
        _tab_to(clerk, "seen_all")
        clerk.page.keyboard.press("Space")
    _tab_to(clerk, "Approve revision 2")
    _enter(clerk)
    clerk.sees("Approved under reference")


def _enter(visitor: Visitor) -> None:
    """Press Enter on what has the focus and wait for the page it leads to."""
    with visitor.page.expect_navigation(wait_until="load"):
        visitor.page.keyboard.press("Enter")
    visitor.look()


def test_the_keys_of_the_queue_and_of_a_review_lead_where_the_links_do(arrive: Arrive) -> None:
    author, clerk = arrive("councillor@ptc.example"), arrive("clerk@ptc.example")
    titles = ["The bus shelter gets a bench", "The pond gets a fence"]
    for title in titles:
        acts.hand_in(author, "ptc", "notice", acts.notice(title))
    clerk.go("/ptc/desk/queue/").shoot("queue")
    keys = clerk.page.keyboard
    keys.press("j")
    expect(clerk.page.locator(":focus")).to_have_text(titles[1])
    keys.press("j")
    expect(clerk.page.locator(":focus")).to_have_text(titles[0])
    keys.press("k")
    with clerk.page.expect_navigation(wait_until="load"):
        keys.press("a")
    clerk.look()
    assert clerk.page.url.endswith("#decide")
    keys.press("a")
    expect(clerk.page.locator(":focus")).to_have_text("Approve revision 1")
    keys.press("?")
    expect(clerk.page.get_by_role("dialog")).to_contain_text(TO_APPROVE)
    expect(clerk.page.get_by_role("dialog")).to_contain_text("go to returning it")
    keys.press("Escape")
    keys.press("Tab")
    expect(clerk.page.locator(":focus")).to_have_text("Approve and go to next")
    keys.press("r")
    keys.type("a ? r q j")
    assert clerk.page.locator(":focus").input_value() == "a ? r q j"
    acts.cite(clerk, "7.3")
    clerk.press("Return and go to next").sees("Returned to Cllr Barnaby Thistledown")
    clerk.sees(titles[0]).shoot("next-after-a-decision")
    back = clerk.page.get_by_role("link", name=titles[1])
    expect(back).to_be_visible()
    clerk.page.keyboard.press("q")
    clerk.page.wait_for_url("**/ptc/desk/queue/")


@pytest.mark.parametrize(
    ("link", "title", "label", "listed", "button", "said"),
    [
        (
            "Return it with answers to the publicity checklist",
            "Return it to the author",
            "What should be changed?",
            "return-clause",
            "Return it and go to next",
            "Returned to Cllr Barnaby Thistledown",
        ),
        (
            "Reject it for good",
            "Reject it for good?",
            "Why will it not go out?",
            "clause",
            "Reject it for good and go to next",
            "Rejected. Cllr Barnaby Thistledown is told why",
        ),
    ],
    ids=["return", "reject"],
)
def test_the_page_of_its_own_for_a_decision_against_an_item_goes_on_to_the_next_too(
    arrive: Arrive, *, link: str, title: str, label: str, listed: str, button: str, said: str
) -> None:
    author, clerk = arrive("councillor@ptc.example"), arrive("clerk@ptc.example")
    below, above = (f"The {thing} of the {listed}" for thing in ("gate", "fence"))
    for name in (below, above):
        acts.hand_in(author, "ptc", "notice", acts.notice(name))
    clerk.go("/ptc/desk/queue/").follow(above).follow(link).sees(title)
    clerk.press(button, status=422).sees("There is a problem")
    clerk.fill(label, "Say by whom.")
    acts.cite(clerk, "7.3", name=listed)
    _tab_to(clerk, button)
    clerk.shoot(f"against-it-and-next-{listed}")
    _enter(clerk)
    clerk.sees(said, above)
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text(below)


def test_the_same_keys_open_return_and_approve_in_the_queue_and_in_the_inbox_of_all_councils(
    arrive: Arrive,
) -> None:
    for who, council in (("deputy@ptc.example", "ptc"), ("councillor@pitstone.example", "pitstone")):
        acts.hand_in(arrive(who), council, "notice", acts.notice(f"The keys of {council} are changed"))
    clerk = arrive("clerk@both.example")
    for path in ("/ptc/desk/queue/", "/desk/"):
        titles = clerk.go(path).page.locator("[data-queue] .queue-row :is(h2, h3) a").all_inner_texts()
        keys, focused = clerk.page.keyboard, clerk.page.locator(":focus")
        for key in ("r", "a", "o"):  # nothing has the focus yet, so nothing opens
            keys.press(key)
        assert clerk.path == path
        keys.press("k")
        expect(focused).to_have_text(titles[-1])
        _to_the_first(clerk, titles)
        assert _help(clerk) == [
            "j the next item",
            "k the one before",
            "o or Enter open it",
            "a open it at its decision",
            "r open it to return it",
            "? this help",
        ]
        expect(focused).to_have_text(titles[0])
        handed = next(place for place, title in enumerate(titles) if "The keys of" in title)
        _down(clerk, titles, handed)
        review = _led_by(clerk, "o")
        for key, place in (("a", "decide"), ("r", "return")):
            clerk.go(path)
            _to_the_first(clerk, titles)
            _down(clerk, titles, handed)
            assert (_led_by(clerk, key), clerk.page.url.rpartition("#")[2]) == (review, place)
            expect(focused).to_have_id(place)
        assert _help(clerk) == [
            f"a {TO_APPROVE}",
            "r go to returning it",
            "q back to the list",
            "? this help",
        ]
        clerk.page.keyboard.press("r")
        expect(focused).to_have_attribute("name", "return-reason")
        clerk.page.locator("#return").focus()
        assert _led_by(clerk, "q") == path


def test_the_help_of_a_page_lists_no_key_that_leads_nowhere(arrive: Arrive) -> None:
    author, clerk = arrive("councillor@ptc.example"), arrive("clerk@ptc.example")
    title = "The horse trough is filled"
    acts.hand_in(author, "ptc", "notice", acts.notice(title))
    acts.open_review(clerk, "ptc", title)
    clerk.page.get_by_label("What should be changed?").fill("Say by whom.")
    acts.cite(clerk, "7.3")
    clerk.press("Return with this reason")
    clerk.go("/ptc/desk/queue/decided/")
    assert _help(clerk) == ["j the next item", "k the one before", "o or Enter open it", "? this help"]
    clerk.page.keyboard.press("j")
    expect(clerk.page.locator(":focus")).to_have_text(title)
    clerk.page.keyboard.press("r")
    assert clerk.path == "/ptc/desk/queue/decided/"
    _led_by(clerk, "o")
    assert _help(clerk) == ["q back to the list", "? this help"]


def test_a_key_in_the_very_moment_in_which_the_help_closes_is_heard(arrive: Arrive) -> None:
    clerk = arrive("clerk@ptc.example")
    first = clerk.go("/ptc/desk/queue/").page.locator("[data-queue] h2 a").first
    clerk.page.keyboard.press("?")
    switch = clerk.page.get_by_label("Use these keys")
    expect(switch).to_be_focused()
    clerk.page.keyboard.press("j")
    expect(switch).to_be_focused()  # an open help takes the keys for itself
    clerk.page.evaluate(_CLOSED_AND_TYPED, "j")
    expect(first).to_be_focused()


_CLOSED_AND_TYPED = """(key) => {
    document.querySelector("dialog.keys").close();
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}"""
"""A key that comes before the page is drawn again: what the help held the focus with holds it still."""


def _to_the_first(clerk: Visitor, titles: list[str]) -> None:
    """Press k and j until the first row has the focus, and no further."""
    for _ in titles:
        clerk.page.keyboard.press("k")
    clerk.page.keyboard.press("k")
    expect(clerk.page.locator(":focus")).to_have_text(titles[0])
    if len(titles) > 1:
        clerk.page.keyboard.press("j")
        expect(clerk.page.locator(":focus")).to_have_text(titles[1])
        clerk.page.keyboard.press("k")


def _down(clerk: Visitor, titles: list[str], place: int) -> None:
    """Press j until the row at ``place`` has the focus, which the first has now."""
    for _ in range(place):
        clerk.page.keyboard.press("j")
    expect(clerk.page.locator(":focus")).to_have_text(titles[place])


def _help(clerk: Visitor) -> list[str]:
    """Return what the help of the page lists, key by key; it is closed again."""
    clerk.page.keyboard.press("?")
    dialog = clerk.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    listed = [" ".join(row.split()) for row in dialog.locator("li").all_inner_texts()]
    clerk.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    return listed


def test_the_keys_of_what_the_public_says_lead_to_the_ruling_and_to_the_answer(arrive: Arrive) -> None:
    clerk = arrive("clerk@ptc.example")
    first, second = (_call(clerk, words) for words in CALLS)
    keys, focused = clerk.page.keyboard, clerk.page.locator(":focus")
    clerk.go(MINE).shoot("comments-by-keyboard")
    keys.press("j")
    expect(focused).to_have_text(CALLS[0])
    keys.press("j")
    expect(focused).to_have_text(CALLS[1])
    keys.press("j")
    expect(focused).to_have_text(CALLS[1])
    keys.press("k")
    expect(focused).to_have_text(CALLS[0])
    keys.press("?")
    expect(clerk.page.get_by_role("dialog")).to_contain_text("open it at the ruling")
    keys.press("Escape")
    assert _led_by(clerk, "o") == f"/ptc/desk/moderation/{first}/"
    assert _led_by(clerk, "r") == f"/ptc/desk/moderation/{first}/reply/"
    clerk.go(f"/ptc/desk/moderation/{first}/")
    assert _led_by(clerk, "q") == "/ptc/desk/moderation/"
    clerk.go(MINE)
    keys.press("k")
    expect(focused).to_have_text(CALLS[1])
    assert _led_by(clerk, "r") == f"/ptc/desk/moderation/{second}/reply/"
    clerk.go(MINE)
    keys.press("j")
    assert _led_by(clerk, "a") == f"/ptc/desk/moderation/{first}/"
    assert clerk.page.url.endswith("#decide")
    _rule_by_keyboard(clerk)
    _turn_the_keys_off(clerk, f"/ptc/desk/moderation/{second}/")


MINE = "/ptc/desk/moderation/?show=mine"
CALLS = ("Thank you for the new bench at the pond.", "Thank you for the clean steps at the church.")


def _call(clerk: Visitor, words: str) -> int:
    """Enter a call, take it in hand, and return its number: the list of what is in hand has nobody else's."""
    clerk.go("/ptc/desk/moderation/enter/").choose("By telephone").fill("Who says it?", "Robin of Mill Lane")
    clerk.fill("What do they say?", words).press("Enter it").sees("It is entered as")
    number = clerk.number_in_address()
    clerk.press("Take it in hand").sees("In your hand until")
    return number


def _led_by(visitor: Visitor, key: str) -> str:
    """Press a key that leads to another page, and return where."""
    with visitor.page.expect_navigation(wait_until="load"):
        visitor.page.keyboard.press(key)
    return visitor.look().path


def _rule_by_keyboard(clerk: Visitor) -> None:
    """Rule on the comment whose page is open at the ruling, with no key that means something in a field."""
    keys, focused = clerk.page.keyboard, clerk.page.locator(":focus")
    keys.press("a")
    expect(focused).to_have_text("Rule, and open the next")
    clerk.page.locator("#decide").focus()
    _tab_to(clerk, "outcome")
    keys.press("Space")
    _tab_to(clerk, "answering")
    keys.type("it asks")
    _tab_to(clerk, "reason")
    keys.type("a ? r q j")
    assert focused.input_value() == "a ? r q j"
    _tab_to(clerk, "Rule, and open the next")
    _enter(clerk)
    clerk.sees("You ruled on")


def _turn_the_keys_off(clerk: Visitor, path: str) -> None:
    """Turn the keys off in the help of one page: they do nothing there, nor on the next."""
    clerk.go(path).page.keyboard.press("?")
    clerk.page.get_by_label("Use these keys").uncheck()
    clerk.page.keyboard.press("Escape")
    expect(clerk.page.get_by_role("dialog")).to_have_count(0)
    for key in ("q", "r", "?"):
        clerk.page.keyboard.press(key)
    expect(clerk.page.get_by_role("dialog")).to_have_count(0)
    assert clerk.path == path
    clerk.go(MINE).page.keyboard.press("j")
    expect(clerk.page.locator(".queue-row a:focus")).to_have_count(0)
