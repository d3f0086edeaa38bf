"""The one style sheet, and code: what they keep and what they leave out."""

from pathlib import Path

import pytest
import yaml
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, Text

from live.code import MARKED, PLAIN
from live.styles import SHEET, less, read

ROOT = Path(__file__).resolve().parent.parent

WORDS = {"here", "also", "part"}


@pytest.mark.parametrize(
    "style, kept",
    [
        (".here{a:b}", ".here{a:b}\n"),
        (".gone{a:b}", ""),
        ("#part .gone{a:b}", ""),
        ("#part p>.here{a:b}", "#part p>.here{a:b}\n"),
        ("p,.gone,.here{a:b}", "p,.here{a:b}\n"),
        (".here:not(.gone){a:b}", ".here:not(.gone){a:b}\n"),
        ('a[href=".gone"]{a:b}', 'a[href=".gone"]{a:b}\n'),
        (".bs-tooltip-top{a:b}", ".bs-tooltip-top{a:b}\n"),
        ("@media print{.gone{a:b}}", ""),
        ("@media print{.gone{a:b}p{c:d}}", "@media print{\np{c:d}\n}\n"),
        ('@charset "UTF-8";p{content:"\\201c"}', 'p{content:"“"}\n'),  # the one sheet is UTF-8
        ("@font-face{src:url(x.woff)}", "@font-face{src:url(x.woff)}\n"),
    ],
)
def test_rules_go_that_name_what_stands_nowhere(style, kept):
    assert less(style, WORDS) == kept


def test_addresses_are_seen_from_the_one_sheet(tmp_path):
    (tmp_path / "katex").mkdir()
    style = "a{b:url(fonts/x.woff2)}c{d:url('data:x')}e{f:url(#g)}"
    (tmp_path / "katex/k.css").write_text(style)
    assert SHEET.count("/") == 1
    moved = 'a{b:url("../katex/fonts/x.woff2")}'
    assert read(tmp_path, "katex/k.css") == style.replace("a{b:url(fonts/x.woff2)}", moved)


def test_names_and_punctuation_have_the_colour_of_code():
    """What `live.code` unmarks."""
    themes = yaml.safe_load((ROOT / "_config.yml").read_text())["sphinx"]["config"]
    for name in ("pygments_light_style", "pygments_dark_style"):
        style = get_style_by_name(themes["html_theme_options"][name])
        kinds = (Text, *map(token, PLAIN))
        colour = {kind: style.style_for_token(kind)["color"] for kind in kinds}
        assert len(set(colour.values())) == 1, colour


def token(short):
    """Return a token of Pygments by its short name."""
    return next(kind for kind, name in STANDARD_TYPES.items() if name == short)


def test_other_marks_stay():
    code = '<span class="n">x</span> <span class="o">=</span> <span class="p">(</span>1'
    assert MARKED.sub(r"\1", code) == 'x <span class="o">=</span> (1'
