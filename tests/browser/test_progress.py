"""Progress: what a reader has read and solved, in the sidebar and below each page."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.small_book import cell, press, wait

pytestmark = pytest.mark.browser

CHAPTER, EXERCISE = "chapters/07-small", "exercises/07-small/small"


def bar(page):
    return page.get_by_role("region", name="Your progress")


def ticks(page):
    return page.locator(".bd-sidebar-primary .finished")


def kept(page):
    return json.loads(page.evaluate("localStorage.getItem('progress')"))


def test_a_chapter_is_ticked_on_every_page_until_it_is_unticked(page, address):
    page.goto(f"{address}{CHAPTER}.html")
    expect(bar(page)).to_contain_text("In all: 0 of 1 chapters read, 0 of 1 exercises solved.")
    page.get_by_label("I have read this chapter").check()
    expect(bar(page)).to_contain_text("1 of 1 chapters read")
    assert kept(page) == {CHAPTER: {"read": True}}
    for name in ("index", EXERCISE, CHAPTER):
        page.goto(f"{address}{name}.html")
        expect(ticks(page)).to_have_count(1)
        expect(ticks(page)).to_have_attribute("aria-label", "read")
    page.get_by_label("I have read this chapter").uncheck()
    expect(ticks(page)).to_have_count(0)
    page.reload()
    expect(page.get_by_label("I have read this chapter")).not_to_be_checked()


def test_a_question_counts_when_its_check_passes_and_no_longer_when_it_fails(tab, address):
    tab.goto(f"{address}{EXERCISE}.html")
    expect(bar(tab)).to_contain_text("0 of 1 questions pass in this browser")
    press(tab, 3, "Check")
    wait(tab, 3, "Ended with an error")
    expect(bar(tab)).to_contain_text("0 of 1 questions pass")
    press(tab, 1, "Edit")
    tab.get_by_role("textbox", name="cell-1").fill("def double(x):\n    return x + x")
    press(tab, 3, "Check")
    wait(tab, 3, "Done")
    expect(bar(tab)).to_contain_text("1 of 1 questions pass")
    expect(ticks(tab)).to_have_attribute("aria-label", "solved")
    tab.get_by_role("textbox", name="cell-1").fill("def double(x):\n    return x")
    press(tab, 3, "Check")
    wait(tab, 3, "Ended with an error")
    expect(bar(tab)).to_contain_text("0 of 1 questions pass")
    expect(ticks(tab)).to_have_count(0)


def test_a_question_of_which_a_part_is_lost_does_not_count(tab, address):
    tab.goto(f"{address}{EXERCISE}.html")
    press(tab, 1, "Edit")
    tab.get_by_role("textbox", name="cell-1").fill("def double(x):\n    return 6")
    press(tab, 3, "Check")
    wait(tab, 3, "Done")
    expect(cell(tab, 3)).to_contain_text("0.5")
    expect(bar(tab)).to_contain_text("0 of 1 questions pass")


def test_progress_is_saved_brought_to_another_browser_and_forgotten(page, browser, address):
    page.goto(f"{address}{CHAPTER}.html")
    page.get_by_label("I have read this chapter").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as file").click()
    assert download.value.suggested_filename == "progress.json"
    other = browser.new_context().new_page()
    other.goto(f"{address}{CHAPTER}.html")
    with other.expect_file_chooser() as chooser:
        other.get_by_role("button", name="Bring from file").click()
    chooser.value.set_files(download.value.path())
    expect(bar(other)).to_contain_text("Your progress is here now.")
    expect(other.get_by_label("I have read this chapter")).to_be_checked()
    other.once("dialog", lambda dialog: dialog.dismiss())
    other.get_by_role("button", name="Forget").click()
    assert kept(other) == {CHAPTER: {"read": True}}
    other.once("dialog", lambda dialog: dialog.accept())
    other.get_by_role("button", name="Forget").click()
    expect(other.get_by_label("I have read this chapter")).not_to_be_checked()
    assert kept(other) == {}
    other.context.close()


@pytest.mark.parametrize("text", ["no JSON", "[1]", '{"chapters/07-small": {"read": "yes"}}', "1"])
def test_a_file_of_something_else_changes_nothing(page, address, tmp_path, text):
    page.goto(f"{address}{CHAPTER}.html")
    page.get_by_label("I have read this chapter").check()
    (tmp_path / "file.json").write_text(text)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Bring from file").click()
    chooser.value.set_files(tmp_path / "file.json")
    expect(bar(page)).to_contain_text("This is no file of progress")
    assert kept(page) == {CHAPTER: {"read": True}}


@pytest.mark.parametrize("stored", ["{", '"text"', '{"chapters/07-small": 3}'])
def test_what_the_browser_kept_may_be_broken(page, address, stored):
    page.add_init_script(f"localStorage.setItem('progress', {json.dumps(stored)})")
    page.goto(f"{address}{CHAPTER}.html")
    expect(page.get_by_label("I have read this chapter")).not_to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bar_is_accessible(page, address, axe, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}{CHAPTER}.html")
    page.get_by_label("I have read this chapter").check()
    assert axe(page) == []
