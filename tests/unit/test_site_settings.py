"""The settings of a site: what they mean, and what is told of those that mean nothing."""

from pathlib import Path

import pytest

from toymodels.errors import ToyModelsError
from toymodels.site.settings import SETTINGS, Settings, read_settings


def written(root: Path, text: str) -> Path:
    (root / SETTINGS).parent.mkdir()
    (root / SETTINGS).write_text(text, encoding="utf-8")
    return root


def test_without_a_file_nothing_is_set(tmp_path: Path):
    assert read_settings(tmp_path) == Settings()
    assert Settings().line("a.lean", 3) is None


def test_a_line_has_an_address_and_words_mean_the_same(tmp_path: Path):
    root = written(tmp_path, 'source = "https://a.example/{file}?plain#L{line}"\n[search]\nsynonyms = [["a", "b c"]]')
    settings = read_settings(root)
    assert settings.line("lean/A B.lean", 7) == "https://a.example/lean/A%20B.lean?plain#L7"
    assert settings.synonyms == (("a", "b c"),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("source = ", "Invalid value"),
        ('source = "http://a.example/{file}"', "is not an https address"),
        ('source = "https://a.example"', "is not an https address"),
        ("source = 3", "is not an https address"),
        ("colour = 3", "`colour` is not a setting"),
        ("search = 3", "`synonyms` is not a list of lists"),
        ('[search]\nsynonyms = "SAE"', "`synonyms` is not a list of lists"),
        ('[search]\nsynonyms = [["SAE"]]', "is not a list of two or more words"),
        ('[search]\nsynonyms = [["SAE", 3]]', "is not a list of two or more words"),
    ],
)
def test_what_means_nothing_is_told_with_the_file(tmp_path: Path, text: str, told: str):
    with pytest.raises(ToyModelsError, match=told) as refused:
        read_settings(written(tmp_path, text))
    assert "site.toml cannot be read" in str(refused.value)
