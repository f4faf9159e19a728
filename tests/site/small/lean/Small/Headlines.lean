module

public import Small.Deep.Numbers

/-!
# The headline

## Main statements

One.
-/

@[expose] public section

namespace Small

/-! ### About order -/

/-- `double_le`: doubling keeps the order. -/
example (m n : Nat) (h : m ≤ n) : m + m ≤ n + n :=
  double_le m n h

end Small
