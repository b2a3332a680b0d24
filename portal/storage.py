"""Where pictures and letters lie: whole files or none."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Leaves nothing behind of a file that could not be written to its end: the disk is full, or was taken away.

    Callers give names that nobody else uses, so that what is removed can only be their own.
    """

    def _save(self, name: str, content: Any) -> str:
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc]
        except OSError:
            with suppress(OSError):
                Path(self.path(name)).unlink()
            raise
        return saved
