"""The small GPT in Chromium: it computes and writes what nnlib does; nothing comes unasked."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from live import weights
from nnlib import data, figures
from nnlib.figures.base import number
from nnlib.figures.sampling import probabilities
from nnlib.figures.small_gpt import (
    BAR,
    COLUMN,
    HEAD,
    LAYER,
    LEFT,
    LONGEST,
    MORE,
    ROW,
    TEMPERATURE,
    TEXT,
    lines,
    places,
    seen,
    shade,
    sign,
    write_on,
)
from tests.browser.figures.page import centre, document, moving, numbers, press, status

pytestmark = pytest.mark.browser

FILE = "/_static/weights/small_gpt.js"
PATIENT = 60_000  # ms: machines may be busy


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A folder with a page that has the figure, and the weights beside it."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "chapters").mkdir()
    (folder / "_static" / "weights").mkdir(parents=True)
    html = document(figures.small_gpt(), html="data-content_root='../'")
    (folder / "chapters" / "page.html").write_text(html, encoding="utf-8")
    (folder / FILE[1:]).write_text(weights.script(), encoding="utf-8")
    return folder


@pytest.fixture
def opened(page, book):
    """The page, opened from disk, and the requests that it makes."""
    page.context.set_default_timeout(PATIENT)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto((book / "chapters" / "page.html").as_uri())
    return page, requests


def field(page):
    return page.get_by_role("textbox", name="Beginning")


def slider(page, name):
    return page.get_by_role("slider", name=name)


def shown(page):
    """Return the lines of the drawing."""
    return moving(page, ".writing").all_text_contents()


def wait(page, text):
    expect(page.locator(".nnlib-status")).to_contain_text(text, timeout=PATIENT)


def check(page, text, typed, reader, logits, settings=(TEMPERATURE, None, None), at=(LAYER, HEAD)):
    """Compare the drawing and the numbers with the model in NumPy."""
    spots = places(text)
    assert shown(page) == lines(text, spots)
    assert moving(page, ".typed").get_attribute("d") == shade(spots, typed)
    weights = reader.attention[at[0] - 1, at[1] - 1]
    start, drawn = len(text) - len(weights), {}
    for x, y, size in re.findall(
        r"M([\d.]+) ([\d.]+)v-([\d.]+)", moving(page, ".attention").get_attribute("d")
    ):
        drawn[(float(y) - 16) / ROW, (float(x) - COLUMN / 2) / COLUMN] = float(size)
    expected = {
        spot: BAR * weights[i - start]
        for i, spot in seen(spots).items()
        if i >= start and BAR * weights[i - start] > 0.21
    }
    assert expected.keys() <= drawn.keys()
    for spot, size in drawn.items():
        assert size == pytest.approx(expected.get(spot, 0.2), abs=0.06)
    row, column = seen(spots)[len(text) - 1]
    now = moving(page, ".now")
    assert float(now.get_attribute("x")) == COLUMN * column
    assert float(now.get_attribute("y")) == ROW * row - 12
    heading = f"bars: attention of the last character, layer {at[0]}, head {at[1]}"
    assert moving(page, ".heading").text_content() == heading
    p = probabilities(logits, *settings)
    told = re.findall(r"(\S+) (\S+)", numbers(page).removeprefix("next: "))
    likely = [i for i in np.argsort(-p, kind="stable") if p[i] >= 1e-3][:5]
    assert [name for name, _ in told] == [sign(reader.characters[i]) for i in likely]
    for (_, share), i in zip(told, likely, strict=True):
        assert float(share.replace("−", "-")) == pytest.approx(p[i], abs=1.1e-3)


def test_the_logits_of_the_page_are_those_of_nnlib(opened):
    page, _ = opened
    press(page, "One more")
    wait(page, "It wrote 1 characters")
    model, characters = data.load_small_gpt()
    rng = np.random.default_rng(0)
    for n in (1, 50, 128):
        start = int(rng.integers(len(data.load_topics()) - n))
        tokens = [characters.index(c) for c in data.load_topics()[start : start + n]]
        script = """(tokens) => {
          const gpt = nnlibFigures.gpt(nnlibFigures.small_gpt);
          return tokens.map((token) => gpt.read(token));
        }"""
        logits = np.array(page.evaluate(script, tokens))
        expected = model(np.array([tokens])).data[0]
        assert np.abs(logits - expected).max() < 1e-4 * np.abs(expected).max()
        np.testing.assert_array_equal(logits.argmax(axis=1), expected.argmax(axis=1))


def test_nothing_is_asked_for_before_the_first_press_and_once_after_it(opened, book):
    page, requests = opened
    assert status(page).startswith("Press Write: then ")
    slider(page, "Temperature").fill("0")
    field(page).fill("The ")
    assert requests == [(book / "chapters" / "page.html").as_uri()]
    press(page, "One more")
    wait(page, "It wrote 1 characters")
    press(page, "Reset", "One more", "One more")
    wait(page, "It wrote 2 characters")
    (asked,) = requests[1:]
    assert asked.split("?v=")[0] == (book / FILE[1:]).as_uri()
    assert (book / FILE[1:]).stat().st_size < 1_000_000


@pytest.mark.parametrize(
    ("text", "settings"),
    [(TEXT, (0, None, None)), ("If x is", (1, None, None)), ("def f(", (1.4, 20, 0.8))],
    ids=["greedy", "as it is", "all three"],
)
def test_it_writes_what_python_writes(opened, text, settings):
    page, _ = opened
    field(page).fill(text)
    for name, value in zip(("Temperature", "Top-k", "Top-p"), settings, strict=True):
        if value is not None:
            slider(page, name).fill(str(value))
    press(page, "Write")
    wait(page, f"It wrote {MORE} characters")
    written, reader, logits = write_on(text, MORE, *settings)
    check(page, written, len(text), reader, logits, settings)
    assert status(page) == (
        f"It wrote {MORE} characters, and has the last {reader.n} of the text in sight."
    )
    slider(page, "Layer").fill("3")
    slider(page, "Head").fill("4")
    check(page, written, len(text), reader, logits, settings, (3, 4))


def test_greedy_is_the_largest_logit_of_the_whole_model(opened):
    """Against nn.GPT, which knows no kept keys and values."""
    page, _ = opened
    model, characters = data.load_small_gpt()
    text = "A class definition "
    field(page).fill(text)
    slider(page, "Temperature").fill("0")
    press(page, "Write")
    wait(page, f"It wrote {MORE} characters")
    expected = text
    while len(expected) < model.context:
        tokens = np.array([[characters.index(c) for c in expected]])
        expected += characters[model(tokens).data[0, -1].argmax()]
    written = write_on(text, MORE, 0)[0]
    assert written.startswith(expected)
    assert shown(page) == lines(written, places(written))


def test_stop_reset_and_typing_while_it_writes(opened):
    page, _ = opened
    press(page, "Write")
    wait(page, "Writing")
    page.wait_for_function("nnlibFigures.small_gpt")
    press(page, "Stop")
    wait(page, "It wrote")
    first = shown(page)
    n = int(re.match(r"It wrote (\d+)", status(page))[1])
    assert n < MORE
    page.wait_for_timeout(100)
    assert shown(page) == first
    written = write_on(TEXT, n, TEMPERATURE)[0]
    assert first == lines(written, places(written))
    press(page, "Write")
    wait(page, f"It wrote {n + MORE} characters")
    written, *rest = write_on(TEXT, n + MORE, TEMPERATURE)
    check(page, written, len(TEXT), *rest)
    press(page, "Reset")
    assert shown(page) == lines(TEXT, places(TEXT))
    assert status(page) == "Back at the beginning; the same draws follow."
    press(page, "Write")
    field(page).fill("A ")
    assert status(page) == "Press Write."
    check(page, "A ", 2, *write_on("A ", 0)[1:])


def test_other_characters_too_many_and_none(opened):
    page, _ = opened
    field(page).fill("naïve")
    expect(field(page)).to_have_value("nave")
    assert status(page).startswith("ï is left out")
    field(page).fill("x" * 100)
    expect(field(page)).to_have_value("x" * LONGEST)
    assert status(page) == f"Only {LONGEST} characters have a place here."
    field(page).fill("")
    assert status(page) == "Type a beginning."
    for name in ("Write", "One more", "Stop", "Reset"):
        button = page.get_by_role("button", name=name, exact=True)
        expect(button).to_have_attribute("aria-disabled", "true")
    assert shown(page) == [""] * len(shown(page))
    expect(moving(page, ".now")).to_be_hidden()


def test_keys_and_fingers(tab, book):
    page = tab(viewport={"width": 390, "height": 844}, has_touch=True)
    page.context.set_default_timeout(PATIENT)
    page.goto((book / "chapters" / "page.html").as_uri())
    more = page.get_by_role("button", name="One more")
    more.scroll_into_view_if_needed()
    page.touchscreen.tap(*centre(more))
    wait(page, "It wrote 1 characters")
    more.focus()
    page.keyboard.press("Enter")
    wait(page, "It wrote 2 characters")
    check(page, (two := write_on(TEXT, 2, TEMPERATURE))[0], len(TEXT), *two[1:])
    slider(page, "Head").focus()
    page.keyboard.press("End")
    check(page, two[0], len(TEXT), *two[1:], at=(LAYER, 4))


def test_where_the_weights_are_not_it_says_so(show, tab, book, tmp_path):
    page = show(figures.small_gpt())  # as in JupyterLab: no page of the book
    press(page, "Write")
    wait(page, "The weights could not be loaded: they come with the pages of the book alone.")
    assert "nnlib.data.load_small_gpt()" in status(page)
    (tmp_path / "chapters").mkdir()
    lonely = tmp_path / "chapters" / "page.html"
    lonely.write_text((book / "chapters" / "page.html").read_text(encoding="utf-8"))
    page = tab()
    page.goto(lonely.as_uri())
    press(page, "Write")
    wait(page, "The weights could not be loaded: there is no file://")
    damaged = tmp_path / FILE[1:]
    damaged.parent.mkdir(parents=True)
    whole = weights.script()
    for script in ("", whole[:-1000], re.sub('"bytes":"....', '"bytes":"', whole, count=1)):
        damaged.write_text(script)
        page.reload()
        press(page, "Write")
        wait(page, "The weights could not be loaded: their file is damaged.")
    damaged.write_text(whole)
    press(page, "Write")  # once it is there it works, without a reload
    wait(page, "It wrote")


def test_live_and_still_have_one_frame(show):
    page = show(figures.small_gpt())
    still = page.locator("svg.nnlib-still .writing").all_text_contents()
    text = write_on(TEXT, MORE, TEMPERATURE)[0]
    assert still == lines(text, places(text))
    assert shown(page) == lines(TEXT, places(TEXT))
    assert number(TEMPERATURE) in page.locator("figcaption .nnlib-still").text_content()
    place = moving(page, "g").first.get_attribute("transform")
    assert place.startswith(f"translate({LEFT} ")
