"""Lean's report of a module's syntax, as Lean 4.28 printed it, against the source that it is about."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from toymodels.errors import LeanError
from toymodels.lean.constants import ConstantKind
from toymodels.lean.messages import Message
from toymodels.lean.olean import DeclarationRange, SourceRange
from toymodels.lean.outline import declaration_nodes, declared_names, read_declaration, require_theorems
from toymodels.lean.proofs import Declaration
from toymodels.lean.syntax import SHOW_SYNTAX, Syntax, header_end, read_commands, with_syntax_shown
from toymodels.lean.tactics import find_blocks

SOURCE = """module

/-- A "quoted" dōc. -/
theorem μ_and (p q : Prop) (hp : p) (hq : q) : p ∧ q := by
  constructor -- both
  · exact hp
  · have h : q := by exact hq
    exact h

open Nat in
def twice (n : Nat) : Nat := n + n
"""

THEOREM = r"""[Elab.command] (Command.declaration
     (Command.declModifiers [(Command.docComment "/--" "":169:"A \"quoted\" dōc. -/":188:"\n")] [] [] [] [] [] [])
     (Command.theorem
      "":189:"theorem":196:" "
      (Command.declId "":197:`μ_and:203:" " [])
      (Command.declSig
       [(Term.explicitBinder
         "":204:"(":205:""
         ["":205:`p:206:" " "":207:`q:208:" "]
         ["":209:":":210:" " (Term.prop "":211:"Prop":215:"")]
         []
         "":215:")":216:" ")
        (Term.explicitBinder
         "":217:"(":218:""
         ["":218:`hp:220:" "]
         ["":221:":":222:" " "":223:`p:224:""]
         []
         "":224:")":225:" ")
        (Term.explicitBinder
         "":226:"(":227:""
         ["":227:`hq:229:" "]
         ["":230:":":231:" " "":232:`q:233:""]
         []
         "":233:")":234:" ")]
       (Term.typeSpec "":235:":":236:" " («term_∧_» "":237:`p:238:" " "":239:"∧":242:" " "":243:`q:244:" ")))
      (Command.declValSimple
       "":245:":=":247:" "
       (Term.byTactic
        "":248:"by":250:"\n  "
        (Tactic.tacticSeq
         (Tactic.tacticSeq1Indented
          [(Tactic.constructor "":253:"constructor":264:" -- both\n  ")
           []
           (Lean.cdot
            (Lean.cdotTk (patternIgnore (token.«· » "":275:"·":277:" ")))
            (Tactic.tacticSeq
             (Tactic.tacticSeq1Indented [(Tactic.exact "":278:"exact":283:" " "":284:`hp:286:"\n  ")])))
           []
           (Lean.cdot
            (Lean.cdotTk (patternIgnore (token.«· » "":289:"·":291:" ")))
            (Tactic.tacticSeq
             (Tactic.tacticSeq1Indented
              [(Tactic.tacticHave__
                "":292:"have":296:" "
                (Term.letConfig [])
                (Term.letDecl
                 (Term.letIdDecl
                  (Term.letId "":297:`h:298:" ")
                  []
                  [(Term.typeSpec "":299:":":300:" " "":301:`q:302:" ")]
                  "":303:":=":305:" "
                  (Term.byTactic
                   "":306:"by":308:" "
                   (Tactic.tacticSeq
                    (Tactic.tacticSeq1Indented [(Tactic.exact "":309:"exact":314:" " "":315:`hq:317:"\n    ")]))))))
               []
               (Tactic.exact "":322:"exact":327:" " `h)])))])))
       (Termination.suffix [] [])
       [])))"""

DEFINITION = r"""[Elab.command] (Command.declaration
     (Command.declModifiers [] [] [] [] [] [] [])
     (Command.definition
      "def"
      (Command.declId "":347:`twice:352:" " [])
      (Command.optDeclSig
       [(Term.explicitBinder
         "":353:"(":354:""
         ["":354:`n:355:" "]
         ["":356:":":357:" " "":358:`Nat:361:""]
         []
         "":361:")":362:" ")]
       [(Term.typeSpec "":363:":":364:" " "":365:`Nat:368:" ")])
      (Command.declValSimple
       "":369:":=":371:" "
       («term_+_» "":372:`n:373:" " "":374:"+":375:" " `n)
       (Termination.suffix [] [])
       [])
      []))"""

OPEN_IN_DEFINITION = r"""[Elab.command] (Command.in
     (Command.open "open" (Command.openSimple ["":336:`Nat:339:" "]))
     "":340:"in":342:"\n"
     (Command.declaration
      (Command.declModifiers [] [] [] [] [] [] [])
      (Command.definition
       "":343:"def":346:" "
       (Command.declId "":347:`twice:352:" " [])
       (Command.optDeclSig
        [(Term.explicitBinder
          "":353:"(":354:""
          ["":354:`n:355:" "]
          ["":356:":":357:" " "":358:`Nat:361:""]
          []
          "":361:")":362:" ")]
        [(Term.typeSpec "":363:":":364:" " "":365:`Nat:368:" ")])
       (Command.declValSimple
        "":369:":=":371:" "
        («term_+_» "":372:`n:373:" " "":374:"+":375:" " `n)
        (Termination.suffix [] [])
        [])
       [])))"""

SYNTHETIC = '[Elab.command] (340:Command.end:342 "end" [])'


def report(line: int, column: int, text: str) -> Message:
    return Message(Path("A.lean"), line, column, "information", text, "trace")


MESSAGES = (
    report(3, with_syntax_shown(SOURCE).splitlines()[2].index("/--"), THEOREM),
    report(4, 8, "declaration uses `sorry`"),
    report(11, 0, DEFINITION),
    report(10, 9, SYNTHETIC),
    report(10, 0, OPEN_IN_DEFINITION),
)


@pytest.fixture
def nodes() -> list[Syntax]:
    return declaration_nodes(read_commands(SOURCE, MESSAGES))


def leaves(node: Syntax) -> list[Syntax]:
    return [node] if node.text else [leaf for child in node.children for leaf in leaves(child)]


def test_every_token_stands_where_the_source_has_it(nodes: list[Syntax]):
    theorem, twice = nodes
    for node in nodes:
        assert all(leaf.place is not None and leaf.place.of(SOURCE) == leaf.text for leaf in leaves(node))
    whole = SOURCE[SOURCE.index("/--") : SOURCE.index("\n\nopen")].replace("-- both", "")
    assert "".join("".join(leaf.text.split()) for leaf in leaves(theorem)) == "".join(whole.split())
    assert "".join(leaf.text for leaf in leaves(twice)) == "deftwice(n:Nat):Nat:=n+n"


def test_a_declaration_behind_open_in_counts_once(nodes: list[Syntax]):
    assert len(nodes) == 2


def declaration(node: Syntax) -> Declaration:
    names = {SOURCE.index("μ_and"): "A.μ_and", SOURCE.index("twice"): "A.twice"}
    return read_declaration(Path("A.lean"), SOURCE, node, names, ())


def test_a_declaration_is_cut_into_docstring_statement_and_proof(nodes: list[Syntax]):
    theorem, twice = map(declaration, nodes)
    assert theorem.name == "A.μ_and"
    assert theorem.span.of(SOURCE) == SOURCE[SOURCE.index("/--") : SOURCE.index("\n\nopen")]
    assert theorem.name_span.of(SOURCE) == "μ_and"
    assert theorem.statement.of(SOURCE) == "theorem μ_and (p q : Prop) (hp : p) (hq : q) : p ∧ q"
    assert theorem.proof is not None
    assert theorem.proof.of(SOURCE).startswith("by\n  constructor -- both")
    assert theorem.proof.of(SOURCE).endswith("exact h")
    assert twice.statement.of(SOURCE) == "def twice (n : Nat) : Nat"
    assert twice.proof is not None
    assert twice.proof.of(SOURCE) == "n + n"


def test_a_declaration_that_the_compiled_module_does_not_have_is_an_error(nodes: list[Syntax]):
    with pytest.raises(LeanError, match=r"A\.lean:4: .* run `toymodels build`"):
        read_declaration(Path("A.lean"), SOURCE, nodes[0], {}, ())


def test_alternatives_count_once_and_marks_of_hygiene_are_no_text():
    source = "f x"
    first = len(SHOW_SYNTAX)
    x = f'"":{first + 2}:`x:{first + 3}:""'
    text = f"[Elab.command] (Term.app `f (choice (a {x}) (b {x})) (hygieneInfo `[anonymous]))"
    (tree,) = read_commands(source, (report(1, first, text),))
    assert [span.of(source) for span in tree.tokens()] == ["f", "x"]
    assert [node.kind for node in tree.find("a", "b")] == ["a"]


class Compiled:
    """A compiled module with two theorems, of which one is private, and a structure with its constructor."""

    def __init__(self) -> None:
        theorem, structure = ConstantKind.THEOREM, ConstantKind.INDUCTIVE
        self.kinds = {"A.μ_and": theorem, "_private.A.0.A.twice": theorem, "A.x": structure, "A.x.mk": structure}
        starts = {"A.μ_and": (4, 8), "_private.A.0.A.twice": (11, 4), "A.x": (1, 0), "A.x.mk": (1, 0)}
        places = {name: SourceRange(line, column, line, column + 1) for name, (line, column) in starts.items()}
        self.ranges = {name: DeclarationRange(place, place) for name, place in places.items()}
        self.is_module = False

    def constant(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(kind=self.kinds[name])


def test_names_come_from_the_compiled_module():
    names = declared_names(Compiled(), SOURCE)  # pyright: ignore[reportArgumentType]
    assert names == {SOURCE.index("μ_and"): "A.μ_and", SOURCE.index("twice"): "A.twice", 0: "A.x"}


def test_a_theorem_that_lean_did_not_report_is_an_error(nodes: list[Syntax]):
    theorem, twice = map(declaration, nodes)
    require_theorems(Path("A.lean"), Compiled(), SOURCE, [theorem, twice])  # pyright: ignore[reportArgumentType]
    with pytest.raises(LeanError, match=r"A\.lean:11: A\.twice is not among the declarations"):
        require_theorems(Path("A.lean"), Compiled(), SOURCE, [theorem])  # pyright: ignore[reportArgumentType]


def test_blocks_of_tactics_nest(nodes: list[Syntax]):
    blocks = find_blocks(nodes[0])
    assert [(block.depth, [tactic.span.of(SOURCE) for tactic in block.tactics]) for block in blocks] == [
        (0, ["constructor", "· exact hp", "· have h : q := by exact hq\n    exact h"]),
        (1, ["exact hp"]),
        (1, ["have h : q := by exact hq", "exact h"]),
        (2, ["exact hq"]),
    ]
    assert [tactic.kind for tactic in blocks[0].tactics] == ["Lean.Parser.Tactic.constructor", "Lean.cdot", "Lean.cdot"]


@pytest.mark.parametrize(
    ("header", "rest"),
    [
        ("", "theorem a : True := trivial"),
        ("module\n\n", "/-! Title -/"),
        (
            "/- Licence /- nested -/ -/\nmodule -- import Nothing\npublic import A.B\nimport all C\n\n",
            "/-- Doc -/ def a := 1",
        ),
        ("import A\n", "@[simp] theorem a : True := trivial"),
    ],
)
def test_commands_start_after_the_imports(header: str, rest: str):
    assert header_end(header + rest) == len(header)


@pytest.mark.parametrize("text", ["[Elab.command] (Command.end", "[Elab.command] )", "[Elab.command] (a 12)"])
def test_a_report_in_another_form_is_an_error(text: str):
    with pytest.raises(LeanError, match="syntax tree cannot be read"):
        read_commands(SOURCE, (report(4, 0, text),))
