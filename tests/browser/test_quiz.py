"""Questions with choices: answered at once where they can be, folded where not."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CHAPTER = "chapters/07-small.html"


def test_each_choice_is_answered_for_what_it_is_by_keyboard(page, address):
    page.goto(address + CHAPTER)
    right, wrong = page.locator(".quiz > li").all()
    expect(page.get_by_text("Answers", exact=True)).to_have_count(0)
    expect(right.get_by_role("status")).to_be_empty()
    wrong.get_by_role("button").press("Enter")
    expect(wrong.get_by_role("status")).to_have_text("No. That is 8.")
    expect(right.get_by_role("status")).to_be_empty()
    right.get_by_role("button").press("Space")
    expect(right.get_by_role("status")).to_have_text("Right. Twice is two times.")
    assert [li.get_attribute("data-right") for li in (right, wrong)] == ["true", "false"]
    expect(wrong.locator("button .katex-html")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_answered_questions(browser, address, axe, scheme):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(address + CHAPTER)
    for button in page.locator(".quiz button").all():
        button.click()
    assert axe(page, context={"exclude": [[".katex-html > *"]]}) == []
    context.close()


def test_answers_are_folded_without_javascript(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + CHAPTER)
    expect(page.get_by_text("It is 4.")).to_be_visible()
    expect(page.get_by_text("Twice is two times.")).not_to_be_visible()
    page.get_by_text("Answers", exact=True).click()
    expect(page.get_by_text("Twice is two times.")).to_be_visible()
    context.close()
