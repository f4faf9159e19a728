module

/-! What the conjectures are about: a bundled ordered field, sums, vectors, matrices, networks. -/

set_option autoImplicit false

@[expose] public noncomputable section

universe u

namespace Corpus

/-- An ordered field, bundled by the author of this package. -/
class Scalars (K : Type u) extends Lean.Grind.Field K, LE K, LT K, Std.LawfulOrderLT K, Std.IsLinearOrder K,
  Lean.Grind.OrderedRing K

instance : Scalars Rat := {}

attribute [instance] Lean.Grind.Semiring.natCast

variable {K : Type u} [Scalars K] {d k l m n : Nat}

def sum : {n : Nat} → (Fin n → K) → K
  | 0, _ => 0
  | n + 1, f => sum (fun i : Fin n => f i.castSucc) + f (Fin.last n)

/-- The sum of the first `n` values. -/
def upTo (f : Nat → K) : Nat → K
  | 0 => 0
  | n + 1 => upTo f n + f n

def dot (x y : Fin n → K) : K := sum fun a => x a * y a

def sq (x : Fin n → K) : K := dot x x

def mul (A : Fin l → Fin m → K) (B : Fin m → Fin n → K) : Fin l → Fin n → K := fun i j => sum fun k => A i k * B k j

def app (A : Fin m → Fin n → K) (x : Fin n → K) : Fin m → K := fun i => dot (A i) x

def tr (A : Fin n → Fin n → K) : K := sum fun i => A i i

def frob (A : Fin m → Fin n → K) : K := sum fun i => sum fun j => A i j ^ 2

def transposed (A : Fin m → Fin n → K) : Fin n → Fin m → K := fun i j => A j i

def eye : Fin n → Fin n → K := fun i j => if i = j then 1 else 0

def plus (A B : Fin m → Fin n → K) : Fin m → Fin n → K := fun i j => A i j + B i j

/-- On each line of the Fano plane, all four choices of signs but for a common one. -/
def fano : Fin 28 → Fin 7 → K := fun i a =>
  if (a.val + 7 - i.val / 4) % 7 = 0 then 1
  else if (a.val + 7 - i.val / 4) % 7 = 1 then if i.val % 2 = 0 then 1 else -1
  else if (a.val + 7 - i.val / 4) % 7 = 3 then if i.val / 2 % 2 = 0 then 1 else -1
  else 0

/-- Squared coherence is bounded by `μ`. -/
def Incoherent (V : Fin n → Fin m → K) (μ : K) : Prop := ∀ i j, i ≠ j → dot (V i) (V j) ^ 2 ≤ μ

def Normalised (V : Fin n → Fin m → K) : Prop := ∀ i, sq (V i) = 1

def Symmetric (A : Fin n → Fin n → K) : Prop := ∀ i j, A i j = A j i

def Projector (P : Fin n → Fin n → K) : Prop := Symmetric P ∧ ∀ i j, mul P P i j = P i j

def Stochastic (A : Fin m → Fin n → K) : Prop := (∀ i j, 0 ≤ A i j) ∧ ∀ i, sum (A i) = 1

def det2 (A : Fin 2 → Fin 2 → K) : K := A 0 0 * A 1 1 - A 0 1 * A 1 0

/-- Removes the component along `v`. -/
def erase (v x : Fin n → K) : Fin n → K := fun i => x i - dot v x / sq v * v i

def shift (p : Nat) (a b : Fin p) : Nat := (a.val + b.val) % p

/-- A linear probe: a direction and a threshold. -/
structure Probe (K : Type u) (n : Nat) where
  direction : Fin n → K
  threshold : K

def Probe.score (p : Probe K n) (x : Fin n → K) : K := dot p.direction x - p.threshold

section
variable [DecidableLE K] [DecidableEq K]

def relu (x : K) : K := if 0 ≤ x then x else 0

def abs (x : K) : K := if 0 ≤ x then x else -x

def layer (W : Fin m → Fin n → K) (b : Fin m → K) (x : Fin n → K) : Fin m → K := fun i => relu (app W x i + b i)

end

end Corpus

end
