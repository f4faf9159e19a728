module

public import Kinds.Trees

@[expose] public noncomputable section

namespace Kinds

universe u v

def Pair (α : Type u) := Quot fun x y : α × α => x = (y.2, y.1)

def Pair.mk {α : Type u} (a b : α) : Pair α := Quot.mk _ (a, b)

theorem Pair.comm {α : Type u} (a b : α) : Pair.mk a b = Pair.mk b a := Quot.sound rfl

def Pair.sum (p : Pair Nat) : Nat :=
  Quot.lift (fun x : Nat × Nat => x.1 + x.2) (by rintro ⟨a, b⟩ ⟨c, d⟩ h; cases h; exact Nat.add_comm _ _) p

theorem Pair.sum_mk (a b : Nat) : (Pair.mk a b).sum = a + b := rfl

instance modSetoid (n : Nat) : Setoid Nat where
  r a b := a % n = b % n
  iseqv := ⟨fun _ => rfl, Eq.symm, Eq.trans⟩

def Zn (n : Nat) := Quotient (modSetoid n)

def Zn.add {n : Nat} (a b : Zn n) : Zn n :=
  Quotient.liftOn₂ a b (fun x y => Quotient.mk _ (x + y)) fun a b c d h k => Quotient.sound (by
    show (a + b) % n = (c + d) % n
    rw [Nat.add_mod, show a % n = c % n from h, show b % n = d % n from k, ← Nat.add_mod])

theorem Zn.add_comm {n : Nat} (a b : Zn n) : a.add b = b.add a := by
  refine Quotient.inductionOn₂ a b fun x y => ?_
  exact congrArg (Quotient.mk _) (Nat.add_comm x y)

theorem choice {α : Type u} {β : α → Type v} (r : (a : α) → β a → Prop) (h : ∀ a, ∃ b, r a b) :
    ∃ f : (a : α) → β a, ∀ a, r a (f a) := ⟨fun a => (h a).choose, fun a => (h a).choose_spec⟩

theorem em_or (p : Prop) : p ∨ ¬p := Classical.em p

def collatz (n : Nat) (fuel : Nat) : Nat :=
  match fuel with
  | 0 => n
  | k + 1 => if n % 2 = 0 then collatz (n / 2) k else collatz (3 * n + 1) k

theorem collatz_27 : collatz 27 111 = 1 := by decide +kernel

theorem big : 10 ^ 60 < 2 ^ 200 := by decide

theorem text : "naïve ∀".length = 7 ∧ 'λ'.toNat = 955 := by decide

def gcd' (a b : Nat) : Nat :=
  if h : b = 0 then a else
    have : a % b < b := Nat.mod_lt _ (Nat.pos_of_ne_zero h)
    gcd' b (a % b)
termination_by b

theorem gcd'_zero (a : Nat) : gcd' a 0 = a := by rw [gcd']; simp

theorem «odd name» («x y» : Nat) : «x y» = «x y» := rfl

theorem lift.{w} {α : Type u} : Nonempty (ULift.{w} α) ↔ Nonempty α :=
  ⟨fun ⟨a⟩ => ⟨a.down⟩, fun ⟨a⟩ => ⟨⟨a⟩⟩⟩

theorem poly.{a, b} (f : Sort a → Sort b) (α β : Sort a) (h : α = β) : f α = f β := h ▸ rfl

opaque hidden : Nat := 7

theorem hidden_refl : hidden = hidden := rfl

end Kinds
