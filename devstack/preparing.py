"""What `make run` lays out beside the database: the static files and the list of sign-ins, each made once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from devstack import paths, stamps
from devstack.setting_up import Setup, Step

_STATIC_SOURCES = ("static", "var/assets", "portal/settings.py", "requirements/run.txt")
_LISTED_FROM = ("portal/demo/cast.py", "portal/demo/management/commands/demo.py", "portal/councils/powers.py")


class StaticFiles:
    """The collected static files of one clone."""

    def __init__(self, var: Path, setup: Setup, variables: Mapping[str, str]) -> None:
        """Begin to collect them in the background, unless what is there was made from today's sources."""
        self.stamp, self.setup = var / "static.stamp", setup
        self.digest = stamps.digest_of([paths.ROOT / name for name in _STATIC_SOURCES])
        self.step: Step | None = None
        # With a directory of the person's own nobody knows what else happens to it.
        elsewhere = bool(variables.get("STATIC_ROOT"))
        if elsewhere or not self._are_there(var) or not stamps.holds(self.stamp, self.digest):
            self.stamp.unlink(missing_ok=True)
            self.step = setup.begin(["collectstatic", "--noinput", "--verbosity=0"], variables=variables)

    @staticmethod
    def _are_there(var: Path) -> bool:
        return (var / "static" / "staticfiles.json").exists()

    def finish(self) -> None:
        """Wait until they are there.

        Raises:
            StackError: they could not be collected.
            ToldToStop: the person pressed Ctrl-C meanwhile.
        """
        if self.step is not None:
            self.setup.finish(self.step)
            stamps.put(self.stamp, self.digest)


def sign_ins(var: Path, setup: Setup, variables: Mapping[str, str]) -> str:
    """Give the printed list of the demo's sign-ins; asking Django for it takes seconds, so it is kept.

    Raises:
        StackError: it could not be made.
        ToldToStop: the person pressed Ctrl-C meanwhile.
    """
    stamp, kept = var / "sign-ins.stamp", var / "sign-ins.txt"
    digest = stamps.digest_of([paths.ROOT / name for name in _LISTED_FROM])
    if not (stamps.holds(stamp, digest) and kept.exists()):
        stamp.unlink(missing_ok=True)
        kept.write_text(setup.run(["demo", "--list"], variables=variables), encoding="utf-8")
        stamps.put(stamp, digest)
    return kept.read_text(encoding="utf-8")
