"""The article's page in a real browser: read, filter, point, listen, and attack."""

import pytest

from tests.browser import DESKTOP, PHONE, chromium, grave_findings, overflow

# All tests of one browser in one worker: starting it is what takes time.
pytestmark = pytest.mark.xdist_group("browser")

ARTICLE = """Talks on the truce fail again

Kyiv backs the ceasefire. Moscow rejects a truce. The union backs an embargo and rejects a truce.

Rain fell in Ankara. Brussels will discuss the sanctions in May. Ankara ruled out an embargo again.

Read more"""
HOSTILE = """<script>document.title = "owned"</script> Kyiv rejects a truce.

Ankara backs a truce <img src=x onerror="document.title = 'owned'">.

Brussels backs the sanctions "><svg onload=document.title='owned'>{{ 7 * 7 }}."""


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def written(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, text in (("article", ARTICLE), ("hostile", HOSTILE)):
        model.analyze(text).to_html(folder / f"{name}.html")
    return folder


@pytest.fixture
def open_page(browser, written):
    contexts = []

    def opened(name="article", **how):
        context = browser.new_context(**{"viewport": DESKTOP, **how})
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("request", lambda request: page.problems.append(request.url))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda message: page.problems.append(message.text))
        page.goto((written / f"{name}.html").as_uri())
        assert page.problems == [page.url], "a page asks for nothing but itself"
        page.problems.clear()
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_everybody_can_read_it(open_page, scheme, window):
    page = open_page(viewport=window, color_scheme=scheme)
    page.locator("details summary").click()
    page.locator(".mark button").first.focus()
    assert grave_findings(page) == []
    assert overflow(page) <= 0
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 28)"
    assert dark == (scheme == "dark")


@pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pointing_and_focus_show_the_probabilities_and_the_evidence(open_page, window):
    page = open_page(viewport=window)
    mark = page.locator(".mark.favor").first
    why = mark.locator(".why")
    assert not why.is_visible()
    mark.locator("button").hover()
    assert why.is_visible()
    assert "Why about ceasefire" in why.inner_text()
    assert "Why favor: “backs” +" in why.inner_text()
    assert why.locator("mark").all_inner_texts() == ["backs"]
    page.keyboard.press("Escape")
    assert not why.is_visible()
    page.mouse.move(0, 0)
    mark.locator("button").focus()
    assert why.is_visible()
    box = why.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= window["width"]
    # What a screen reader is told of it: the probabilities.
    told = page.locator("#" + mark.locator("button").get_attribute("aria-describedby"))
    assert "against" in told.inner_text()


def test_the_tab_key_reaches_every_mark(open_page):
    page = open_page()
    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('.mark')?.innerText"))
    assert len(reached - {None}) == page.locator(".mark").count() >= 5


def test_the_filter_keeps_what_is_asked_for(open_page):
    page = open_page()
    status = page.get_by_role("status")
    n = page.locator(".mark").count()
    assert f"Showing {n} of {n} marks" in status.inner_text()
    page.get_by_role("combobox", name="Topic").select_option(label="sanctions (3)")
    assert page.locator(".mark:visible").count() == 3
    assert page.locator(".lane:visible").count() == 1
    page.get_by_label("▲ favor").uncheck()
    assert page.locator(".mark.favor:visible").count() == 0
    page.get_by_label("only the sentences that match").check()
    shown = page.locator(".text-of > li:visible .text").all_inner_texts()
    assert shown == [
        "Brussels will discuss the sanctions in May.",
        "Ankara ruled out an embargo again.",
    ]
    assert "Showing 2 of" in status.inner_text()
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("!document.querySelector('.text-of > li[hidden]')")
    assert page.locator(".mark:visible").count() == n


def test_a_sign_on_the_strip_leads_to_its_sentence(open_page):
    page = open_page(viewport={"width": 1200, "height": 300})
    sentence = page.locator(".text-of > li").filter(has_text="Ankara ruled out")
    page.locator(".lane .against").last.click()
    assert page.evaluate("document.activeElement.innerText").count("Ankara ruled out") == 1
    assert 0 < sentence.bounding_box()["y"] < 300


def test_it_can_be_read_without_javascript(open_page):
    page = open_page(java_script_enabled=False)
    assert page.locator(".text-of > li:visible").count() == 8
    assert page.get_by_text("▲ favor: ceasefire").first.is_visible()
    assert not page.locator("form").is_visible()
    page.locator(".mark button").first.hover()
    assert "against" in page.locator(".mark .why").first.inner_text()
    page.locator("details summary").click()
    assert page.locator("table.cells").is_visible()


def test_the_table_downloads_without_javascript(open_page, tmp_path):
    page = open_page(java_script_enabled=False, accept_downloads=True)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = download.value.path().read_text("utf-8-sig").splitlines()
    assert rows[0].startswith("sentence,start,end,text,topic,stance,confidence,p_favor")
    assert len(rows) == 1 + 8 * 2


def test_an_article_is_text_whatever_it_holds(open_page):
    page = open_page("hostile")
    page.locator(".mark button").first.hover()
    page.wait_for_timeout(100)
    assert page.problems == []
    assert page.title() != "owned"
    text = page.locator(".text-of").inner_text()
    for piece in ('<script>document.title = "owned"</script>', "<img src=x onerror", "{{ 7 * 7 }}"):
        assert piece in text
