"""What a worker under test is observed by: it notes which process sent which row."""

import os
from pathlib import Path
from uuid import UUID

VARIABLE = "WHO_SENDS"


def note(step: str, key: UUID) -> None:
    """Note it in the file that the variable names, a line each."""
    if step == "sending":
        with Path(os.environ[VARIABLE]).open("a") as file:
            file.write(f"{os.getppid()} {key}\n")
