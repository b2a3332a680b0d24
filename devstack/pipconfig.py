"""Carry the user's own pip settings over to uv, which does not read pip's configuration."""

from __future__ import annotations

import ast
from collections.abc import Mapping

# pip's option -> uv's variables, the separator uv wants between several values
_TRANSLATION = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "no-index": ("UV_NO_INDEX", " "),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "timeout": ("UV_HTTP_TIMEOUT", " "),
    "default-timeout": ("UV_HTTP_TIMEOUT", " "),
    "proxy": ("ALL_PROXY", " "),
}
_SECTIONS = ("global", "install", ":env:")  # later ones win, as in pip


def parse(listing: str) -> dict[str, str]:
    """Read the output of `pip config list` into option -> value, the strongest section winning."""
    sections: dict[str, dict[str, str]] = {name: {} for name in _SECTIONS}
    for line in listing.splitlines():
        name, separator, literal = line.partition("=")
        section, _, option = name.strip().rpartition(".")
        if not separator or section not in sections:
            continue
        try:
            value = ast.literal_eval(literal.strip())
        except (SyntaxError, ValueError):
            continue
        sections[section][option] = str(value)
    return {option: value for section in _SECTIONS for option, value in sections[section].items()}


def uv_variables(listing: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Give the variables that make uv look where pip would.

    Args:
        listing: what `pip config list` printed (it includes the PIP_* variables).
        environment: the present environment; a uv variable set there is the user's and stays.
    """
    wanted: dict[str, str] = {}
    for option, value in parse(listing).items():
        if option not in _TRANSLATION or not value.split():
            continue
        variable, separator = _TRANSLATION[option]
        if option == "no-index" and value.lower() not in {"1", "true", "yes", "on"}:
            continue
        wanted[variable] = separator.join(value.split())
    # pip takes the best version from all its indexes; uv would stop at the first that has the name
    wanted["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    wanted["UV_PYTHON_DOWNLOADS"] = "never"
    return {variable: value for variable, value in wanted.items() if variable not in environment}
