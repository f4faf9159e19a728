"""The bibliography reader and the citations in docstrings."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from toymodels.errors import ToyModelsError
from toymodels.site.papers import (
    Citation,
    Paper,
    citations,
    cited_keys,
    parse_bibliography,
    plain_text,
    read_bibliography,
)

TEXT = r"""
Anything here is a comment.

@article{elhage2022,
  author        = {Elhage, Nelson and Hume, Tristan and others},
  title         = {Toy {M}odels of $\ell^1$ Superposition},
  journal       = "Transformer Circuits Thread",
  volume = 3, number = {4}, pages = {1--20},
  year          = 2022,
  url           = {https://example.org/a?b=c&d},
  eprint        = {2209.10652},
  archiveprefix = {arXiv},
}

@book{horn, author = {Horn, Roger A. and Johnson, Charles R.}, title = {Matrix
  Analysis}, edition = {Second}, publisher = {C U P}, year = {2013}, doi = {10.1/x}}
@misc{lonely,}
"""


@pytest.fixture
def papers() -> Mapping[str, Paper]:
    return parse_bibliography(TEXT)


def test_entries_are_read_with_braces_quotation_marks_and_bare_values(papers: Mapping[str, Paper]):
    assert list(papers) == ["elhage2022", "horn", "lonely"]
    paper = papers["elhage2022"]
    assert paper.title == "Toy Models of ℓ¹ Superposition"
    assert paper.authors == "Nelson Elhage, Tristan Hume et al."
    assert paper.label == "Elhage et al. 2022"
    assert paper.venue == "Transformer Circuits Thread 3(4), pages 1–20"
    assert paper.links == (
        ("paper", "https://example.org/a?b=c&d"),
        ("arXiv:2209.10652", "https://arxiv.org/abs/2209.10652"),
    )


def test_a_paper_says_what_of_it_is_not_formalised(papers: Mapping[str, Paper]):
    (paper,) = parse_bibliography("@misc{a, unformalised = {that it holds for $\\epsilon$; the rest.;}}").values()
    assert paper.unformalised == ("that it holds for ε", "the rest")
    assert papers["horn"].unformalised == ()


def test_books_have_editions_and_two_authors_an_and(papers: Mapping[str, Paper]):
    book = papers["horn"]
    assert (book.title, book.venue, book.label) == ("Matrix Analysis", "C U P, second edition", "Horn and Johnson 2013")
    assert book.authors == "Roger A. Horn and Charles R. Johnson"
    assert book.links == (("doi:10.1/x", "https://doi.org/10.1/x"),)


def test_papers_of_the_same_people_and_year_are_told_apart_by_letters():
    entry = "@misc{{{}, author = {{Nanda, Neel}}, year = {{{}}}}}\n"
    papers = parse_bibliography("".join(entry.format(*each) for each in [("b", 2023), ("a", 2023), ("c", 2024)]))
    assert [papers[key].label for key in "abc"] == ["Nanda 2023a", "Nanda 2023b", "Nanda 2024"]


def test_an_entry_with_nothing_but_a_key_is_called_by_it(papers: Mapping[str, Paper]):
    assert (papers["lonely"].title, papers["lonely"].label, papers["lonely"].authors) == ("lonely", "lonely", "")


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"G{\'e}za \"Ockl", "Géza Öckl"),
        (r"Sidel'nikov", "Sidel’nikov"),
        (r"$x^{2}$ \& $\mu$", "x² & μ"),
        ("a---b", "a—b"),
    ],
)
def test_tex_becomes_plain_text(tex: str, text: str):
    assert plain_text(tex) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n@article{a, title = {x}\n year = 3}", r"refs: syntax error in line 3: '}' expected"),
        ("@article{a, title = {x", r"refs: syntax error in line 1: premature end of file"),
        ("@article{a, title}", r"refs: syntax error in line 1: '=' expected"),
        ("@article{, title = 3}", r"refs: syntax error in line 1: entry key expected"),
        ("@misc{a,}\n@misc{a,}", r"refs: repeated bibliography entry: a"),
        ("@misc{a, year = 1, year = 2}", r"refs: entry with key a has a duplicate year field"),
        ("@misc{a, title = x # y}", r"refs: undefined string in line 1: x"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, message: str):
    with pytest.raises(ToyModelsError, match=message):
        parse_bibliography(text, "refs")


def test_strings_and_what_is_joined_are_read():
    (paper,) = parse_bibliography('@string{circuits = "Circuits"}\n@misc{a, title = circuits # { and Heads}}').values()
    assert paper.title == "Circuits and Heads"


def test_no_file_is_no_bibliography_and_a_bad_one_an_error(tmp_path: Path):
    assert read_bibliography(tmp_path / "none.bib") == {}
    bad = tmp_path / "bad.bib"
    bad.write_bytes(b"\xff\xfe")
    with pytest.raises(ToyModelsError, match=r"bad\.bib cannot be read"):
        read_bibliography(bad)


def test_citations_are_cut_at_semicolons_and_keep_their_notes():
    keys = {"welch1974", "elhage2022"}
    assert citations("welch1974; elhage2022, the interference term.", keys) == (
        Citation("welch1974", ""),
        Citation("elhage2022", "the interference term"),
    )
    assert citations("welch1974 has the weaker constant", keys) == (Citation("welch1974", "has the weaker constant"),)
    assert citations("none needed, a count.", keys) == (Citation(None, "none needed, a count"),)


def test_cited_keys_are_whole_words_in_order():
    assert cited_keys("* [b2]; [a1] and [a12].", {"a1", "b2"}) == ("b2", "a1")
