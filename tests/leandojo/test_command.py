"""`toymodels export leandojo` on the command line, where it refuses to start."""

from pathlib import Path

from click.testing import CliRunner

from toymodels.cli.commands.export import command as export


def test_help_says_what_out_may_be() -> None:
    result = CliRunner().invoke(export, ["leandojo", "--help"])
    assert result.exit_code == 0
    assert "new, empty, or an earlier export" in " ".join(result.output.split())


def test_a_folder_of_others_is_refused_before_anything_is_built(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(export, ["leandojo", "--out", str(tmp_path), "--project", str(tmp_path)])
    assert result.exit_code == 2
    assert "is not empty and is not an earlier export; name a folder that does not exist yet" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_out_is_needed() -> None:
    result = CliRunner().invoke(export, ["leandojo"])
    assert result.exit_code == 2
    assert "Missing option '--out'" in result.output
