"""How Graph is asked and how it refuses, for its stand-in."""

from email import message_from_bytes
from typing import Any

from tests.channels.connectors.standin import Answer, Request


def fields_of(request: Request) -> dict[str, Any]:
    """Return the fields of what was sent, as JSON or as a form; of a file its bytes' length."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return request.json()
    found: dict[str, Any] = {}
    for part in message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body).walk():
        if part.get_content_disposition() == "form-data":
            said = bytes(part.get_payload(decode=True) or b"")
            name = str(part.get_param("name", header="content-disposition"))
            found[name] = str(len(said)) if part.get_filename() else said.decode()
    return found


def refusal(
    code: int, message: str, *, subcode: int = 0, kind: str = "GraphMethodException", status: int = 400
) -> Answer:
    """Return an error as Graph words it."""
    error: dict[str, Any] = {"message": message, "type": kind, "code": code, "fbtrace_id": "AbCdEf"}
    return Answer(status, {"error": {**error, "error_subcode": subcode} if subcode else error})


def no_such(number: str) -> Answer:
    """Return what Graph says of what is not there."""
    said = (
        f"Unsupported get request. Object with ID '{number}' does not exist, cannot be loaded due to missing "
        "permissions, or does not support this operation."
    )
    return refusal(100, said, subcode=33)
