"""The design system's files, without what only GOV.UK may use."""

import pytest

from devstack import assets
from devstack.processes import StackError

CSS = (
    '@charset "UTF-8";.a{font-family:GDS Transport,arial,sans-serif}'
    "/*! Copyright of a typeface */@font-face{font-family:GDS Transport;src:url(/assets/fonts/x.woff2)}"
    ".govuk-footer__crown{margin:0}.govuk-footer__copyright-logo:before{background-image:url(/crest.svg)}"
    "@supports (mask-position:initial){.govuk-footer__copyright-logo:before{mask-image:url(/crest.svg)}"
    "@media screen{.govuk-footer__copyright-logo:before{background:linktext}}}"
    "@media print{.b{color:#000}}/*# sourceMappingURL=x.css.map */"
)


def test_typeface_crest_and_crown_are_taken_out_and_the_rest_stays() -> None:
    assert assets.adapt_css(CSS) == (
        '@charset "UTF-8";.a{font-family:var(--font,system-ui,sans-serif)}@media print{.b{color:#000}}\n'
    )


@pytest.mark.parametrize(
    "left", [".x{background:url(/y.png)}", "@import 'other.css';", ".x{font:1rem GDS Transport}"]
)
def test_a_version_that_is_built_differently_is_refused(left: str) -> None:
    with pytest.raises(StackError, match="must learn this version"):
        assets.adapt_css(CSS + left)


def test_the_files_are_made_once() -> None:
    assets.ensure()
    assert assets.ensure() is False
    vendor = assets.DESTINATION / "vendor"
    css, script = (vendor / "govuk.css").read_text(), (vendor / "govuk.js").read_text()
    assert css.count("{") == css.count("}") > 1000
    assert "GDS Transport" not in css
    assert "sourceMappingURL" not in css + script
    assert "Crown Copyright" in (vendor / "govuk.LICENSE.txt").read_text()
