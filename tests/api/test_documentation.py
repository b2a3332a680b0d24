"""The documentation: made from the code, whole, and readable by anybody."""

import json

import pytest
from django.test import Client

from portal.api.documentation import PROBLEMS, described, operations
from portal.api.v1 import problems


def test_the_document_is_openapi_and_names_every_operation_with_its_scope() -> None:
    document = described()
    assert document["openapi"] == "3.1.0"
    assert [(one.method, one.path) for one in operations()] == [
        ("GET", "/api/v1/publications"),
        ("GET", "/api/v1/publications/{item_id}"),
        ("GET", "/api/v1/channels"),
        ("GET", "/api/v1/policies"),
        ("GET", "/api/v1/policies/{slug}"),
        ("GET", "/api/v1/drafts/kinds"),
        ("GET", "/api/v1/drafts/bodies"),
        ("GET", "/api/v1/drafts"),
        ("POST", "/api/v1/drafts"),
        ("GET", "/api/v1/drafts/{draft_id}"),
        ("PUT", "/api/v1/drafts/{draft_id}"),
        ("GET", "/api/v1/drafts/{draft_id}/findings"),
        ("POST", "/api/v1/drafts/{draft_id}/submit"),
        ("POST", "/api/v1/comments"),
    ]
    assert {one.scope for one in operations()} == {"read", "drafts", "submit", "comments"}
    for methods in document["paths"].values():
        for told in methods.values():
            assert told["security"] == [{"Key": []}]
    assert document["components"]["securitySchemes"] == {"Key": {"type": "http", "scheme": "bearer"}}


@pytest.mark.django_db
def test_anybody_reads_it_as_a_page_and_as_a_file() -> None:
    client = Client()
    page = client.get("/api/docs/").content.decode()
    for one in operations():
        assert f'id="{one.anchor}"' in page
    for word, _, _ in PROBLEMS:
        assert f'id="{word}"' in page
    assert client.get("/api/v1/openapi.json").json() == json.loads(json.dumps(described()))


def test_every_word_of_a_refusal_is_explained() -> None:
    said = {*problems._KINDS.values(), *problems._BY_STATUS.values()}
    said |= {"key", "scope", "missing", "json", "rate", "input"}
    assert said == {word for word, _, _ in PROBLEMS}
