"""Maps: the graph is what the terms say, the drawings are readable, and the words are complete."""

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree

import pytest

from toymodels import Library
from toymodels.errors import UnknownName
from toymodels.site.maps import (
    Direction,
    Graph,
    Kind,
    Node,
    folder_of,
    graph,
    lists,
    neighbourhood_svg,
    overview_svg,
)
from toymodels.site.svg import SMALL, WIDTH

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


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def links(svg: str) -> list[str]:
    return [element.get("href", "") for element in ElementTree.fromstring(svg).iter(f"{SVG}a")]


# ------------------------------------------------------------------------------------------------------------ the graph


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
    for name in list(whole.nodes)[::9]:
        for depth, direction in ((1, Direction.BOTH), (2, Direction.USES), (2, Direction.USED_BY)):
            svg = neighbourhood_svg(whole, name, depth, lambda each: f"#{each}", direction)
            root = ElementTree.fromstring(svg)
            assert root.get("role") == "group"
            assert f"#{name}" in links(svg)
            assert len(links(svg)) <= 1 + 8 * depth * 2
            sizes = [float(element.get("font-size", "0")) for element in root.iter(f"{SVG}text")]
            assert min(sizes) >= SMALL
            if depth == 1:
                assert (root.get("viewBox") or "").split()[2] == str(WIDTH)


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


# --------------------------------------------------------------------------------------------------------- small graphs


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
    svg = neighbourhood_svg(star, "centre", 1, lambda _: None)
    assert "and 12 more" in texts(svg)
    assert not links(svg)
    assert len(lists(star, "centre").used_by) == 20


def test_everyday_definitions_are_left_out_unless_asked_for():
    uses: Mapping[str, Iterable[str]] = {"vec": (), "rare": ("vec",)} | {f"t{index}": ("vec",) for index in range(8)}
    star = small(uses, definitions=("vec", "rare"))
    assert star.everyday == ("vec",)
    assert "vec" not in texts(neighbourhood_svg(star, "rare", 1, lambda _: None))
    assert "vec" in texts(neighbourhood_svg(star, "vec", 1, lambda _: None))
    assert lists(star, "rare").proof == ("vec",)


def test_shapes_letters_and_dashes_tell_what_colours_tell():
    nodes = small({"define": (), "prove": ("define",)}, definitions=("define",))
    mixed = Graph(nodes.nodes, {"define": (), "prove": ("define",)}, {"define": (), "prove": ()}, nodes.imports)
    root = ElementTree.fromstring(neighbourhood_svg(mixed, "prove", 1, lambda each: each))
    by_name = {element.get("href"): element for element in root.iter(f"{SVG}a")}
    assert by_name["define"].find(f"{SVG}polygon") is not None
    assert by_name["prove"].find(f"{SVG}polygon") is None
    assert {"A", "B"} <= set(texts(ElementTree.tostring(root, encoding="unicode")))
    assert [edge.get("stroke-dasharray") for edge in root.iter(f"{SVG}path")] == ["5 4", None]


def test_long_names_are_broken_where_their_words_end():
    name = "efficient_imp_blockSemiOrthogonal"
    lone = small({name: ()})
    shown = texts(neighbourhood_svg(lone, name, 1, lambda _: None))
    assert [text for text in shown if text in name] == ["efficient_imp_", "blockSemi", "Orthogonal"]


def test_mistakes_are_told():
    lone = small({"a": ()})
    with pytest.raises(UnknownName, match="'b' is not a public declaration of the library"):
        lone.uses("b")
    with pytest.raises(UnknownName, match="'b'"):
        neighbourhood_svg(lone, "b", 1, lambda _: None)
    with pytest.raises(ValueError, match="the depth of a map is at least 1, not 0"):
        neighbourhood_svg(lone, "a", 0, lambda _: None)
