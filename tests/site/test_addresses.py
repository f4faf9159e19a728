"""Paths, anchors and relative links."""

from toymodels.site.addresses import Addresses, relative_link

MODULES = ["A.B", "A.C"]


def addresses() -> Addresses:
    theorems = ["A.same", "A.Same", "A.x'", "Other.same", "_private.A.B.0.A.helper"]
    return Addresses(MODULES, theorems, {"A.f": "A.B", "_private.A.C.0.A.f": "A.C"}, ["A"])


def test_short_names_leave_the_namespace_out_where_they_stay_distinct():
    found = addresses()
    assert found.short("A.x'") == "x'"
    assert found.short("A.same") == "same"
    assert found.short("Other.same") == "Other.same"
    assert found.short("_private.A.B.0.A.helper") == "helper"
    assert found.short("Nat.add") == "Nat.add"


def test_two_public_declarations_with_one_short_name_keep_their_full_ones():
    found = Addresses(["A", "B"], ["A.f"], {"B.f": "B"}, ["A", "B"])
    assert found.short("A.f") == "A.f"
    assert found.anchor("B.f") == "B.f"


def test_private_names_are_shown_as_their_author_wrote_them_in_every_module():
    found = Addresses(MODULES, [], dict.fromkeys(["A.f"], "A.B") | {"_private.A.C.0.A.f": "A.C"}, ["A"])
    assert found.short("A.f") == "f"
    assert found.short("_private.A.C.0.A.f") == "f"
    assert found.declaration("_private.A.C.0.A.f") == "module/C.html#f"


def test_paths_differ_also_where_case_is_ignored():
    found = addresses()
    paths = {found.theorem("A.same").casefold(), found.theorem("A.Same").casefold()}
    assert len(paths) == 2


def test_prose_finds_public_names_only():
    found = addresses()
    assert found.full("same") == "A.same"
    assert found.full("A.same") == "A.same"
    assert found.full("helper") is None
    assert found.full("nothing") is None


def test_declarations_lead_to_their_module_and_theorems_to_their_page():
    found = addresses()
    assert found.declaration("A.f") == "module/B.html#f"
    assert found.declaration("A.x'") == "theorem/x'.html"
    assert found.declaration("Nat.add") is None


def test_links_are_relative_and_escaped():
    assert relative_link("theorem/a.html", "module/A.B.html#x'") == "../module/A.B.html#x%27"
    assert relative_link("index.html", "theorem/μ₂.html") == "theorem/%CE%BC%E2%82%82.html"
    assert relative_link("a/b.html", "a/b.html#c") == "#c"
    assert relative_link("a/b.html", "a/b.html") == "b.html"
