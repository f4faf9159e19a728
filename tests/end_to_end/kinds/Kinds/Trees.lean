module

public import Kinds.Structures

@[expose] public noncomputable section

namespace Kinds

universe u v

inductive Rose (α : Type u) : Type u where
  | node : α → List (Rose α) → Rose α

inductive Deep (α : Type u) : Type u where
  | leaf : Deep α
  | many : Array (Option (Deep α)) → α → Deep α

mutual
inductive Even : Nat → Prop
  | zero : Even 0
  | succ {n} : Odd n → Even (n + 1)
inductive Odd : Nat → Prop
  | succ {n} : Even n → Odd (n + 1)
end

mutual
inductive Term (σ : Type u) : Type u where
  | var : Nat → Term σ
  | app : σ → Terms σ → Term σ
inductive Terms (σ : Type u) : Type u where
  | nil : Terms σ
  | cons : Term σ → Terms σ → Terms σ
end

inductive W (α : Type u) (β : α → Type v) : Type (max u v) where
  | sup : (a : α) → (β a → W α β) → W α β

inductive Vec (α : Type u) : Nat → Type u where
  | nil : Vec α 0
  | cons {n} : α → Vec α n → Vec α (n + 1)

inductive Reach {α : Type u} (r : α → α → Prop) : α → α → Prop where
  | refl (a) : Reach r a a
  | step {a b c} : r a b → Reach r b c → Reach r a c

inductive Shade where | red | green | blue
deriving DecidableEq

namespace Vec
def map {α β : Type u} (f : α → β) : {n : Nat} → Vec α n → Vec β n
  | _, nil => nil
  | _, cons a v => cons (f a) (map f v)

theorem map_map {α β γ : Type u} (g : β → γ) (f : α → β) : {n : Nat} → (v : Vec α n) → (v.map f).map g = v.map (g ∘ f)
  | _, nil => rfl
  | _, cons a v => by simp [map, map_map g f v]

def head {α : Type u} {n} : Vec α (n + 1) → α
  | cons a _ => a
end Vec

mutual
def Term.size {σ : Type u} : Term σ → Nat
  | .var _ => 1
  | .app _ ts => ts.size + 1
def Terms.size {σ : Type u} : Terms σ → Nat
  | .nil => 0
  | .cons t ts => t.size + ts.size
end

theorem Term.size_pos {σ : Type u} (t : Term σ) : 0 < t.size := by
  cases t <;> simp [Term.size]

mutual
theorem even_mod : {n : Nat} → Even n → n % 2 = 0
  | _, .zero => rfl
  | _, .succ h => by have := odd_mod h; omega
theorem odd_mod : {n : Nat} → Odd n → n % 2 = 1
  | _, .succ h => by have := even_mod h; omega
end

theorem Reach.trans {α : Type u} {r : α → α → Prop} {a b c : α} (h : Reach r a b) (k : Reach r b c) : Reach r a c := by
  induction h with
  | refl => exact k
  | step s _ ih => exact .step s (ih k)

theorem shade_cases (s : Shade) : s = .red ∨ s = .green ∨ s = .blue := by cases s <;> decide

def Rose.size {α : Type u} : Rose α → Nat
  | .node _ cs => 1 + (cs.attach.map fun ⟨c, _⟩ => c.size).sum

theorem Rose.size_pos {α : Type u} (t : Rose α) : 0 < t.size := by
  cases t; rw [Rose.size]; omega

def W.depth {α : Type u} {β : α → Type v} (bound : (a : α) → (β a → Nat) → Nat) : W α β → Nat
  | .sup a f => bound a (fun b => (f b).depth bound) + 1

end Kinds
