"""What sources claim: the files are read strictly, and name theorems that are there."""

import re
from pathlib import Path

import pytest

from toymodels.errors import ToyModelsError
from toymodels.site.claims import Claim, Standing, check_theorems, parse_claims, read_claims
from toymodels.site.papers import read_bibliography

ROOT = Path(__file__).parents[2]

PROVED = '[[claim]]\nsays = "It holds."\nstanding = "proved"\ntheorems = ["a"]\n'
NARROWER = '[[claim]]\nsays = "B."\nstanding = "narrower"\ntheorems = ["b", "c"]\nhow = """for\n small n"""\n'
ABSENT = '[[claim]]\nsays = "C."\nstanding = "not formalised"\nhow = "an experiment"\n'


def test_claims_are_read_in_their_order():
    assert parse_claims(PROVED + NARROWER + ABSENT, "x") == (
        Claim("It holds.", Standing.PROVED, ("a",), "", "x, claim 1"),
        Claim("B.", Standing.NARROWER, ("b", "c"), "for small n", "x, claim 2"),
        Claim("C.", Standing.ABSENT, (), "an experiment", "x, claim 3"),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("says = ", r"^x: Invalid value"),
        ("", r"^x: expected tables \[\[claim\]\] and nothing else, found none"),
        (PROVED + "[other]\n", r"^x: expected tables \[\[claim\]\] and nothing else, found claim, other"),
        ("claim = 3", r"^x: expected tables"),
        ("claim = [3]", r"^x, claim 1: expected a table, found 3"),
        (PROVED + "why = 'x'", r"^x, claim 1: unknown key why; there are how, says, standing, theorems"),
        (PROVED + ABSENT.replace('says = "C."', ""), r"^x, claim 2: says is missing"),
        (PROVED.replace('"proved"', '"true"'), r"standing is 'true'; write one of \"proved\", \"narrower\""),
        (PROVED.replace('standing = "proved"', ""), r"standing is None"),
        (PROVED.replace('["a"]', '"a"'), r"theorems must be a list of names, found 'a'"),
        (PROVED.replace('["a"]', "[1]"), r"theorems must be a list of names, found \[1\]"),
        (PROVED.replace('["a"]', "[]"), r'its standing is "proved" but it names no theorem'),
        (ABSENT + "theorems = ['a']", r'its standing is "not formalised" but it names theorems'),
        (
            NARROWER.replace("for\n small n", ""),
            r'how \(what is left out, or why\) is missing with the standing "narrow',
        ),
        (PROVED + "how = 'so'", r'how, what is left out, has no place with the standing "proved"'),
        (PROVED.replace('"It holds."', "4"), r"says must be a text, found 4"),
    ],
)
def test_a_claim_that_is_not_whole_is_refused(text: str, message: str):
    with pytest.raises(ToyModelsError, match=message):
        parse_claims(text, "x")


def test_a_file_is_called_after_a_key_of_the_bibliography(tmp_path: Path):
    assert read_claims(tmp_path / "none", []) == {}
    (tmp_path / "b.toml").write_text(ABSENT)
    (tmp_path / "a.toml").write_text(PROVED)
    assert list(read_claims(tmp_path, ["b", "a", "c"])) == ["a", "b"]
    with pytest.raises(ToyModelsError, match=r"b\.toml: the bibliography has no key b"):
        read_claims(tmp_path, ["a"])
    (tmp_path / "a.toml").write_bytes(b"\xff")
    with pytest.raises(ToyModelsError, match=r"a\.toml cannot be read"):
        read_claims(tmp_path, ["a", "b"])


def test_a_theorem_that_is_not_there_is_told_with_its_claim():
    claims = {"x": parse_claims(NARROWER, "x")}
    check_theorems(claims, {"b", "c"})
    with pytest.raises(ToyModelsError, match=r"^x, claim 1: there is no theorem c; if it has a new name write that"):
        check_theorems(claims, {"b"})


def test_every_theorem_that_a_claim_rests_on_is_in_the_sources():
    papers = read_bibliography(ROOT / "references.bib")
    claims = read_claims(ROOT / "claims", papers)
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "lean").rglob("*.lean"))
    check_theorems(claims, set(re.findall(r"^theorem ([\w.']+)", text, re.MULTILINE)))


def test_every_source_says_once_what_of_it_is_not_formalised():
    papers = read_bibliography(ROOT / "references.bib")
    claims = read_claims(ROOT / "claims", papers)
    assert [key for key, paper in papers.items() if bool(paper.unformalised) == (key in claims)] == []
