"""What a signed webhook tells of rulings on comments, for the API's own documentation: fields and an example.

The words are portal.channels.connectors.webhook's; tests hold the example against what is really sent.
"""

from collections.abc import Mapping
from typing import Any

from portal.api.fields import Field

RULED = (
    Field("event", "string", required=True, about="“ruled”; the header Portal-Event says the same"),
    Field(
        "delivery",
        "uuid",
        required=True,
        about="the number of this message: take each number once, whatever comes again",
    ),
    Field("council", "string", required=True, about="the council’s word in addresses"),
    Field("comment", "string", required=True, about="the reference that the comment’s author was told"),
    Field("version", "integer", required=True, about="which version of its words was ruled on, from 1"),
    Field(
        "item",
        "integer or nothing",
        required=True,
        about="the item under which it stands, if it is one of the council’s",
    ),
    Field(
        "ruling",
        "integer",
        required=True,
        about="the ruling’s number; of one comment the larger one is later",
    ),
    Field(
        "overrules",
        "integer or nothing",
        required=True,
        about="the ruling that it overrules or, after an appeal, undoes",
    ),
    Field("outcome", "string", required=True, about="“leave”, “hide” or “remove”"),
    Field("ground", "string", required=True, about="why it comes down; empty where it stands"),
    Field(
        "clause",
        "string",
        required=True,
        about="the clause of the council’s policy as it was cited; empty where it stands",
    ),
    Field("ruled_at", "moment", required=True, about="when"),
)
"""The fields of a ruling as it is told, in their order."""

RULED_EXAMPLE: Mapping[str, Any] = {
    "event": "ruled",
    "delivery": "0d642919-4a1a-4e1c-8dad-ec988b48d067",
    "council": "exampleton",
    "comment": "7K2MQ9XBRT",
    "version": 1,
    "item": 412,
    "ruling": 87,
    "overrules": None,
    "outcome": "hide",
    "ground": "abusive",
    "clause": "7.11.2",
    "ruled_at": "2026-11-16T09:42:07.318204+00:00",
}
"""One such message."""

_OPEN: Mapping[str, Mapping[str, Any]] = {
    "string": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "integer": {"type": "integer"},
    "integer or nothing": {"type": ["integer", "null"]},
    "moment": {"type": "string", "format": "date-time"},
}


def webhooks() -> dict[str, Any]:
    """Return what the OpenAPI document says of them: what the receiver is sent, and what it may answer."""
    schema = {
        "type": "object",
        "properties": {one.name: {**_OPEN[one.of], "description": one.about} for one in RULED},
        "required": [one.name for one in RULED if one.required],
    }
    sent = {"schema": schema, "example": dict(RULED_EXAMPLE)}
    return {
        "ruled": {
            "post": {
                "summary": "A comment in public was ruled on, or a ruling was overruled or undone.",
                "description": "Signed, as docs/webhooks.md says. Nothing in it says who wrote, what, or who ruled.",
                "requestBody": {"required": True, "content": {"application/json": sent}},
                "responses": {"2XX": {"description": "The receiver has it."}},
            }
        }
    }
