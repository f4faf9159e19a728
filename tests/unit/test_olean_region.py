"""Objects that no Lean would write: each is an error that says where and what, never a crash or a hang."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from tests.support.olean_writer import NIL, Box, Heap, ModuleData, Object, Value, header, lean_list, name

from toymodels.errors import OleanError
from toymodels.lean.decode import TermReader
from toymodels.lean.parts import read_parts
from toymodels.lean.region import Region


class Bench:
    """One part under construction: objects go in, a `Region` comes out."""

    def __init__(self, folder: Path, word: int, gmp: bool = False) -> None:
        self.heap = Heap(word, gmp)
        self._start = self.heap.start_part()
        self._path = folder / "A.olean"

    def region(self) -> Region:
        """The region of the file as it is now, a module's data added at its end."""
        content = self.heap.finish_part(self._start, ModuleData().value(), header(gmp=self.heap.gmp))
        self._path.write_bytes(content)
        return Region(read_parts([self._path]))


@pytest.fixture(params=[4, 8], ids=["32-bit", "64-bit"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    return Bench(tmp_path, request.param)


def test_objects_come_back(bench: Bench) -> None:
    add = bench.heap.add
    array, text, chain = add([1, Box(2), "x"]), add("α∀"), add(lean_list([7, 8]))
    record = add(Object(3, ("x", 5), b"\0\1\2"))
    region = bench.region()

    assert region.natural(region.array(array, "an array")[0], "a number") == 1
    assert region.string(text, "a string") == "α∀"
    assert [region.natural(item, "a number") for item in region.list_items(chain, "a list")] == [7, 8]
    assert region.constructor(record, "a record", 3, 2)[1] == 11
    assert [region.flag(record, index, "a record") for index in (0, 1)] == [False, True]


@pytest.mark.parametrize("gmp", [False, True])
@pytest.mark.parametrize("word", [4, 8])
@pytest.mark.parametrize("value", [0, 1, 2**31 - 1, 2**31, 2**32, 2**63 - 1, 2**63, 2**64, 10**40, 2**4000 + 1])
def test_natural_numbers_of_any_size(tmp_path: Path, word: int, gmp: bool, value: int) -> None:
    bench = Bench(tmp_path, word, gmp)
    pointer = bench.heap.add(value)

    assert (pointer & 1 == 1) == (value < 2 ** (8 * word - 1))
    assert bench.region().natural(pointer, "a number") == value


def test_pointer_outside_the_file(bench: Bench) -> None:
    region = bench.region()

    with pytest.raises(OleanError, match=r"at address 0x8, which is outside the file: expected a string, found a poi"):
        region.string(8, "a string")


def test_pointer_into_the_header(bench: Bench) -> None:
    with pytest.raises(OleanError, match=r"at byte 0x0: expected a string, found a pointer that leads outside"):
        bench.region().string(bench.heap.base, "a string")


def test_scalar_in_the_place_of_a_pointer(bench: Bench) -> None:
    with pytest.raises(OleanError, match="expected an array, found the scalar 5"):
        bench.region().array(11, "an array")


def test_misaligned_pointer(bench: Bench) -> None:
    text = bench.heap.add("x")

    with pytest.raises(OleanError, match="expected a string, found a misaligned pointer"):
        bench.region().string(text + 2, "a string")


def test_pointer_forward(bench: Bench) -> None:
    address = bench.heap.append(bench.heap.constructor(0, [bench.heap.base + 4096], b""))

    with pytest.raises(OleanError, match="expected pointers to objects written earlier, found a pointer forward to 0x"):
        bench.region().constructor(address, "a record", 0, 1)


def test_list_that_ends_in_itself(bench: Bench) -> None:
    here = bench.heap.base + len(bench.heap.data)
    bench.heap.append(bench.heap.constructor(1, [1, here], b""))

    with pytest.raises(OleanError, match="found a pointer forward"):
        bench.region().list_items(here, "a list")


@pytest.mark.parametrize(
    ("value", "found"),
    [("text", "a string"), ([1], "an array"), (2**70, "a big number"), (Object(9, (1, 1)), "constructor 9 with 2 f")],
)
def test_other_object_than_expected(bench: Bench, value: Value, found: str) -> None:
    pointer = bench.heap.add(value)

    with pytest.raises(OleanError, match=f"expected a record, found {found}"):
        bench.region().constructor(pointer, "a record", 0, 1)


@pytest.mark.parametrize("kind", ["array", "string", "natural"])
def test_accessors_check_the_tag(bench: Bench, kind: str) -> None:
    pointer = bench.heap.add(Object(4, (1,)))

    with pytest.raises(OleanError, match=r"expected something, found constructor 4; the file is corrupt .* rebuild"):
        getattr(bench.region(), kind)(pointer, "something")


@pytest.mark.parametrize("size", [2**20, 2**31, 2**32 - 1])
def test_array_longer_than_the_file(bench: Bench, size: int) -> None:
    address = bench.heap.append(struct.pack("<IHBB", 0, 1, 0, 246) + bench.heap.words([size, size]))

    with pytest.raises(OleanError, match=f"found an array of {size} elements, more than the file holds"):
        bench.region().array(address, "an array")


@pytest.mark.parametrize("size", [0, 2**20, 2**32 - 1])
def test_string_of_impossible_size(bench: Bench, size: int) -> None:
    address = bench.heap.append(struct.pack("<IHBB", 0, 1, 0, 249) + bench.heap.words([size, size, 1]) + b"x\0")

    with pytest.raises(OleanError, match=f"found a string of {size} bytes, more than the file holds"):
        bench.region().string(address, "a string")


@pytest.mark.parametrize(
    ("content", "length", "found"),
    [
        (b"\xff\xfe", 2, "bytes that are not UTF-8"),
        (b"\xed\xa0\x80", 1, "bytes that are not UTF-8"),
        (b"abc", 2, "length and bytes disagree"),
    ],
)
def test_string_of_other_bytes(bench: Bench, content: bytes, length: int, found: str) -> None:
    address = bench.heap.append(bench.heap.string(content, length))

    with pytest.raises(OleanError, match=found):
        bench.region().string(address, "a string")


@pytest.mark.parametrize("gmp", [False, True])
def test_number_longer_than_the_file(tmp_path: Path, gmp: bool) -> None:
    bench = Bench(tmp_path, 8, gmp)
    counts = struct.pack("<ii", 1, 2**30) if gmp else bench.heap.words([0, 2**40])
    address = bench.heap.append(struct.pack("<IHBB", 0, 32, 0, 250) + counts + bytes(8))

    with pytest.raises(OleanError, match=r"found a number of \d+ digits, more than the file holds"):
        bench.region().natural(address, "a number")


def test_negative_number(tmp_path: Path) -> None:
    bench = Bench(tmp_path, 8)
    address = bench.heap.append(struct.pack("<IHBB", 0, 32, 0, 250) + bench.heap.words([1, 1, 0]) + bytes(8))

    with pytest.raises(OleanError, match="found a negative number"):
        bench.region().natural(address, "a number")


def test_negative_gmp_number(tmp_path: Path) -> None:
    bench = Bench(tmp_path, 8, gmp=True)
    address = bench.heap.append(struct.pack("<IHBBii", 0, 32, 0, 250, 1, -1) + bytes(16))

    with pytest.raises(OleanError, match="found a number of -1 digits"):
        bench.region().natural(address, "a number")


def test_reference_count_of_a_live_object(bench: Bench) -> None:
    address = bench.heap.append(struct.pack("<IHBB", 1, 8, 0, 0))

    with pytest.raises(OleanError, match="found bytes that are not an object"):
        bench.region().fields(address, "a record")


def test_constructor_shorter_than_its_fields(bench: Bench) -> None:
    address = bench.heap.append(struct.pack("<IHBB", 0, 8, 2, 0) + bench.heap.words([1, 1]))

    with pytest.raises(OleanError, match="found an object of 8 bytes"):
        bench.region().fields(address, "a record")


def test_scalar_field_that_is_not_there(bench: Bench) -> None:
    pointer = bench.heap.add(Object(0, (1, 1)))

    with pytest.raises(OleanError, match="too short for its field"):
        bench.region().scalar_byte(pointer, 8, "a record")


def test_bool_of_another_value(bench: Bench) -> None:
    pointer = bench.heap.add(Object(0, (1,), b"\7"))

    with pytest.raises(OleanError, match="found the Bool 7"):
        bench.region().flag(pointer, 0, "a record")


def test_names(bench: Bench) -> None:
    pointers = [bench.heap.add(name(text)) for text in ("", "a", "a.b.12.c", f"a.{2**40}")]
    reader = TermReader(bench.region())

    assert [reader.name(pointer) for pointer in pointers] == ["", "a", "a.b.12.c", f"a.{2**40}"]


def test_name_of_absurd_length(bench: Bench) -> None:
    pointer = bench.heap.add(name(".".join(["component"] * 2000)))

    with pytest.raises(OleanError, match="expected a name, found a name of more than 4000 characters"):
        TermReader(bench.region()).name(pointer)


def test_name_with_an_absurd_number(bench: Bench) -> None:
    pointer = bench.heap.add(Object(2, (NIL, 2**20000), bytes(8)))

    with pytest.raises(OleanError, match="found an absurdly large numeric component"):
        TermReader(bench.region()).name(pointer)


_U = Object(4, (name("u"),), bytes(8))
_V = Object(4, (name("v"),), bytes(8))
_ZERO = Object(0, (), bytes(8))


def _succ(below: Value) -> Object:
    return Object(1, (below,), bytes(8))


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (_ZERO, "0"),
        (NIL, "0"),
        (_succ(_succ(_ZERO)), "2"),
        (_U, "u"),
        (_succ(_U), "u+1"),
        (Object(2, (_U, _succ(_V)), bytes(8)), "max u (v+1)"),
        (_succ(Object(3, (_U, _succ(_ZERO)), bytes(8))), "(imax u 1)+1"),
    ],
)
def test_levels(bench: Bench, level: Value, text: str) -> None:
    pointer = bench.heap.add(level)

    assert TermReader(bench.region()).level(pointer).text == text


def test_level_whose_text_would_be_exponential(bench: Bench) -> None:
    level: Value = _U
    for _ in range(100):
        level = Object(2, (level, level), bytes(8))
    pointer = bench.heap.add(level)

    with pytest.raises(OleanError, match="found a level of more than 4000 characters"):
        TermReader(bench.region()).level(pointer)


@pytest.mark.parametrize(
    ("node", "found"),
    [
        (Object(12, (1,), bytes(8)), "constructor 12 of another shape"),
        (Object(5, (1,), bytes(8)), "constructor 5 of another shape"),
        (Object(5, (NIL, NIL), bytes(8)), "the scalar 0"),
        (Object(3, (Object(6, (NIL,), bytes(8)),), bytes(8)), "constructor 6 with 1 fields"),
        (Object(9, (Object(2, (1,)),), bytes(8)), "constructor 2 with 1 fields"),
        (Object(4, ("text", NIL), bytes(8)), "a string"),
        ("text", "a string"),
    ],
    ids=["tag", "arity", "child", "level", "literal", "name", "string"],
)
def test_objects_that_are_no_terms(bench: Bench, node: Value, found: str) -> None:
    pointer = bench.heap.add(node)

    with pytest.raises(OleanError, match=f"found {found}"):
        TermReader(bench.region()).term(pointer)


def test_binder_info_that_does_not_exist(bench: Bench) -> None:
    sort = Object(3, (_ZERO,), bytes(8))
    pointer = bench.heap.add(Object(6, (name("x"), sort, sort), bytes(8) + b"\4"))

    with pytest.raises(OleanError, match="expected a binder, found binder info 4"):
        TermReader(bench.region()).term(pointer)


def test_term_larger_than_the_file(bench: Bench) -> None:
    address = bench.heap.append(struct.pack("<IHBB", 0, 60_000, 1, 0) + bench.heap.words([1]) + bytes(8))

    with pytest.raises(OleanError, match="expected a term, found an object of 60000 bytes"):
        TermReader(bench.region()).term(address)


def test_term_that_contains_itself(bench: Bench) -> None:
    here = bench.heap.base + len(bench.heap.data)
    bench.heap.append(bench.heap.constructor(5, [here, here], bytes(8)))

    with pytest.raises(OleanError, match="expected a term whose subterms were written earlier"):
        TermReader(bench.region()).term(here)
