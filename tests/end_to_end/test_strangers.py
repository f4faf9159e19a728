"""Packages as strangers write them: graphs, a compiler and automata, sorting, nested types, groups, number theory."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import toymodels
from toymodels import Library
from toymodels.certify.examples import verify_examples
from toymodels.check.verdict import Held, Refuted, Unknown
from toymodels.lean.audit import audit
from toymodels.lean.scratch import Scratch
from toymodels.statements.language import Statement

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("strangers")]

HERE = Path(__file__).parent / "strangers"
INSTANCES = 400


@dataclass(frozen=True)
class Stranger:
    """What is known of a package: theorems that hold, false ones with a part of the reason, and others."""

    true: frozenset[str]
    false: Mapping[str, str]
    unknown: Mapping[str, str] = field(default_factory=dict[str, str])


GRAPHS = Stranger(
    true=frozenset(
        {
            "Graph.adj_comm",
            "Graph.compl_compl_adj",
            "Graph.handshake",
            "Graph.degree_lt",
            "Graph.complete_degree",
            "Graph.walk_symm",
            "Graph.walk_add",
            "Graph.isPath_reverse",
            "Graph.isPath_cons",
            "Graph.Connected.trans",
            "Graph.Connected.of_walk",
            "Graph.injective_isColouring",
            "Graph.colouring_of_larger",
            "Graph.bipartite_iff",
            "Graph.triangle_free_of_bipartite",
        }
    ),
    false={
        "Graph.regular_is_complete": "False = True fails",
        "Graph.no_isolated": "no j_1 will do",
        "Graph.no_odd_cycles": "it holds, which is denied",
        "Graph.isPath_nodup": "fails",
        "Graph.all_connected": "the conclusion fails",
    },
)
MACHINES = Stranger(
    true=frozenset(
        {
            "Machines.run_append",
            "Machines.compile_correct'",
            "Machines.compile_correct",
            "Machines.compile_length",
            "Machines.fold_size_le",
            "DFA.run_append",
            "DFA.accepts_compl",
            "DFA.accepts_inter",
            "evenAs_accepts",
            "Regex.nullable_reverse",
            "BTree.toList_mirror",
            "BTree.insert_isBST",
            "BTree.member_mirror",
            "BTree.member_iff",
            "sort_length",
            "sort_sorted",
            "sort_perm",
            "Rose.size_pos",
            "Rose.depth_le_size",
            "Rose.size_eq",
            "Rose.mirror_mirror",
            "Rose.size_mirror",
            "RoseTree.toList_map",
            "EvenList.even",
            "OddList.odd",
            "Vect.length_toList",
            "Vect.head_map",
            "Bin.pos",
            "sumTo_eq",
        }
    ),
    false={
        "Machines.compile'_correct": "fails",
        "DFA.accepts_prefix": "False = True fails",
        "DFA.accepts_reverse": "fails",
        "BTree.mirror_isBST": "fails",
        "sort_id": "fails",
        "Rose.mirror_id": "fails",
        "RoseTree.toList_length": "2 = 1 fails",
        "OddList.short": "3 ≤ 1 fails",
        "Vect.short": "2 ≤ 1 fails",
        "Vect.head_pos": "0 < 0 fails",
        "forest'": "1 = 0 fails",
        "Bin.one": "2 = 1 fails",
    },
    unknown={"BTree.member_root": "quantifier over an infinite domain: ∃ l"},
)
ALGEBRA = Stranger(
    true=frozenset(
        {
            "mul_left_cancel'",
            "mul_inv",
            "inv_inv'",
            "power_add",
            "inter_isSubgroup",
            "GroupStr.mul_one",
            "mul_left_comm'",
            "nat_left_comm",
            "even_or_odd",
            "even_add",
            "odd_mul",
            "two_prime",
            "prime_dvd_mul",
            "cong_refl",
            "cong_mul",
            "square_mod_four",
            "myGcd_eq",
            "fib_gcd",
            "isPrime_iff",
            "wilson",
            "fact_pos",
            "digitSum_mod",
            "perfect_even",
            "prime_given",
            "evenNat_iff",
            "evenNat_add",
        }
    ),
    false={
        "GroupStr.trivial": "1 = 0 fails",
        "idempotent": "0 = 1 fails",
        "mul_comm'": "fails",
        "inv_eq_self": "fails",
        "union_isSubgroup": "the conclusion fails",
        "odd_add": "no k_2 will do",
        "prime_odd": "0 = 1 fails",
        "euler": "41 = 1 fails and 41 = 1681 fails at d = 41",
        "cong_cancel": "= 0 fails",
        "myGcd_le": "1 ≤ 0 fails",
        "digitSum_eq": "1 = 10 fails",
        "evenNat_succ": "fails",
    },
    unknown={"aboveZero_nonneg": "the rules of AboveZero do not come to an end"},
)
STRANGERS = {"graphs": GRAPHS, "machines": MACHINES, "algebra": ALGEBRA}


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Library]:
    folder = tmp_path_factory.mktemp("strangers") / "packages"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("build"))
    return {name: toymodels.load(folder / name) for name in STRANGERS}


def cases(kind: str) -> list[tuple[str, str]]:
    return [(package, name) for package, known in STRANGERS.items() for name in sorted(getattr(known, kind))]


@pytest.mark.parametrize(("package", "name"), cases("true"))
def test_what_is_true_holds(libraries: Mapping[str, Library], package: str, name: str):
    verdict = libraries[package].theorem(name).check(instances=INSTANCES).verdict
    assert isinstance(verdict, Held), verdict


@pytest.mark.parametrize(("package", "name"), cases("false"))
def test_what_is_false_is_refuted(libraries: Mapping[str, Library], package: str, name: str):
    verdict = libraries[package].theorem(name).check(instances=INSTANCES).verdict
    assert isinstance(verdict, Refuted), verdict
    assert STRANGERS[package].false[name] in verdict.reason


@pytest.mark.parametrize(("package", "name"), cases("unknown"))
def test_what_cannot_be_read_says_why(libraries: Mapping[str, Library], package: str, name: str):
    verdict = libraries[package].theorem(name).check(instances=INSTANCES).verdict
    assert isinstance(verdict, Unknown)
    assert STRANGERS[package].unknown[name] in verdict.reason


def test_lean_agrees_with_counterexamples(libraries: Mapping[str, Library]):
    library = libraries["machines"]
    names = ("OddList.short", "Vect.short", "Vect.head_pos")
    examples: list[str] = []
    for name in names:
        verdict = library.theorem(name).check(instances=INSTANCES).verdict
        assert isinstance(verdict, Refuted)
        arguments = " ".join(f"({variable} := {value})" for variable, value in verdict.shown.items())
        examples.append(f"example : ¬ (type_of% @{name}) :=\n  fun holds => absurd (holds {arguments}) (by decide)")
    with Scratch(library.project, library.build) as scratch:
        problems = [each.problem for file in verify_examples(scratch, ["Machines"], examples) for each in file]
    assert problems == [""] * len(names)


def test_proofs_without_gaps_pass_the_audit(libraries: Mapping[str, Library]):
    environment = libraries["machines"].environment
    entries = audit(environment, ["Machines.run_append", "DFA.run_append", "BTree.member_mirror", "sort_perm"])
    assert [entry.ok for entry in entries] == [True, True, True, False]


def test_how_little_of_a_nested_type_is_tried_is_said(libraries: Mapping[str, Library]):
    notes = libraries["machines"].theorem("Rose.size_pos").check(instances=60).notes
    assert "for t, of all lists only those of at most 2 elements are tried" in notes
    assert "for t, of all values of Rose only those of depth at most 3 are tried" in notes


def test_instances_of_a_class_are_any_operations_with_its_laws(libraries: Mapping[str, Library]):
    statement = libraries["algebra"].theorem("idempotent").statement
    assert isinstance(statement, Statement)
    assert [hypothesis.name for hypothesis in statement.hypotheses] == ["assoc", "comm", "one_mul"]
