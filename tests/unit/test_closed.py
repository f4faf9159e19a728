"""Objects that a library defines are tried wherever they fit, with the other variables drawn around them."""

from tests.support.statements import (
    DEFINITIONS,
    DOT,
    NORM_SQ,
    add,
    app,
    call,
    div,
    eq,
    fin,
    forall,
    fun,
    implies,
    le,
    mat,
    mat_sort,
    mul,
    nat,
    ne,
    num,
    scalar,
    sq,
    vec,
    vec_sort,
)

from toymodels.check.candidates.closed import CLOSED
from toymodels.check.candidates.decide import decide
from toymodels.check.candidates.means import CHECK, Context
from toymodels.check.runner import check
from toymodels.check.verdict import Refuted
from toymodels.evaluate.batch import Batch
from toymodels.evaluate.convert import instance_of
from toymodels.instances.subject import Subject
from toymodels.search.search import search
from toymodels.statements.language import (
    FIELD,
    NAT,
    Arith,
    Call,
    Cast,
    Definition,
    FinVal,
    Hypothesis,
    If,
    Neg,
    Operation,
    Sort,
    Statement,
    Sum,
    Term,
    Var,
)
from toymodels.statements.read.closed import Closed, of_sorts

N, M, X = nat("n"), nat("m"), scalar("x")


def known(name: str, sort: Sort, body: Term, *sizes: Var) -> Closed:
    """An object as a library would define it."""
    definition = Definition(name, sizes, body, sort)
    return Closed(name, sizes, Call(name, sizes, sort), sort, {name: definition})


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    assumed = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("claim", variables, assumed, conclusion, DEFINITIONS)


def fano() -> Closed:
    """Twenty-eight equiangular vectors in seven dimensions: four on each line of the Fano plane."""
    i, a = fin("i", num(28, NAT)), fin("a", num(7, NAT))

    def whole(op: Operation, left: Term, right: int) -> Arith:
        return Arith(op, left, num(right, NAT), NAT)

    line = whole(Operation.DIV, FinVal(i), 4)
    shifted = Arith(Operation.SUB, whole(Operation.ADD, FinVal(a), 7), line, NAT)
    place = whole(Operation.MOD, shifted, 7)

    def sign(bit: Term) -> Term:
        return If(eq(whole(Operation.MOD, bit, 2), num(0, NAT)), num(1), Neg(num(1)))

    third = If(eq(place, num(3, NAT)), sign(whole(Operation.DIV, FinVal(i), 2)), num(0))
    second = If(eq(place, num(1, NAT)), sign(FinVal(i)), third)
    body = fun(i, a, If(eq(place, num(0, NAT)), num(1), second))
    return known("fano", mat_sort(num(28, NAT), num(7, NAT)), body)


def equiangular(most: int) -> Statement:
    """Vectors of squared norm 3 in seven dimensions whose products are ±1 are at most so many: false below 28."""
    v, i, j = mat("V", N, num(7, NAT)), fin("i", N), fin("j", N)
    seven = num(7, NAT)
    products = eq(sq(call(DOT, seven, app(v, i), app(v, j))), num(1))
    return claim(
        le(N, num(most, NAT)),
        *(N, v),
        norms=forall(i, eq(call(NORM_SQ, seven, app(v, i)), num(3))),
        angles=forall(i, j, implies(ne(i, j), products)),
    )


def candidates(statement: Statement, *closed: Closed, notes: list[str] | None = None) -> list[Batch]:
    told = [] if notes is None else notes
    context = Context(Subject(statement), 0, told.append, CHECK, closed=closed)
    found = CLOSED.candidates(context)
    return [each for each in found if isinstance(each, Batch)]


def test_an_object_of_the_library_refutes_what_nothing_drawn_refutes():
    statement, objects = equiangular(27), (fano(),)
    assert not isinstance(check(statement, instances=200).verdict, Refuted)
    evidence = check(statement, instances=200, closed=objects)
    assert isinstance(evidence.verdict, Refuted)
    assert evidence.means == CLOSED.name
    assert evidence.verdict.witness.values["n"] == 28
    found = search(statement, instances=200, seconds=2.0, closed=objects)
    assert isinstance(found.verdict, Refuted)
    assert found.means == CLOSED.name
    assert not isinstance(check(equiangular(28), instances=200, closed=objects).verdict, Refuted)


TWO, THREE = num(2, NAT), num(3, NAT)
SEVENS = known("sevens", mat_sort(TWO, THREE), fun(fin("i", TWO), fin("j", THREE), num(7)))


def rows(batch: Batch, name: str) -> list[object]:
    return [instance_of(batch, row).values[name] for row in range(batch.count)]


def test_other_variables_are_drawn_to_fit_the_object():
    v, x, a, b = mat("V", N, M), vec("x", N), fin("a", N), fin("b", M)
    statement = claim(eq(app(x, a), app(x, a)), N, M, a, v, x, h=forall(b, le(app(v, a, b), app(x, a))))
    (batch,) = candidates(statement, SEVENS)
    assert batch.sizes == {"n": 2, "m": 3}
    assert rows(batch, "V") == [((7, 7, 7), (7, 7, 7))] * batch.count
    assert decide(Subject(statement), batch).count == batch.count > 1
    assert len(set(rows(batch, "x"))) > 1


def test_two_objects_are_tried_together():
    v, w = mat("V", N, M), mat("W", N, M)
    other = known("zeros", mat_sort(TWO, THREE), fun(fin("i", TWO), fin("j", THREE), num(0)))
    statement = claim(eq(N, N), N, M, v, w)
    together = next(batch for batch in candidates(statement, SEVENS, other) if batch.count == 4)
    assert len(set(zip(rows(together, "V"), rows(together, "W"), strict=True))) == 4


def test_sizes_are_solved_for():
    """A table of two rows and three columns as `Fin n → Fin (n + 1) → α`, `Fin (2 * n) → Fin m → α`, and so on."""
    one = num(1, NAT)
    fitting = {
        "n=2": mat("V", N, add(N, one, NAT)),
        "n=1": mat("V", mul(TWO, N, NAT), THREE),
        "n=3": mat("V", TWO, N),
    }
    for expected, v in fitting.items():
        (batch,) = candidates(claim(eq(N, N), N, v), SEVENS)
        assert batch.sizes == {"n": int(expected[2:])}
    for v in (mat("V", N, N), mat("V", THREE, N), mat("V", mul(num(4, NAT), N, NAT), THREE)):
        assert not candidates(claim(eq(N, N), N, v), SEVENS)


def test_families_are_tried_at_each_small_size():
    k, i = nat("k"), fin("i", nat("k"))
    family = known("steps", vec_sort(k), fun(i, Cast(FinVal(i))), k)
    statement = claim(le(N, num(0, NAT)), N, vec("x", N))
    found = {batch.sizes["n"]: rows(batch, "x") for batch in candidates(statement, family)}
    assert found[3] == [(0, 1, 2)]
    assert set(found) >= {4, 5, 6}


def test_what_takes_too_long_is_a_note():
    i, j = fin("i", num(10**6, NAT)), fin("j", num(10**6, NAT))
    slow = known("slow", FIELD, Sum(i, Sum(j, num(1))))
    notes: list[str] = []
    assert not candidates(claim(le(X, num(1)), X), slow, notes=notes)
    assert notes == [f"{CLOSED.name}: some could not be tried: slow takes too long to be computed"]


def test_only_objects_of_fitting_sorts_matter():
    number = known("third", FIELD, div(num(1), num(3)))
    assert of_sorts((X,), (number, SEVENS)) == (number,)
    assert of_sorts((N, mat("V", N, N)), (number, SEVENS)) == (SEVENS,)


def test_pinned_sizes_are_kept_to():
    statement = claim(eq(N, N), N, M, mat("V", N, M))
    for pinned, expected in (({"n": 2}, 1), ({"n": 3}, 0)):
        context = Context(Subject(statement), 0, print, CHECK, pinned, (SEVENS,))
        assert len(list(CLOSED.candidates(context))) == expected
