module

/-! True theorems in the style of another library: own class, own names. -/

@[expose] public noncomputable section

universe u

class LinField (α : Type u) extends
    Lean.Grind.Field α, LE α, LT α, Std.LawfulOrderLT α, Std.IsLinearOrder α, Lean.Grind.OrderedRing α

instance : LinField Rat := {}

variable {α : Type u} [LinField α]

def total : {k : Nat} → (Fin k → α) → α
  | 0, _ => 0
  | k + 1, f => total (fun i : Fin k => f i.castSucc) + f (Fin.last k)

/-- The inner product. -/
def inner {k : Nat} (x y : Fin k → α) : α := total fun i => x i * y i

/-- Inner products are symmetric.
Source: every textbook, chapter one.
Why: it is here to be
tested. -/
theorem inner_comm {k : Nat} (x y : Fin k → α) : inner x y = inner y x := by
  have h : (fun i => x i * y i) = fun i => y i * x i := by
    funext i
    grind
  simp [inner, h]

theorem le_of_sum_le (x y : α) (h : 0 ≤ y) (hxy : x + y ≤ 1) : x ≤ 1 := by grind
