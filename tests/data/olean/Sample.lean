module
public import Init

/-! # A sample

What the tests of the reader expect to find in `Sample.olean` and the parts beside it. -/

@[expose] public noncomputable section

universe u

/-- A type with one operation. -/
class Magma (α : Type u) where
  /-- The operation. -/
  op : α → α → α

/-- A magma whose operation is commutative. -/
class CommMagma (α : Type u) extends Magma α where
  comm : ∀ a b : α, op a b = op b a

/-- The double of a number. -/
def double (n : Nat) : Nat := n + n

def total : (n : Nat) → (Fin n → Nat) → Nat
  | 0, _ => 0
  | n + 1, f => total n (fun i => f i.castSucc) + f (Fin.last n)

def big : Nat := 123456789012345678901234567890

def word : Nat := 3000000000

def greeting : String := "Grüße, ∀"

def pair : Nat × Nat := let n := 2; (n, n)

private theorem hidden (n : Nat) : double n = 2 * n := by unfold double; omega

/-- Doubling is multiplication by two. -/
theorem double_eq (n : Nat) : double n = 2 * n := hidden n

theorem unfinished (n : Nat) : double n = n := sorry

theorem rests_on_unfinished : double 1 = 1 := unfinished 1

axiom planted : 1 = 2

theorem rests_on_planted : 2 = 1 := planted.symm

theorem excluded_middle (p : Prop) : p ∨ ¬p := Classical.byCases Or.inl Or.inr

theorem by_choice (p : Nat → Prop) (h : ∃ n, p n) : p (Classical.choice ⟨Classical.choose h⟩) ∨ True := Or.inr trivial

theorem by_compiler (h : Lean.reduceBool true = true) : true = true := Lean.ofReduceBool true true h

opaque secret : Nat

theorem about_secret : secret = secret := rfl

unsafe def wild : Nat := wild + 1

@[implemented_by wild] def tamed : Nat := 0

theorem about_tamed : tamed = 0 := rfl

@[extern "foreign_zero"] def foreign : Nat := 0

theorem about_foreign : foreign = 0 := rfl

partial def spin (n : Nat) : Nat := spin (n + 1)

theorem about_spin : spin 0 = spin 0 := rfl

end
