"""The command line says in one line which setting is wrong."""

import os
import subprocess
import sys
from pathlib import Path

MANAGE = Path(__file__).parent.parent / "manage.py"


def test_a_wrong_setting_is_one_line_without_a_traceback() -> None:
    found = subprocess.run(
        [sys.executable, str(MANAGE), "check"],
        env={**os.environ, "SWEEP_SECONDS": "x"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 1
    assert found.stderr == "SWEEP_SECONDS must be a whole number, not 'x'.\n"
