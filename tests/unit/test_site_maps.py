"""Maps: the graph is what the terms say, the drawings are readable, and the words are complete."""

import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from toymodels import Library
from toymodels.errors import UnknownName
from toymodels.lean.install import node_executable
from toymodels.site.addresses import Addresses
from toymodels.site.build import STATIC
from toymodels.site.maps.graph import Graph, Kind, Node, folder_of, graph, lists
from toymodels.site.maps.overview import overview_svg
from toymodels.site.maps.shared import address_of, graph_script
from toymodels.site.svg import SMALL, WIDTH

DRIVER = Path(__file__).parents[1] / "support" / "maps.js"
BOTH = ("uses", "usedBy")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def whole(library: Library) -> Graph:
    return graph(library)


def small(uses: Mapping[str, Iterable[str]], definitions: Iterable[str] = ()) -> Graph:
    """A graph by what each declaration uses in its proof; its modules are `L.A.One` and `L.B.Two`, alternating."""
    kinds = {name: Kind.DEFINITION if name in definitions else Kind.THEOREM for name in uses}
    modules = ("L.A.One", "L.B.Two")
    nodes = {name: Node(name, name, kinds[name], modules[at % 2]) for at, name in enumerate(uses)}
    return Graph(
        nodes=nodes,
        statement_uses=dict.fromkeys(uses, ()),
        proof_uses={name: tuple(used) for name, used in uses.items()},
        imports={"L.A.One": (), "L.B.Two": ("L.A.One",)},
    )


@dataclass(frozen=True)
class Maps:
    """What the site's script draws and lists, in the order in which it was asked."""

    drawings: list[str]
    reached: list[list[list[str]]]


def drawn(graph: Graph, *asked: tuple[str, int, Sequence[str]]) -> Maps:
    """Maps by name, depth and sides; the addresses are those of a site with these nodes."""
    theorems = [name for name, node in graph.nodes.items() if node.kind is Kind.THEOREM]
    others = {name: node.module for name, node in graph.nodes.items() if node.kind is Kind.DEFINITION}
    addresses = Addresses(graph.imports, theorems, others, ())
    request = {
        "folder": str(STATIC),
        "graph": graph_script(graph, addresses),
        "asked": [(address_of(addresses, name), depth, sides) for name, depth, sides in asked],
    }
    command = [str(node_executable()), str(DRIVER)]
    done = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True, check=True)
    return Maps(**json.loads(done.stdout))


def drawing(graph: Graph, name: str, depth: int = 1, sides: Sequence[str] = BOTH) -> str:
    return drawn(graph, (name, depth, sides)).drawings[0]


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def links(svg: str) -> list[str]:
    return [element.get("href", "") for element in ElementTree.fromstring(svg).iter(f"{SVG}a")]


@pytest.mark.lean
@pytest.mark.xdist_group("library")
def test_every_public_theorem_and_written_definition_is_a_node(library: Library, whole: Graph):
    theorems = [name for name, node in whole.nodes.items() if node.kind is Kind.THEOREM]
    assert theorems == list(library.theorem_names)
    definitions = {node.short for node in whole.nodes.values() if node.kind is Kind.DEFINITION}
    assert {"OrderedField", "Mat", "Mat.mul", "sum", "capacity"} <= definitions
    assert not {"OrderedField.toField", "OrderedField.mk", "skip", "sum.match_1"} & definitions


@pytest.mark.lean
@pytest.mark.xdist_group("library")
def test_statement_and_proof_are_told_apart(whole: Graph):
    name = "ToyModels.welch_bound"
    assert "ToyModels.dot" in whole.statement_uses[name]
    assert "ToyModels.welch_coherence" in whole.proof_uses[name]
    assert "ToyModels.welch_coherence" not in whole.statement_uses[name]
    assert whole.statement_uses["ToyModels.gram"] == (
        "ToyModels.OrderedField",
        "ToyModels.Vec",
        "ToyModels.dot",
        "ToyModels.Mat",
    )
    assert not whole.proof_uses["ToyModels.gram"]


@pytest.mark.lean
@pytest.mark.xdist_group("library")
def test_private_lemmas_are_contracted_into_their_users(library: Library, whole: Graph):
    user, used = "ToyModels.nonpos_family_le_two_mul", "ToyModels.orthogonal_family_card_le"
    source = library.project.source_of("ToyModels.Packing.ObtuseFamilies").read_text()
    proof = source[source.index("theorem nonpos_family_le_two_mul ") :].split("\n/--")[0]
    assert "orthogonal_family_card_le" not in proof
    assert used in whole.proof_uses[user]
    assert not any("_private" in name for names in whole.proof_uses.values() for name in names)


@pytest.mark.lean
@pytest.mark.xdist_group("library")
def test_uses_and_used_by_mirror_each_other_and_never_go_in_circles(whole: Graph):
    pairs = {(name, used) for name in whole.nodes for used in whole.uses(name)}
    assert pairs == {(user, name) for name in whole.nodes for user in whole.used_by(name)}
    assert not any(name in whole.ancestors(name) for name in whole.nodes)
    order = {name: index for index, name in enumerate(whole.nodes)}
    modules = list(whole.imports)
    for name, used in pairs:
        assert modules.index(whole.nodes[used].module) <= modules.index(whole.nodes[name].module)
        assert order[used] < order[name]


@pytest.mark.lean
@pytest.mark.xdist_group("library")
def test_every_map_of_the_library_is_well_formed_and_links_its_names(whole: Graph):
    asked = [
        (name, depth, sides)
        for name in list(whole.nodes)[::9]
        for depth, sides in ((1, BOTH), (2, ("uses",)), (2, ("usedBy",)))
    ]
    for (name, depth, _), svg in zip(asked, drawn(whole, *asked).drawings, strict=True):
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "group"
        assert any(name in (title.text or "") for title in root.iter(f"{SVG}title")) or whole.nodes[name].short in svg
        assert 1 <= len(links(svg)) <= 1 + 8 * depth * 2
        sizes = [float(element.get("font-size", "0")) for element in root.iter(f"{SVG}text")]
        assert min(sizes) >= SMALL
        if depth == 1:
            assert (root.get("viewBox") or "").split()[2] == str(WIDTH)


@pytest.mark.lean
@pytest.mark.xdist_group("library")
def test_the_script_lists_what_the_graph_reaches(whole: Graph):
    names = list(whole.nodes)[::40]
    for side, reach in (("uses", whole.ancestors), ("usedBy", whole.descendants)):
        found = drawn(whole, *((name, 1, (side,)) for name in names)).reached
        for name, steps in zip(names, found, strict=True):
            distances = {short: step for step, shorts in enumerate(steps, 1) for short in shorts}
            assert distances == {whole.nodes[each].short: step for each, step in reach(name).items()}


@pytest.mark.lean
@pytest.mark.xdist_group("library")
def test_the_overview_shows_every_module_below_those_it_imports_in_its_folder(whole: Graph):
    svg = overview_svg(whole, lambda module: f"m/{module}")
    assert sorted(links(svg)) == sorted(f"m/{module}" for module in whole.imports)
    heights = {
        element.get("href", "")[2:]: float(element.findall(f"{SVG}rect")[0].get("y", "0"))
        for element in ElementTree.fromstring(svg).iter(f"{SVG}a")
    }
    for module, imported in whole.imports.items():
        for each in imported:
            if folder_of(each) == folder_of(module):
                assert heights[each] < heights[module], (each, module)
    assert svg == overview_svg(whole, lambda module: f"m/{module}")


@pytest.mark.lean
@pytest.mark.xdist_group("library")
def test_folders_stand_before_those_that_build_on_them(whole: Graph):
    folders = list(whole.module_tree)
    assert folders[0] == "Foundations"
    assert folders.index("Packing") < folders.index("Superposition") < folders.index("Recovery")
    assert sum(map(len, whole.module_tree.values())) == len(whole.imports)
    assert "ToyModels" not in whole.imports


def test_distances_are_the_shortest_and_can_be_limited():
    chain = small({"a": (), "b": ("a",), "c": ("b", "a"), "d": ("c",)})
    assert chain.ancestors("d") == {"c": 1, "a": 2, "b": 2}
    assert chain.ancestors("d", 1) == {"c": 1}
    assert chain.descendants("a") == {"b": 1, "c": 1, "d": 2}
    assert chain.descendants("d") == {}


def test_imports_that_others_bring_along_are_left_out():
    chain = small({"a": ()})
    wide = Graph(
        chain.nodes, chain.statement_uses, chain.proof_uses,
        {"L.A": (), "L.B": ("L.A",), "L.C": ("L.A", "L.B")},
    )  # fmt: skip
    assert wide.reduced_imports == {"L.A": (), "L.B": ("L.A",), "L.C": ("L.B",)}
    assert wide.module_depth == {"L.A": 0, "L.B": 1, "L.C": 2}


def test_of_a_full_column_the_number_of_the_others_is_given():
    star = small({"centre": (), **{f"user_{index}": ("centre",) for index in range(20)}})
    svg = drawing(star, "centre")
    assert "and 12 more" in texts(svg)
    assert len(links(svg)) == 1 + 8
    assert len(lists(star, "centre").used_by) == 20


def test_everyday_definitions_are_left_out_unless_asked_for():
    uses: Mapping[str, Iterable[str]] = {"vec": (), "rare": ("vec",)} | {f"t{index}": ("vec",) for index in range(8)}
    star = small(uses, definitions=("vec", "rare"))
    assert star.everyday == ("vec",)
    assert "vec" not in texts(drawing(star, "rare"))
    assert "vec" in texts(drawing(star, "vec"))
    assert lists(star, "rare").proof == ("vec",)


def test_shapes_letters_and_dashes_tell_what_colours_tell():
    nodes = small({"define": (), "prove": ("define",)}, definitions=("define",))
    mixed = Graph(nodes.nodes, {"define": (), "prove": ("define",)}, {"define": (), "prove": ()}, nodes.imports)
    root = ElementTree.fromstring(drawing(mixed, "prove"))
    by_name = {(element.get("aria-label") or "").partition(":")[0]: element for element in root.iter(f"{SVG}a")}
    assert by_name["define"].find(f"{SVG}polygon") is not None
    assert by_name["prove"].find(f"{SVG}polygon") is None
    assert {"A", "B"} <= set(texts(ElementTree.tostring(root, encoding="unicode")))
    assert [edge.get("stroke-dasharray") for edge in root.iter(f"{SVG}path")][:2] == ["5 4", None]


def test_long_names_are_broken_where_their_words_end():
    name = "efficient_imp_blockSemiOrthogonal"
    lone = small({name: ()})
    shown = texts(drawing(lone, name))
    assert [text for text in shown if text in name] == ["efficient_imp_", "blockSemi", "Orthogonal"]


def test_names_are_escaped_in_drawings():
    lone = small({'a<b&"c"': ()})
    assert 'a<b&"c"' in texts(drawing(lone, 'a<b&"c"'))


def test_mistakes_are_told():
    lone = small({"a": ()})
    with pytest.raises(UnknownName, match="'b' is not a public declaration of the library"):
        lone.uses("b")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        drawing(lone, "b")
    assert "b is in no map; build the site again" in refused.value.stderr
