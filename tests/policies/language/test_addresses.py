"""Web addresses as people write them, and which of them lead to one page."""

import pytest

from policies.language.addresses import lead_alike

PAGE = "https://www.example.org/ptc/news/square-reopens-12/"


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        (PAGE, True),
        ("example.org/ptc/news/square-reopens-12", True),
        ("HTTP://WWW.EXAMPLE.ORG/ptc/news/square-reopens-12/?utm_source=x#top", True),
        ("https://example.org/ptc/news/notice-12/", True),
        ("https://example.org/ptc/news/square-reopens-13/", False),
        ("https://example.org/ptc/news/square-reopens-112/", False),
        ("https://example.org/other/news/square-reopens-12/", False),
        ("https://elsewhere.example/ptc/news/square-reopens-12/", False),
        ("https://example.org/ptc/news/12/", False),
        ("https://example.org/ptc/news/", False),
        ("https://example.org", False),
        ("", False),
    ],
)
def test_a_page_of_the_newsroom_is_known_by_its_number_whatever_headline_stands_before_it(
    address: str, leads: bool
) -> None:
    assert lead_alike(address, PAGE) is leads


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("http://example.org/2027/hedges", True),
        ("https://example.org/2027/hedges-12", False),
        ("/2027/hedges", False),
    ],
)
def test_a_page_without_a_number_is_known_by_the_whole_of_its_address(address: str, leads: bool) -> None:
    assert lead_alike(address, "https://www.example.org/2027/hedges/") is leads
