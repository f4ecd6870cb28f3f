"""The picture of an article in the README: the demo article's page, as a browser shows it.

Needs Chromium on the machine and the test dependencies (Playwright).

    python benchmarks/article_picture.py docs/article.png
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import stance
from stance.bundled import bundled_path

WIDTH, HEIGHT = 1000, 1250


def main() -> None:
    """Analyse the demo article, open its page, point at a mark, and take the picture."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("picture", help="the PNG to write")
    arguments = parser.parse_args()
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        parser.error("there is no Chromium: apt-get install chromium")
    article = stance.read_document(bundled_path("data/demo/article.txt"))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_path = Path(folder, "article.html")
        stance.load().analyze(article).to_html(page_path)
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(page_path.as_uri())
        page.evaluate("document.querySelector('.text-of').closest('section').scrollIntoView()")
        page.locator(".mark.against button").first.hover()
        page.screenshot(path=arguments.picture)
        browser.close()


if __name__ == "__main__":
    main()
