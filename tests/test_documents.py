"""Documents out of files: text as it is, web pages without their furniture, faults in one line."""

import pytest

import stance
from stance.errors import DataError, MissingExtraError

PARAGRAPHS = [
    f"The {place} delegation left the hall at noon after a short exchange about the truce. "
    "It will be back on Monday, its spokesperson said."
    for place in ("Swiss", "Turkish", "Polish", "Ukrainian")
]
PAGE = (
    "<html><head><title>Page</title></head><body><nav><a href='/'>Home</a></nav><article>"
    "<h1>Envoys walk out of talks</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    + "</article><footer>Contact</footer></body></html>"
)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "A.TXT"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_text_comes_as_it_lies_there(tmp_path, name, mark):
    path = tmp_path / name
    path.write_bytes(mark + "Kyiv – “no”.\r\n\r\nMoscow\xa0too.".encode())
    assert stance.read_document(path) == "Kyiv – “no”.\r\n\r\nMoscow\xa0too."
    assert stance.read_document(str(path)) == stance.read_document(path)


@pytest.mark.parametrize("ending", ["html", "htm"])
def test_page_keeps_its_paragraphs_apart(tmp_path, ending):
    pytest.importorskip("trafilatura", reason="the extra html is not installed")
    path = tmp_path / f"page.{ending}"
    path.write_text(PAGE, encoding="utf-8")
    text = stance.read_document(path)
    assert text.split("\n\n")[-4:] == PARAGRAPHS
    assert "Contact" not in text
    assert len([s for s in stance.split_sentences(text) if "Envoys" not in s.text]) == 8


def test_page_without_the_extra_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "trafilatura", None)
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    with pytest.raises(MissingExtraError, match=r"sentence-stance\[html\]"):
        stance.read_document(tmp_path / "page.html")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("latin.txt", b"first line\nd\xe9tente", "offset 12"),
        ("utf16.txt", "Kyiv".encode("utf-16"), "offset 0"),
        ("empty.txt", b"", "holds no text"),
        ("blank.md", b"\xef\xbb\xbf \r\n", "holds no text"),
        ("scan.pdf", b"%PDF", "kind of document"),
        ("missing.txt", None, "No such file"),
        ("nul\x00.txt", None, "null byte"),
        ("", None, "directory"),
    ],
)
def test_faults_are_told_in_one_line(tmp_path, name, content, told):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=told) as error:
        stance.read_document(path)
    assert "\n" not in str(error.value)


def test_empty_page_is_told(tmp_path):
    pytest.importorskip("trafilatura", reason="the extra html is not installed")
    (tmp_path / "page.html").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="no main text"):
        stance.read_document(tmp_path / "page.html")
