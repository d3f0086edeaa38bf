"""The one style sheet: what it keeps and what it leaves out."""

import pytest

from live.styles import SHEET, less, read

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
