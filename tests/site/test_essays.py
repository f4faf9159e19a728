"""Essays: numbers and statements come from the library, a fault stops the build, and models are trained exactly."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.site.conftest import REPOSITORY, Small

import toymodels
from toymodels.errors import ToyModelsError
from toymodels.lean.install import node_executable
from toymodels.progress import silent
from toymodels.site.build import STATIC, make_pages
from toymodels.site.data import Records, SiteData
from toymodels.site.essays import FOLDER, Training, family, read_essays
from toymodels.site.pages.essays import training_json
from toymodels.site.values import sides, vector

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("library")]

DRIVER = Path(__file__).parent / "training_driver.js"


class TestSmall:
    @pytest.fixture
    def place(self, small: Small) -> Path:
        return small.project.root / FOLDER / "1-on-doubling.md"

    def test_numbers_are_computed_and_blocks_are_found(self, small: Small):
        (essay,) = read_essays(small.data)
        assert (essay.slug, essay.title) == ("on-doubling", "On doubling")
        (first, (words, stated)), (second, (needs,)) = essay.sections
        assert (first, second) == ("What it allows", "What it needs")
        assert words == (
            "Of what stays below seven when it is doubled, the most is 3. Twice 3 is\n6, by `double`."
        )  # fmt: skip
        assert stated == small.data.theorems["Small.double_le"]
        assert needs == "Its hypothesis allows at most 11."

    def test_the_page_shows_the_theorem_and_links_names_and_sources(self, small: Small):
        pages = {page.path: page.content.decode() for page in make_pages(small.data, silent)}
        text = pages["essay/on-doubling.html"]
        assert '<a href="../theorem/double_le.html"><code>double_le</code></a>' in text
        assert 'href="../module/Deep.Numbers.html#double"' in text
        assert re.search(r'\(<a href="../papers.html#euler1748"[^>]*>Euler et al. 1748</a>\)', text)
        assert re.search(r'<h2 id="what-it-allows">What it allows</h2>', text)
        assert 'href="essay/on-doubling.html">On doubling</a>' in pages["essays.html"]
        assert '<a href="../essays.html">Essays</a>' in text

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("`double`", "`triple`", "'triple' is not a declaration"),
            ("[euler1748]", "[euler1749]", "no key euler1749"),
            ("```statement\ndouble_le", "```statement\ntriple_le", "'triple_le' is not a public theorem"),
            ("```statement", "```figure", "'double_le' is not a figure"),
            ("```statement", "```diagram", "not 'diagram'"),
            ("most n of", "most of", "of which variable the most is asked"),
            ("most n of", "least n of", "what it says of n is most"),
            ("most n of", "best n of", "is not read"),
            ("m = 7", "m = seven", "'m = seven' does not give a number"),
            ("under h", "under hq", "no hypothesis hq"),
        ],
    )
    def test_a_fault_is_told_with_its_file(self, small: Small, place: Path, old: str, new: str, message: str):
        text = place.read_text(encoding="utf-8")
        place.write_text(text.replace(old, new), encoding="utf-8")
        try:
            with pytest.raises(ToyModelsError, match=message) as raised:
                read_essays(small.data)
            assert str(place) in str(raised.value)
        finally:
            place.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def data() -> SiteData:
    return SiteData(toymodels.load(REPOSITORY), Records(None, {}, {}))


@pytest.mark.whole
class TestLibrary:
    def test_the_essays_are_of_a_length_to_be_read(self, data: SiteData):
        essays = read_essays(data)
        assert len(essays) == 3
        for essay in essays:
            texts = [block for _, blocks in essay.sections for block in blocks if isinstance(block, str)]
            assert 700 < sum(len(text.split()) for text in texts) < 1_500, essay.title

    def test_a_model_is_trained_alike_each_time_and_measured_exactly(self, data: SiteData):
        models = [
            block
            for essay in read_essays(data)
            for _, blocks in essay.sections
            for block in blocks
            if isinstance(block, Training)
        ]
        assert {(model.features, model.hidden) for model in models} == {(5, 2), (20, 5)}
        for model in models:
            asked = json.dumps(training_json(data, replace(model, steps=300)))
            first, second = trained([asked, asked])
            assert first == second
            assert sum(first["losses"][-50:]) < 0.7 * sum(first["losses"][:50])
            rows = [[Fraction(entry) for entry in row] for row in first["rows"]]
            measured = vector(data.library, model.measure.name, rows)
            assert tuple(map(Fraction, first["measured"])) == measured
            for (entry, statement, _), told in zip(model.theorems, first["sides"], strict=True):
                given = {"n": len(rows), "m": len(rows[0]), family(entry.name, statement.variables).name: rows}
                (both,) = sides(data.library, entry.name, [given])
                assert tuple(map(Fraction, told)) == both


def trained(requests: list[str]) -> list[dict[str, Any]]:
    command = [str(node_executable()), str(DRIVER), str(STATIC)]
    found = subprocess.run(command, input="\n".join(requests), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in found.stdout.splitlines()]
