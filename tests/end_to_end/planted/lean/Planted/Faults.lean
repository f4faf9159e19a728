module

public import Planted.Good

/-! One fault a theorem. Each must be found, and by the check that is there for it. -/

@[expose] public noncomputable section

universe u

variable {α : Type u} [LinField α]

theorem false_by_sorry {k : Nat} (x : Fin k → α) : inner x x ≤ 1 := by sorry

theorem vacuous (x y : α) (h : x < y) (h' : y < x) : x * x = 2 := by grind

axiom shortcut (x : α) : x * x = x * x + 0

theorem by_axiom (x : α) : x * x = x * x + 0 := shortcut x

theorem infinite (x : α) : (∀ f : α → α, f x = f (x + 0)) ∧ x = x := by grind
