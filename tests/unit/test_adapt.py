"""What the embedded Lean reads in place of an author's text, and that messages stay at the author's places."""

from pathlib import Path

import pytest

from toymodels.lean.adapt import LEFT_OUT, Adapted
from toymodels.lean.messages import Message

FILE = Path("A.lean")
PUBLIC = "@[expose] public noncomputable section"
NO_CODE = "Unknown constant `List.lengthTR._redArg`"


def said(line: int, column: int, text: str = "", severity: str = "error") -> Message:
    return Message(Path("copy.lean"), line, column, severity, text, "")


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("theorem t : True := ⟨⟩", f"module {PUBLIC} theorem t : True := ⟨⟩"),
        ("/-! A. -/\ndef x := 1", f"module {PUBLIC} /-! A. -/\ndef x := 1"),
        ("import A\ndef x := 1", f"module public import A {PUBLIC}\ndef x := 1"),
        (
            "-- import Z\nimport A /- import B -/\nimport «C-D».E -- last\n\nimporting",
            f"module -- import Z\npublic import A /- import B -/\npublic import «C-D».E {PUBLIC} -- last\n\nimporting",
        ),
        ("import A open B", f"module public import A {PUBLIC} open B"),
        ("", f"module {PUBLIC} "),
    ],
)
def test_a_file_without_module_exports_everything(source: str, read: str):
    adapted = Adapted.of(source)
    assert adapted.text == read
    assert adapted.text.count("\n") == source.count("\n")
    assert adapted.options["backward.privateInPublic"] == "true"


@pytest.mark.parametrize("source", ["module\nimport A\n", "/- x -/ module", "module\n\npublic import A\ndef x := 1"])
def test_a_module_is_read_as_it_is(source: str):
    assert Adapted.of(source).text == source
    assert "backward.privateInPublic" not in Adapted.of(source).options


def test_every_character_of_the_author_keeps_its_place_in_messages():
    source = "import A\nimport B import C\ntheorem t : x\n"
    adapted = Adapted.of(source)
    lines = adapted.text.split("\n")
    for number, line in enumerate(source.split("\n"), start=1):
        seen = [adapted.told([said(number, column)], FILE)[0].column for column in range(len(lines[number - 1]) + 1)]
        assert seen == sorted(seen)
        assert {*seen} == {*range(len(line) + 1)}
    (message,) = adapted.told([said(2, lines[1].index("C"))], FILE)
    assert (message.file, message.column) == (FILE, source.split("\n")[1].index("C"))


def test_what_has_no_code_may_stay_without_it():
    adapted = Adapted.of("module\npublic import A\ndef x := 1\n")
    following = adapted.after([said(3, 4, NO_CODE), said(3, 4, "type mismatch")])
    assert following is not None
    assert following.text == "module\npublic import A noncomputable section\ndef x := 1\n"
    assert following.after([said(3, 4, NO_CODE)]) is None


def test_every_byte_of_the_author_is_found_again():
    source = "/- ÄÖ -/ import A\nimport «ß»\ntheorem t : x\n"
    adapted = Adapted.of(source)
    read, written = adapted.text.encode(), source.encode()
    assert {adapted.authors_byte(byte) for byte in range(len(read) + 1)} == {*range(len(written) + 1)}
    for word in (b"import A", b"\xc3\x9f", b"theorem"):
        assert adapted.authors_byte(read.index(word)) == written.index(word)


def test_errors_of_the_author_are_the_authors():
    assert Adapted.of("module\ndef x := y\n").after([said(2, 9, "Unknown identifier `y`")]) is None
    assert Adapted.of("#eval y\n").after([said(1, 6, "Unknown identifier `y`")]) is None
    assert Adapted.of("#eval y\n").after([said(1, 0, "as 'noncomputable'", severity="warning")]) is None


def test_a_command_that_cannot_be_run_is_left_out_and_nothing_else():
    source = (
        "namespace A\n  #eval do\n    let x := 1\n    pure x\n  theorem t : True := ⟨⟩\n"
        "#print axioms t\n  #eval 2\nend A\n#eval\n  3\n"
    )
    adapted = Adapted.of(source)
    errors = [
        said(2, 2, "Could not find native implementation of external declaration 'f'"),
        said(6, 0, "cannot use `#print axioms` in a `module`"),
        said(9, 0, "failed to compile, consider marking it as 'noncomputable'"),
        said(5, 2, "Could not find native implementation of external declaration 'f'"),
    ]
    following = adapted.after(errors)
    assert following is not None
    kept = ["namespace A", "", "", "", "  theorem t : True := ⟨⟩", "", "  #eval 2", "end A", "", "", ""]
    assert [line.rstrip() for line in following.text.removeprefix(f"module {PUBLIC} ").split("\n")] == kept
    assert len(following.text) == len(adapted.text)
    told = following.told([said(7, 2, "2", severity="information")], FILE)
    assert [(message.line, message.kind) for message in told] == [(2, LEFT_OUT), (6, LEFT_OUT), (9, LEFT_OUT), (7, "")]
    assert "toymodels audit" in told[1].text
    assert following.after(errors) is None


@pytest.mark.parametrize(
    "source",
    [
        "\n#eval f /-\naxiom wrong : False\n-/\n",
        "/- a -/\n#eval f -- /-\n  1 /- b\naxiom wrong : False\n-/\n",
        'def x := "\n#eval " f\n-- a "\naxiom wrong : False\n',
    ],
)
def test_no_comment_becomes_code(source: str):
    line = 1 + source[: source.index("#eval")].count("\n")
    assert Adapted.of(source).after([said(line, 6, "Could not find native implementation")]) is None


def test_an_evaluation_without_an_answer_is_told():
    adapted = Adapted.of("-- #eval 0\n#eval 1\n#eval 2\n/-\n#eval 3\n-/\n")
    told = adapted.told([said(2, 0, "1", severity="information")], FILE)
    assert [(message.line, message.severity) for message in told] == [(3, "warning"), (2, "information")]
    assert "printed nothing" in told[0].text


def test_in_a_module_with_code_every_evaluation_is_the_authors():
    assert Adapted.of("module\n#eval 1\n").told([], FILE) == ()
