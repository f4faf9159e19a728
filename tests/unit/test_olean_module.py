"""Modules: constants of every kind, documentation, positions, structures; the same in both layouts.

The 64-bit files are written or re-encoded here: no native Lean can be had where these tests are made.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.olean_writer import (
    NIL,
    Box,
    ModuleData,
    Object,
    Value,
    axiom,
    constructor,
    definition,
    inductive,
    name,
    opaque,
    pair,
    position_range,
    quotient,
    recursor,
    theorem,
    write_module,
)
from tests.support.sample import LAYOUTS, write_sample

from toymodels.errors import OleanError, UnknownName
from toymodels.lean.constants import ConstantKind, ConstructorInfo, InductiveInfo, RecursorInfo, Safety
from toymodels.lean.expr import (
    App,
    BinderInfo,
    BVar,
    Const,
    Expr,
    FVar,
    Lam,
    Let,
    Level,
    Lit,
    MData,
    MVar,
    Pi,
    Proj,
    Sort,
)
from toymodels.lean.olean import (
    DeclarationRange,
    Import,
    Module,
    ModuleDoc,
    SourceRange,
    StructureInfo,
    read_module,
    user_name,
)
from toymodels.lean.terms import same_term, subterms

PROP = Sort(Level("0"), True)
TYPE = Sort(Level("1"), False)
NAT = Const("Nat", ())


@pytest.fixture(params=[4, 8], ids=["32-bit", "64-bit"])
def word(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture(params=LAYOUTS)
def sample(request: pytest.FixtureRequest, tmp_path: Path) -> Module:
    return read_module("Sample", write_sample(tmp_path, request.param))


def module_with(folder: Path, word: int, *constants: tuple[str, Object], **entries: list[Value]) -> Module:
    """A module of one part; underscores in the names of extensions stand for dots."""
    data = ModuleData(constants=constants, entries={key.replace("_", "."): value for key, value in entries.items()})
    return read_module("A", write_module(folder, "A", {"": data}, word))


def test_every_kind_of_constant(tmp_path: Path, word: int) -> None:
    module = module_with(
        tmp_path,
        word,
        axiom("ax", PROP),
        definition("def", TYPE, NAT, params=["u", "v"]),
        theorem("thm", PROP, Const("ax", ())),
        opaque("opq", NAT, Lit(3)),
        quotient("Quot", TYPE),
        inductive("Ind", TYPE, 1, 2, ["Ind.a", "Ind.b"]),
        constructor("Ind.b", NAT, "Ind", 1, 1, 4),
        recursor("Ind.rec", TYPE, (1, 2, 3, 4)),
    )
    constants = {own: module.constant(own) for own in module.names}

    assert [constant.kind for constant in constants.values()] == [
        ConstantKind.AXIOM,
        ConstantKind.DEFINITION,
        ConstantKind.THEOREM,
        ConstantKind.OPAQUE,
        ConstantKind.QUOTIENT,
        ConstantKind.INDUCTIVE,
        ConstantKind.CONSTRUCTOR,
        ConstantKind.RECURSOR,
    ]
    assert constants["def"].level_params == ("u", "v")
    assert constants["Ind"].inductive == InductiveInfo(1, 2, ("Ind.a", "Ind.b"), True)
    assert constants["Ind.b"].constructor == ConstructorInfo("Ind", 1, 1, 4)
    assert constants["Ind.rec"].recursor == RecursorInfo(1, 2, 3, 4)
    assert {own: constant.value for own, constant in constants.items() if constant.has_value} == {
        "def": NAT,
        "thm": Const("ax", ()),
        "opq": Lit(3),
    }
    assert constants["Ind"].type == TYPE
    assert {constant.module for constant in constants.values()} == {"A"}


@pytest.mark.parametrize(("stored", "safety"), [(0, Safety.UNSAFE), (1, Safety.SAFE), (2, Safety.PARTIAL)])
def test_safety_of_definitions(tmp_path: Path, word: int, stored: int, safety: Safety) -> None:
    assert module_with(tmp_path, word, definition("f", NAT, Lit(0), stored)).constant("f").safety is safety


def test_unsafe_axiom(tmp_path: Path, word: int) -> None:
    assert module_with(tmp_path, word, axiom("a", PROP, unsafe=True)).constant("a").safety is Safety.UNSAFE


def test_safety_that_does_not_exist(tmp_path: Path, word: int) -> None:
    with pytest.raises(OleanError, match="expected the constant f, found the safety 3"):
        module_with(tmp_path, word, definition("f", NAT, Lit(0), 3)).constant("f")


def test_constant_under_another_name(tmp_path: Path, word: int) -> None:
    _, info = axiom("a", PROP)

    with pytest.raises(OleanError, match="expected the constant b, found the constant a"):
        module_with(tmp_path, word, ("b", info)).constant("b")


def test_constant_of_unknown_kind(tmp_path: Path, word: int) -> None:
    with pytest.raises(OleanError, match="expected the constant a, found constructor 8 with 1 fields"):
        module_with(tmp_path, word, ("a", Object(8, (NIL,)))).constant("a")


def test_unknown_name(tmp_path: Path, word: int) -> None:
    with pytest.raises(UnknownName, match="A declares no constant 'b'; check the full name"):
        module_with(tmp_path, word, axiom("a", PROP)).constant("b")


def test_private_part_completes_what_importers_see(tmp_path: Path, word: int) -> None:
    proof = Lit(1)
    kinds: list[Value] = [pair(name("thm"), Box(1))]
    exported = ModuleData(
        constants=[axiom("thm", PROP)], entries={"_private.Lean.X.0.Lean.privateConstKindsExt": kinds}
    )
    private = ModuleData(constants=[theorem("_private.A.0.aux", PROP, proof), theorem("thm", PROP, proof)])
    path = write_module(tmp_path, "A", {"": exported, ".private": private}, word)

    whole, public = read_module("A", path), read_module("A", path, exported_only=True)

    assert (whole.constant("thm").kind, whole.constant("thm").value) == (ConstantKind.THEOREM, proof)
    assert (public.constant("thm").kind, public.constant("thm").value) == (ConstantKind.THEOREM, None)
    assert set(whole.names) == {"thm", "_private.A.0.aux"}
    assert whole.exported == {"thm"} == set(public.names)
    assert (whole.has_private_part, public.has_private_part) == (True, False)


def test_private_part_of_another_build(tmp_path: Path, word: int) -> None:
    exported, private = ModuleData(constants=[axiom("gone", PROP)]), ModuleData(constants=[axiom("a", PROP)])
    path = write_module(tmp_path, "A", {"": exported, ".private": private}, word)

    with pytest.raises(
        OleanError, match=r"private: at byte .*: expected every constant of A.olean, found none called g"
    ):
        _ = read_module("A", path).names


def test_as_many_constants_as_names(tmp_path: Path, word: int) -> None:
    class Uneven(ModuleData):
        def value(self) -> Object:
            imports, names, _, extra, entries = super().value().fields
            return Object(0, (imports, names, [], extra, entries), b"\1")

    path = write_module(tmp_path, "A", {"": Uneven(constants=[axiom("a", PROP)])}, word)

    with pytest.raises(OleanError, match="expected 1 constants, one for each name, found 0"):
        _ = read_module("A", path).names


def test_every_kind_of_term(tmp_path: Path, word: int) -> None:
    term = Pi(
        "x",
        Lam("y", Const("List", (Level("u"), Level("2"))), App(BVar(0), FVar("f.1")), BinderInfo.INST_IMPLICIT),
        Let("z", MVar("m"), Lit("αβ"), Proj("Prod", 1, Lit(2**80))),
        BinderInfo.STRICT_IMPLICIT,
    )
    read = module_with(tmp_path, word, definition("t", PROP, term)).constant("t").value

    assert read is not None
    assert same_term(read, term)
    assert isinstance(read, Pi)
    assert (read.binder, read.info) == ("x", BinderInfo.STRICT_IMPLICIT)
    assert isinstance(read.type, Lam)
    assert (read.type.binder, read.type.info) == ("y", BinderInfo.INST_IMPLICIT)


def test_annotations_are_kept_without_their_content(tmp_path: Path, word: int) -> None:
    read = module_with(tmp_path, word, definition("t", PROP, MData(NAT))).constant("t").value

    assert isinstance(read, MData)
    assert read.arg == NAT


def test_very_deep_term(tmp_path: Path, word: int) -> None:
    term: Expr = Lit(0)
    for _ in range(50_000):
        term = App(NAT, term)

    read = module_with(tmp_path, word, definition("deep", NAT, term)).constant("deep").value

    assert read is not None
    assert sum(1 for _ in subterms(read)) == 50_002


def test_shared_term_stays_shared(tmp_path: Path, word: int) -> None:
    term: Expr = NAT
    for _ in range(200):
        term = App(term, term)

    read = module_with(tmp_path, word, definition("wide", NAT, term)).constant("wide").value

    assert read is not None
    assert sum(1 for _ in subterms(read)) == 201


def test_terms_are_shared_between_constants(tmp_path: Path, word: int) -> None:
    shared = App(NAT, NAT)
    module = module_with(tmp_path, word, definition("f", shared, Lit(0)), definition("g", NAT, shared))

    assert module.constant("f").type is module.constant("g").value


def test_documentation_and_positions(tmp_path: Path, word: int) -> None:
    where = position_range(3, 0, 5, 7)
    module = module_with(
        tmp_path,
        word,
        Lean_docStringExt=[pair(name("a"), "What `a` is. ")],
        Lean_inheritDocStringExt=[pair(name("b"), name("a"))],
        Lean_declRangeExt=[pair(name("a"), pair(where, position_range(3, 4, 3, 5)))],
        Lean_moduleDocExt=[pair("# Title", where)],
    )

    assert module.docstrings == {"a": "What `a` is. "}
    assert module.inherited_docstrings == {"b": "a"}
    assert module.ranges == {"a": DeclarationRange(SourceRange(3, 0, 5, 7), SourceRange(3, 4, 3, 5))}
    assert module.module_docs == (ModuleDoc("# Title", SourceRange(3, 0, 5, 7)),)


def test_structures_classes_and_compiler_attributes(tmp_path: Path, word: int) -> None:
    parent = Object(0, (name("Base"), name("S.toBase")), b"\1")
    module = module_with(
        tmp_path,
        word,
        Lean_structureExt=[Object(0, (name("S"), [name("toBase"), name("x")], [], [parent]))],
        Lean_classExtension=[pair(name("S"), [])],
        Lean_Compiler_implementedByAttr=[pair(name("f"), name("g"))],
        Lean_externAttr=[pair(name("h"), NIL)],
        Lean_regularInitAttr=[pair(name("i"), NIL)],
    )

    assert module.structures == {"S": StructureInfo(("toBase", "x"), ("Base",))}
    assert module.classes == {"S"}
    assert (module.implemented_by, module.extern, module.initialized) == ({"f": "g"}, {"h"}, ("i",))


def test_module_without_entries(tmp_path: Path, word: int) -> None:
    module = module_with(tmp_path, word)

    assert not module.docstrings
    assert not module.ranges
    assert not module.structures
    assert module.module_docs == ()


def test_kind_that_does_not_exist(tmp_path: Path, word: int) -> None:
    module = module_with(tmp_path, word, axiom("a", PROP), Lean_privateConstKindsExt=[pair(name("a"), Box(8))])

    with pytest.raises(OleanError, match="expected the kind of a constant, found kind 8"):
        module.constant("a")


@pytest.mark.parametrize(
    ("stored", "written"),
    [("a.b", "a.b"), ("_private.A.B.0.a.b", "a.b"), ("_private.odd", "_private.odd"), ("x._private.A.0.y",) * 2],
)
def test_user_name(stored: str, written: str) -> None:
    assert user_name(stored) == written


def test_sample_imports(sample: Module) -> None:
    assert sample.is_module
    assert Import("Init", all_private=False, exported=True, meta=False) in sample.imports


def test_sample_constants(sample: Module) -> None:
    kinds = {own: sample.constant(own).kind for own in sample.names}

    assert kinds["double"] is ConstantKind.DEFINITION
    assert kinds["double_eq"] is ConstantKind.THEOREM
    assert kinds["planted"] is ConstantKind.AXIOM
    assert kinds["secret"] is ConstantKind.OPAQUE
    assert kinds["_private.Sample.0.hidden"] is ConstantKind.THEOREM
    assert sample.constant("wild").safety is Safety.UNSAFE
    assert sample.constant("CommMagma").inductive == InductiveInfo(1, 0, ("CommMagma.mk",), False)
    assert sample.constant("CommMagma.mk").constructor == ConstructorInfo("CommMagma", 0, 1, 2)
    assert sample.constant("Magma.rec").recursor == RecursorInfo(1, 0, 1, 1)
    assert list(sample.constant("Magma.rec").rules) == ["Magma.mk"]
    assert not sample.constant("Magma").rules


def test_sample_statement(sample: Module) -> None:
    """`∀ n : Nat, double n = 2 * n`."""
    statement = sample.constant("double_eq").type
    two = _apply(Const("OfNat.ofNat", (Level("0"),)), NAT, Lit(2), App(Const("instOfNatNat", ()), Lit(2)))
    multiplication = _apply(Const("instHMul", (Level("0"),)), NAT, Const("instMulNat", ()))
    product = _apply(Const("HMul.hMul", (Level("0"),) * 3), NAT, NAT, NAT, multiplication, two, BVar(0))
    equation = _apply(Const("Eq", (Level("1"),)), NAT, App(Const("double", ()), BVar(0)), product)

    assert same_term(statement, Pi("n", NAT, equation, BinderInfo.DEFAULT))


def _apply(head: Expr, *arguments: Expr) -> Expr:
    for argument in arguments:
        head = App(head, argument)
    return head


@pytest.mark.parametrize(
    ("constant", "literal"),
    [("big", 123456789012345678901234567890), ("word", 3_000_000_000), ("greeting", "Grüße, ∀")],
)
def test_sample_literals(sample: Module, constant: str, literal: int | str) -> None:
    value = sample.constant(constant).value

    assert value is not None
    assert Lit(literal) in list(subterms(value))


def test_sample_documentation(sample: Module) -> None:
    assert sample.docstrings["double_eq"].strip() == "Doubling is multiplication by two."
    assert sample.ranges["double_eq"].selection.column == len("theorem ")
    assert [doc.text.splitlines()[0] for doc in sample.module_docs] == ["# A sample"]
    assert sample.structures["CommMagma"] == StructureInfo(("toMagma", "comm"), ("Magma",))
    assert sample.classes == {"Magma", "CommMagma"}


def test_sample_positions_point_at_the_source(sample: Module) -> None:
    lines = Path(__file__).parents[1].joinpath("data", "olean", "Sample.lean").read_text(encoding="utf-8").splitlines()

    for own in ("Magma", "double", "double_eq", "planted", "tamed"):
        where = sample.ranges[own].selection
        assert lines[where.line - 1][where.column : where.end_column] == own


@pytest.mark.parametrize("layout", LAYOUTS[1:])
def test_layouts_read_the_same(tmp_path: Path, layout: str) -> None:
    narrow = read_module("Sample", write_sample(tmp_path / "32", LAYOUTS[0]))
    wide = read_module("Sample", write_sample(tmp_path / "64", layout))

    assert narrow.names == wide.names
    assert (narrow.imports, narrow.docstrings, narrow.ranges) == (wide.imports, wide.docstrings, wide.ranges)
    assert (narrow.structures, narrow.classes, narrow.module_docs) == (wide.structures, wide.classes, wide.module_docs)
    assert (narrow.implemented_by, narrow.extern) == (wide.implemented_by, wide.extern)
    for own in narrow.names:
        a, b = narrow.constant(own), wide.constant(own)
        assert (a.kind, a.safety, a.level_params) == (b.kind, b.safety, b.level_params)
        assert (a.inductive, a.constructor, a.recursor) == (b.inductive, b.constructor, b.recursor)
        assert same_term(a.type, b.type)
        if a.value is None or b.value is None:
            assert a.value is b.value
        else:
            assert same_term(a.value, b.value)


def test_sample_without_its_other_parts(tmp_path: Path) -> None:
    module = read_module("Sample", write_sample(tmp_path, LAYOUTS[0], without=[".server", ".private"]))

    assert module.constant("double_eq").kind is ConstantKind.THEOREM
    assert not module.constant("double_eq").has_value
    assert module.constant("double").has_value
    assert module.constant("planted").kind is ConstantKind.AXIOM
    assert not module.docstrings
