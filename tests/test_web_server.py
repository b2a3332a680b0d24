"""The log of requests: what was asked, and nothing that signs anybody in."""

import re

from devstack import paths
from portal import web_server

WITHOUT_QUERY = {
    "h": "192.0.2.7",
    "t": "[23/Nov/2026:03:00:00 +0000]",
    "m": "GET",
    "U": "/pellworth/desk/",
    "s": "302",
    "b": "0",
    "a": "browser/1",
}
"""What gunicorn can say of a request (its setting access_log_format) that holds no query: not r, q, f or a header."""


def test_no_query_and_no_address_before_stands_in_the_log() -> None:
    named = re.findall(r"%\(([^)]+)\)s", web_server.access_log_format)

    assert named == list(WITHOUT_QUERY)
    assert web_server.access_log_format % WITHOUT_QUERY == (
        '192.0.2.7 [23/Nov/2026:03:00:00 +0000] "GET /pellworth/desk/" 302 0 "browser/1"'
    )
    assert web_server.accesslog == "-"


def test_each_way_of_running_the_portal_logs_so() -> None:
    for name in ("Dockerfile", "devstack/supervisor.py"):
        words = (paths.ROOT / name).read_text()
        assert "--config=python:portal.web_server" in words
        assert "access-log" not in words
