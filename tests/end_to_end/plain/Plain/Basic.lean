/-
A file in the plain style: no `module`, nothing is called public.
-/
import Beside.Facts -- from a package on this machine

/-! Numbers, and what a newcomer declares first. -/

namespace Plain

/-- Twice a number. -/
def double (n : Nat) : Nat := half n + half n
where half (n : Nat) : Nat := n

private def secret (n : Nat) : Nat := n + 1

def next (n : Nat) : Nat := secret n

notation "⟪" a "⟫" => double a

infixl:65 " ⊹ " => fun a b => double a + double b

macro "arith" : tactic => `(tactic| (simp only [next, secret, double, double.half]; omega))

section
variable (n : Nat)

theorem double_eq : ⟪n⟫ = 2 * n := by arith

open Nat in
theorem next_pos : 0 < next n := by arith

private theorem hidden : next n = n + 1 := rfl

theorem next_eq : next n = n + 1 := hidden n

end

mutual
def isEven : Nat → Bool
  | 0 => true
  | n + 1 => isOdd n

def isOdd : Nat → Bool
  | 0 => false
  | n + 1 => isEven n
end

theorem isEven_zero : isEven 0 = true := by simp [isEven]

inductive Colour
  | red
  | green
  deriving DecidableEq, Repr

instance : Inhabited Colour := ⟨.red⟩

theorem colour_cases (c : Colour) : c = .red ∨ c = .green := by cases c <;> simp

end Plain

theorem fact_used (x : Rat) : x + 0 = x := Beside.add_zero' x

#eval Plain.double 3
