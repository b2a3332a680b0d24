"""Bring in the GOV.UK Design System's style sheet and script, without what only GOV.UK may use.

`python -m devstack.assets [DIRECTORY [NODE_MODULES]]` writes `vendor/govuk.css`, `vendor/govuk.js` and their
licence; from packages that somebody else installed (the image's build) when they are named.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from pathlib import Path

from devstack import npm, paths
from devstack.processes import StackError

PROJECT = paths.ROOT / "assets"
DESTINATION = paths.VAR / "assets"
FONT = "var(--font,system-ui,sans-serif)"

_DIST = Path("govuk-frontend/dist/govuk")
_OWN_FONT = re.compile(r"(/\*![^*]*\*/)?@font-face\{[^}]*\}")
_FAMILY = re.compile(r"GDS Transport,\s*arial,\s*sans-serif")
_CROWN_RULE = re.compile(r"(?<=[{}])[^{}@]*(?:crown|crest|copyright-logo)[^{}]*\{[^{}]*\}")
_EMPTY_BLOCK = re.compile(r"@(?:media|supports)[^{}]*\{\}")
_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*")
_NEVER = re.compile(r"GDS Transport|crown|crest|url\(|@import|sourceMappingURL", re.IGNORECASE)


def adapt_css(css: str) -> str:
    """Take the typeface, crest and crown out of the style sheet, and every address with them.

    Raises:
        StackError: something of them is left, because a new version is built differently.
    """
    for pattern, replacement in ((_OWN_FONT, ""), (_FAMILY, FONT), (_CROWN_RULE, ""), (_SOURCE_MAP, "")):
        css = pattern.sub(replacement, css)
    while _EMPTY_BLOCK.search(css):
        css = _EMPTY_BLOCK.sub("", css)
    if left := _NEVER.search(css):
        raise StackError(
            f"The style sheet still holds {left.group()!r}: devstack/assets.py must learn this version."
        )
    return css.strip() + "\n"


def adapt_script(script: str) -> str:
    """Take the address of a source map that we do not ship out of the script."""
    return _SOURCE_MAP.sub("", script).strip() + "\n"


def _fingerprint() -> str:
    """Say what the present files would be made from: the lock, the licence and this module."""
    sources = (PROJECT / "package-lock.json", PROJECT / "govuk.LICENSE.txt", Path(__file__))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def ensure(destination: Path = DESTINATION) -> bool:
    """Make the files unless they are there, made from today's lock.

    Returns:
        Whether they had to be made.

    Raises:
        StackError: npm cannot get the package, or the package is not what we know how to adapt.
    """
    stamp = destination / "vendor" / ".made-from"
    with npm.alone(paths.VAR / "assets.lock"):
        if stamp.exists() and stamp.read_text() == _fingerprint():
            return False
        stamp.unlink(missing_ok=True)
        make(npm.install(PROJECT, paths.VAR / "npm"), destination)
        stamp.write_text(_fingerprint())
    return True


def make(node_modules: Path, destination: Path) -> None:
    """Write the files from installed packages.

    Raises:
        StackError: the package is not what we know how to adapt.
    """
    dist, vendor = node_modules / _DIST, destination / "vendor"
    vendor.mkdir(parents=True, exist_ok=True)
    css, script = dist / "govuk-frontend.min.css", dist / "govuk-frontend.min.js"
    (vendor / "govuk.css").write_text(adapt_css(css.read_text(encoding="utf-8")), encoding="utf-8")
    (vendor / "govuk.js").write_text(adapt_script(script.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.copyfile(PROJECT / "govuk.LICENSE.txt", vendor / "govuk.LICENSE.txt")


def main(arguments: list[str]) -> int:
    """Command line: where the files go (`var/assets` unless named), and which packages they are made from."""
    destination = Path(arguments[0]).resolve() if arguments else DESTINATION
    try:
        if len(arguments) > 1:
            make(Path(arguments[1]), destination)
        else:
            ensure(destination)
    except StackError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
