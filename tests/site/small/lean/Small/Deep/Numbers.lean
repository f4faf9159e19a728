module

/-!
# Numbers & squares

A number is *even* if it is `double k`. Nothing here is <b>bold</b>, see [euler1748].

## Main statements

* `double_le`: with `xᵢ² ≤ y` in mind.

## Proof idea

Both sides are sums of two numbers.

## What is not claimed

That anybody needs this.

## References

* [euler1748].
-/

@[expose] public section

namespace Small

/-- Twice a number. -/
def double (n : Nat) : Nat := n + n

/-- The square of a number, `n²`. -/
def sq (n : Nat) : Nat := n * n

private theorem le_double (n : Nat) : n ≤ double n := by
  unfold double
  omega

/-- Doubling keeps the order, for `x < y` & more.
Source: euler1748, page 1; folklore.
Why: it is the smallest theorem with a hypothesis.
Tight: `double_le_tight`. -/
theorem double_le (m n : Nat) (h : m ≤ n) : double m ≤ double n := by
  unfold double
  have h₂ : m + m ≤ m + n := by omega
  omega

/-- Equality in `double_le`. -/
theorem double_le_tight : double 3 ≤ double 3 := by decide

/-- If `x` is at least twice `n` and at most `m`, then twice `n` is at most `m`.
Source: euler1748, page 3.
Tight: `double_le_tight`. -/
theorem double_le_of_between (m n x : Nat) (hl : double n ≤ x) (hr : x ≤ m) : double n ≤ m :=
  Nat.le_trans hl hr

/-- Doubling twice keeps the order as well. -/
theorem quadruple_le (m n : Nat) (h : m ≤ n) : double (double m) ≤ double (double n) :=
  double_le _ _ (double_le _ _ h)

/-! ### Names that file systems confuse -/

/-- The first of two names that differ in case. -/
theorem Same (n : Nat) : n ≤ double n := le_double n

/-- The second of two names that differ in case.
Source: euler1748, page 2, through gauss1801. -/
theorem same (n : Nat) : sq n = n * n := rfl

/-- A name with a prime. -/
theorem same' : sq 2 = 4 := by decide

/-- A statement about something that cannot be drawn. -/
theorem unreadable (s : String) : s = s := rfl

end Small
