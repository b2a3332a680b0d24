"""What `manage.py check --deploy` looks at beside what Django does: whether the files are private."""

from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as Warned

from portal.storage import OPEN, how_files_stand, in_bucket

FILES = "files"
"""The tag: compose asks for it at each start."""


def check_files(**_options: Any) -> list[CheckMessage]:
    """Warn where anybody can read the bucket, or nobody can say; it stops no start."""
    word = how_files_stand() if in_bucket() else "ok"
    if word == "ok":
        return []
    if word == OPEN:
        hint = "Make it private: take away what its policy or its access lists give to everybody."
        return [
            Warned("The bucket of OBJECT_STORAGE_URL is readable by anybody.", hint=hint, id="files.W001")
        ]
    return [Warned("Whether the bucket of OBJECT_STORAGE_URL is private cannot be told.", id="files.W002")]
