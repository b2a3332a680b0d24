"""Files that are evidence, read whole, or said in words to be missing with the hash by which they are known again."""

from typing import Any

from portal.refusals import Refusal


class FileMissing(Refusal):
    """A file was kept, and is not where files lie any more."""

    status = 404

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"{missing(sha256)} It was not erased by anybody here.",
            "Nothing else is lost: its words and its hash stand in the record. Tell whoever runs the portal, who may "
            "bring it back from a copy; its hash shows that it is the same.",
        )


def missing(sha256: str) -> str:
    """Return the line that stands where a file should be."""
    return f"This file is missing. Its SHA-256 was {sha256}."


def is_missing(file: Any) -> bool:
    """Return whether ``file``, of a row that has one, is not where files lie any more."""
    return bool(file) and not file.storage.exists(str(file.name))


def read_kept(file: Any, sha256: str) -> bytes:
    """Return all of ``file``, which had this hash when it was kept. Raises FileMissing."""
    try:
        with file.open("rb") as opened:
            raw: bytes = opened.read()
    except FileNotFoundError as error:
        raise FileMissing(sha256) from error
    return raw
