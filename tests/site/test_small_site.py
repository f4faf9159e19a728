"""The site of a small library: what its pages say, that building is incremental and repeatable, what is missing."""

from __future__ import annotations

import builtins
import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from base64 import b64decode
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from tests.site.conftest import Small
from tests.site.html_pages import broken_links, nesting_faults, read_pages
from tests.support.searching import answers

from toymodels.cli.commands.site import command as site
from toymodels.errors import ToyModelsError
from toymodels.kernel.wheel import missing_kernel
from toymodels.progress import silent
from toymodels.site.build import STYLE_PARTS, STYLES, build_site, make_pages
from toymodels.site.data import Heading, parse_module_doc
from toymodels.site.pages.quantities import Claim, compared
from toymodels.site.search import records
from toymodels.site.views import badges
from toymodels.verify import read_report

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("library")]

MODULE = "module/Deep.Numbers.html"


@pytest.fixture(scope="module")
def pages(small: Small) -> dict[str, str]:
    made = make_pages(small.data, silent)
    return {page.path: page.content.decode() for page in made}


def unpacked(script: str) -> Any:
    """The data of a script of packed data."""
    found = re.fullmatch(r'toymodelsSite\.unpack\("[^"]+", "([^"]+)"\);\n', script)
    assert found is not None
    return json.loads(zlib.decompress(b64decode(found[1]), -zlib.MAX_WBITS))


def test_progress_counts_up_to_its_total(small: Small):
    told: list[tuple[int, int]] = []
    for _ in make_pages(small.data, lambda _: lambda what, count, total: told.append((count, total))):
        pass
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_every_part_of_the_style_sheet_is_in_it(pages: dict[str, str]):
    parts = {path.stem: path.read_text(encoding="utf-8") for path in STYLES.iterdir()}
    assert set(parts) == set(STYLE_PARTS)
    assert all(text in pages["static/site.css"] for text in parts.values())


def test_modules_keep_their_authors_order(small: Small):
    module = small.data.modules["Small.Deep.Numbers"]
    shown = [
        item.title if isinstance(item, Heading) else small.data.addresses.short(item.name) for item in module.items
    ]
    assert shown == [
        "double", "sq", "le_double", "double_le", "double_le_tight", "double_le_of_between", "quadruple_le",
        "Names that file systems confuse", "Same", "same",
        "same'", "unreadable",
    ]  # fmt: skip


def test_a_module_doc_is_cut_at_its_headings():
    doc = parse_module_doc("# Title\n\nLead.\n\n## One\n\nText.\n```\n## no heading\n```\n\n## Two\n")
    assert (doc.title, doc.lead) == ("Title", "Lead.")
    assert [section.title for section in doc.sections] == ["One", "Two"]
    assert "## no heading" in doc.section("One")
    assert doc.section("Three") == ""


def test_a_theorem_is_told_in_words_on_its_modules_page_and_has_all_its_parts_on_its_own(pages: dict[str, str]):
    shared = ("Doubling keeps the order, for", "t is the smallest theorem with a hypothesis.")
    article = pages[MODULE].split('<article class="theorem" id="double_le"')[1].split("</article>")[0]
    for part in (*shared, 'href="../theorem/double_le.html"', '<span class="mark good">proved</span>'):
        assert part in article, part
    assert "<math" not in article
    for part in (
        *shared,
        "<math",
        'papers.html#euler1748">Euler et al. 1748</a>, page 1',
        "https://arxiv.org/abs/1748.00001",
        "<code>double_le_tight</code></a>",
        '<li class="badge good"',
        "omega",
        "toymodels check Small.double_le",
    ):
        assert part in pages["theorem/double_le.html"], part


def test_a_statement_that_cannot_be_tested_says_why(pages: dict[str, str]):
    text = pages["theorem/unreadable.html"]
    assert '<li class="badge plain"' in text
    assert "not testable" in text
    assert "the statement cannot be read, so it was not tested" in text
    assert "String" in text


def test_the_words_of_the_library_are_escaped(pages: dict[str, str]):
    assert "&lt;b&gt;bold&lt;/b&gt;" in pages[MODULE]
    assert "<title>Numbers &amp; squares" in pages[MODULE]
    assert "On Sums &amp; Squares" in pages["papers.html"]


def test_headlines_stand_on_the_overview_with_their_theorem(pages: dict[str, str]):
    assert "About order" in pages["index.html"]
    assert "Doubling keeps the order." in pages["index.html"]
    code = re.sub(r"<[^>]*>", "", pages["module/Headlines.html"])
    assert "example (m n : Nat) (h : m ≤ n) : m + m ≤ n + n :=" in code


def test_private_lemmas_are_shown_apart(pages: dict[str, str]):
    assert "Auxiliary: <code>le_double</code>" in pages[MODULE]
    assert "le_double" not in pages["theorems.html"]


def test_private_lemmas_have_their_proof_and_are_linked_where_they_are_used(pages: dict[str, str]):
    auxiliary = pages[MODULE].split('id="le_double"')[1].split("</details>")[0]
    assert re.findall("<pre>(.*?)</pre>", auxiliary)[1:] == ['unfold <a href="#double">double</a>', "omega"]
    assert 'href="../module/Deep.Numbers.html#le_double"' in pages["theorem/Same.html"]
    assert 'id="Small.le_double"' not in pages["core.html"]


def test_papers_list_what_is_formalised_and_what_is_not_claimed(pages: dict[str, str]):
    text = pages["papers.html"]
    assert "double_le" in text
    assert f'<a href="{MODULE}#doc-what-is-not-claimed">Numbers &amp; squares</a>' in text
    assert "<li>All the rest.</li>" in text.split('id="gauss1801"')[1]
    assert text.count("Not formalised") == 1
    assert "That anybody needs this." in pages["trust.html"]


def test_papers_list_what_a_source_claims_and_what_is_proved(pages: dict[str, str]):
    text = pages["papers.html"]
    section = text.split('id="euler1748"')[1].split("</section>")[0]
    claims = section.split('<ul class="entries claims">')[1].split("</ul>")[0].split("<li>")[1:]
    words = [" ".join(re.sub(r"<[^>]*>", "", each).split()) for each in claims]
    assert words == [
        "Doubling keeps the order, &amp; double says so. proved here" + "double_le",
        "Doubling keeps the order of everything. proved in a narrower form" + "double_le, double_le_tight: for natural "
        "numbers, with sq",
        "Everybody should double. not formalised" + "it is advice",
    ]
    assert claims[1].count('href="theorem/double_le.html"') == 1
    summary = " ".join(text.split("What it claims")[0].split())
    assert "1 proved here, 1 proved in a narrower form, 1 not formalised." in summary
    assert "What it claims" not in text.split('id="gauss1801"')[1]


def test_a_claim_whose_theorem_has_gone_stops_the_build(small: Small, tmp_path: Path):
    file = small.project.root / "claims" / "euler1748.toml"
    kept = file.read_text()
    try:
        file.write_text(kept.replace("double_le_tight", "double_le_loose"))
        with pytest.raises(ToyModelsError, match=r"euler1748\.toml, claim 2: there is no theorem double_le_loose"):
            small.build(tmp_path / "site")
    finally:
        file.write_text(kept)


@pytest.mark.skipif(missing_kernel() is not None, reason=str(missing_kernel()))
def test_pages_tell_which_of_three_things_a_theorem_has(pages: dict[str, str]):
    own = pages["theorem/double_le.html"]
    assert "<dt>Official kernel</dt><dd>accepted</dd>" in own
    assert "<dt>Embedded build</dt><dd>proved</dd>" in own or "<dt>Official <code>lake build</code></dt>" in own
    trust = " ".join(pages["trust.html"].split())
    assert "Lean 4.35.0" in trust
    assert re.search(r"Admitted without proof: \d+ theorems of core", trust)
    assert re.search(r"<div><dt><code>Nat\.\w+</code></dt><dd>\d+</dd></div>", trust)
    assert "rejected 0" in trust


def test_a_source_that_is_cited_through_another_links_both(pages: dict[str, str]):
    assert (
        '<a href="../papers.html#euler1748">Euler et al. 1748</a>, page 2, through '
        '<a href="../papers.html#gauss1801" title="Disquisitiones">Gauss 1801</a>'
    ) in pages["theorem/same~2.html"]


def test_a_statement_s_definitions_are_explained_beside_it(pages: dict[str, str]):
    words = pages["theorem/double_le.html"].split('class="vocabulary"')[1].split("</dl>")[0]
    assert "<code>double</code>" in words
    assert "Twice a number." in words


def test_all_that_a_theorem_rests_on_is_listed_by_distance(pages: dict[str, str]):
    text = pages["theorem/Same.html"]
    assert '<p data-side="uses">It rests on one declaration</p>' in text
    assert "Nothing rests on it." in text


def test_no_page_of_a_theorem_has_a_map_or_a_figure_in_it(pages: dict[str, str]):
    for path, text in pages.items():
        if path.startswith("theorem/"):
            assert not re.search(r"<svg(?![^>]*drawing)", text.split('id="proof"')[1]), path
            assert f'class="maps" data-node="{quote(path)}"' in text
    row = next(node for node in unpacked(pages["static/graph.js"])["nodes"] if node[0] == "double_le")
    assert row[3] == "theorem/double_le.html"


def test_a_proof_is_told_in_words_by_its_lemmas_and_in_lean(pages: dict[str, str]):
    proof = pages["theorem/double_le.html"].split('id="proof"')[1].split("</section>")[0]
    assert "Both sides are sums of two numbers." in proof
    assert 'class="steps"' in proof
    assert "Both sides are sums" not in pages["theorem/double_le_tight.html"]
    lemmas = pages["theorem/quadruple_le.html"].split('class="lemmas"')[1].split("</dl>")[0]
    assert "<code>double_le</code></a></dt><dd>Doubling keeps the order, for" in lemmas


def test_a_figure_is_a_script_that_the_theorems_share_whose_names_its_caption_has(pages: dict[str, str]):
    text = pages["theorem/double_le.html"]
    assert 'data-figure="doubling"' in text
    assert f'href="../{MODULE}#figure-doubling"' in text
    assert 'data-figure="doubling"' not in pages["theorem/Same.html"]
    assert pages["figure/doubling.js"].startswith('toymodelsSite.unpack("figure/doubling", ')
    assert unpacked(pages["figure/doubling.js"]).startswith("<svg")
    assert "doubling.js" not in text


def test_a_place_in_a_source_leads_to_its_line_on_the_web(small: Small, pages: dict[str, str]):
    line = small.data.theorems["Small.double_le"].theorem.line
    address = f"https://code.example/small/lean/Small/Deep/Numbers.lean#L{line}"
    assert f'href="{address}"' in pages["theorem/double_le.html"]
    assert 'href="https://code.example/small/lean/Small/Deep/Numbers.lean#L1"' in pages[MODULE]


def test_badges_come_from_records_only(small: Small):
    entry = small.data.theorems["Small.double_le"]
    texts = [badge.text for badge in badges(entry)]
    assert texts[0] == "proved"
    assert texts[1].startswith("held on ")
    bare = type(entry)(entry.theorem, None, None, entry.declaration)
    assert list(badges(bare)) == []


def test_quantities_are_found_on_both_sides_of_a_comparison(small: Small):
    statement = small.data.theorems["Small.double_le"].theorem.readable()
    assert list(compared(statement.conclusion)) == [("Small.double", Claim.ABOVE), ("Small.double", Claim.BELOW)]
    assert [claim for _, claim in compared(small.data.theorems["Small.same"].theorem.readable().conclusion)] == [
        Claim.EQUAL
    ]


def test_indexes_begin_with_what_matters(pages: dict[str, str]):
    text = pages["theorems.html"]
    assert text.index(">double_le<") < text.index(">same<") < text.index("groundwork <") < text.index(">Same<")
    assert "2 witnesses <span" in text
    assert text.index("2 witnesses <span") < text.index(">double_le_tight<")
    assert pages["definitions.html"].index(">double<") < pages["definitions.html"].index(">sq<")
    assert pages["papers.html"].index('id="euler1748"') < pages["papers.html"].index('id="gauss1801"')
    users = [row.count("<code>") for row in pages["core.html"].split('<p class="entry-words">')[1:]]
    assert users == sorted(users, reverse=True)


def test_search_finds_theorems_definitions_modules_and_papers(small: Small):
    found = {(each.kind, each.name): each.address for each in records(small.data)}
    assert found["theorem", "double_le"] == "theorem/double_le.html"
    assert found["definition", "double"] == f"{MODULE}#double"
    assert found["module", "Numbers & squares"] == MODULE
    assert found["paper", "Euler et al. 1748"] == "papers.html#euler1748"
    words = {each.name: each.more for each in records(small.data) if each.kind == "theorem"}
    assert "euler1748" in words["double_le"]
    assert "≤" in words["double_le"]


def test_search_knows_headlines_witnesses_and_what_the_project_calls_things(pages: dict[str, str]):
    asked = [("name", False), ("name", True), ("twice", False), ("duoble", False)]
    index = f"window.toymodelsIndex = {json.dumps(unpacked(pages['static/search-index.js']))};"
    name, all_of_it, twice, duoble = answers(index, asked)
    assert name.hidden == 1
    assert set(all_of_it.found) - set(name.found) == {"same'"}
    assert twice.found[0] == "double_le"
    assert set(duoble.found) == set(answers(index, [("double", False)])[0].found)


def test_every_page_is_well_formed_and_every_link_leads_somewhere(small: Small, tmp_path: Path):
    small.build(tmp_path / "site")
    pages = read_pages(tmp_path / "site")
    assert {path: nesting_faults(page.text) for path, page in pages.items() if nesting_faults(page.text)} == {}
    assert list(broken_links(tmp_path / "site", pages)) == []
    assert {
        path: [each for each, count in page.ids.items() if count > 1]
        for path, page in pages.items()
        if max(page.ids.values()) > 1
    } == {}


def test_nothing_is_made_again_when_nothing_changed(small: Small, tmp_path: Path):
    out = tmp_path / "site"
    first = small.build(out)
    assert set(first.written) >= {"index.html", MODULE, "static/site.css"}
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    second = small.build(out)
    assert (second.written, second.removed, second.files) == ((), (), first.files)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == stamps


def test_pages_of_another_library_go(small: Small, tmp_path: Path):
    out = tmp_path / "site"
    small.build(out)
    bib = small.project.root / "references.bib"
    kept = bib.read_text()
    try:
        bib.write_text(kept.replace("{1748}", "{1749}"))
        changed = small.build(out)
    finally:
        bib.write_text(kept)
    assert "papers.html" in changed.written
    assert "legend.html" not in changed.written


def test_a_build_is_the_same_byte_for_byte_in_another_process(small: Small, tmp_path: Path):
    small.build(tmp_path / "here")
    code = f"""
from pathlib import Path
from toymodels.lean.build import build_project
from toymodels.lean.project import read_project
from toymodels.lean.toolchain import find_toolchain
from toymodels.progress import silent
from toymodels.site.build import build_site
project = read_project(Path({str(small.project.root)!r}))
build_site(project, build_project(project, find_toolchain(project, print)), Path({str(tmp_path / "there")!r}), silent)
"""
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True)
    here, there = (
        {p.relative_to(tmp_path / at): p.read_bytes() for p in (tmp_path / at).rglob("*.*")} for at in ("here", "there")
    )
    assert here == there


def test_a_library_without_records_says_which_command_makes_them(small: Small, tmp_path: Path):
    verify = small.project.build_folder / "verify.json"
    kept = verify.read_bytes()
    try:
        verify.unlink()
        result = small.build(tmp_path / "site")
    finally:
        verify.write_bytes(kept)
    assert result.missing == ("toymodels verify", "toymodels power")
    text = (tmp_path / "site" / "theorem" / "double_le.html").read_text(encoding="utf-8")
    assert "Nothing is recorded yet" in text
    assert "toymodels verify" in text
    assert "toymodels verify" in (tmp_path / "site" / "trust.html").read_text(encoding="utf-8")


def test_evidence_for_a_statement_that_has_changed_is_not_shown(small: Small):
    verify = read_report(small.project)
    assert verify is not None
    first, second, *others = verify.theorems
    edited = replace(first, statement_sha256="that of another definition")
    verify = replace(verify, theorems=(edited, second, *others))
    changed = type(small.data)(small.data.library, type(small.data.records)(verify, {}, {}))
    assert first.name not in changed.evidence
    assert second.name in changed.evidence


@pytest.mark.parametrize("content", ["{", "[]", "{}"])
def test_a_broken_report_is_not_believed(small: Small, content: str, caplog: pytest.LogCaptureFixture):
    verify = small.project.build_folder / "verify.json"
    kept = verify.read_bytes()
    try:
        verify.write_text(content)
        assert read_report(small.project) is None
        assert "verify.json" in caplog.text
    finally:
        verify.write_bytes(kept)


def test_a_failing_build_changes_nothing(small: Small, tmp_path: Path):
    out = tmp_path / "site"
    small.build(out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    bib = small.project.root / "references.bib"
    kept = bib.read_text()
    try:
        bib.write_text("@article{broken")
        with pytest.raises(ToyModelsError, match=r"references\.bib: syntax error in line 1"):
            small.build(out)
    finally:
        bib.write_text(kept)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_foreign_folder_is_refused_before_anything_is_read(small: Small, tmp_path: Path):
    def refuse(*_: object) -> NoReturn:
        pytest.fail("work was done")

    shutil.copy(__file__, tmp_path / "mine.py")
    with pytest.raises(ToyModelsError, match="no site was built there"):
        build_site(small.project, small.built, tmp_path, refuse)


def test_the_command_builds_into_the_folder_that_it_is_given(small: Small, tmp_path: Path):
    arguments = ["build", "--project", str(small.project.root), "--out", str(tmp_path / "site")]
    first = CliRunner().invoke(site, [*arguments, "--json"], standalone_mode=False)
    assert first.exception is None
    assert "index.html" in json.loads(first.stdout)["written"]
    second = CliRunner().invoke(site, arguments, standalone_mode=False)
    assert "0 written, 0 removed" in second.stdout
    assert str(tmp_path / "site" / "index.html") in second.stdout
    assert "`toymodels power` has not been run" in second.stderr


def test_the_command_says_why_it_cannot_build(small: Small, tmp_path: Path):
    (tmp_path / "mine.txt").write_text("x")
    arguments = ["build", "--project", str(small.project.root), "--out", str(tmp_path)]
    result = CliRunner().invoke(site, arguments)
    assert result.exit_code != 0
    assert f"{tmp_path} is not empty and no site was built there" in result.stderr


def test_without_the_libraries_that_it_needs_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    original = builtins.__import__

    def without_jinja(name: str, *rest: Any, **more: Any) -> Any:
        if name == "toymodels.site.build":
            raise ModuleNotFoundError("No module named 'jinja2'", name="jinja2")
        return original(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_jinja)
    result = CliRunner().invoke(site, ["build"])
    assert "the site needs jinja2, which is not installed; pip install 'toymodels[site]'" in result.stderr
