"""Where things of one clone lie. Standard library only: the bootstrap imports it before any installation."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"
