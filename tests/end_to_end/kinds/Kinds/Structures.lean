module

@[expose] public noncomputable section

namespace Kinds

universe u v w

class Magma (α : Type u) where
  op : α → α → α

local infixl:65 " ⋆ " => Magma.op

class Semi (α : Type u) extends Magma α where
  assoc : ∀ a b c : α, (a ⋆ b) ⋆ c = a ⋆ (b ⋆ c)

class Unital (α : Type u) extends Semi α where
  one : α
  one_op : ∀ a : α, one ⋆ a = a
  op_one : ∀ a : α, a ⋆ one = a

instance : Unital Nat where
  op := (· + ·)
  assoc := Nat.add_assoc
  one := 0
  one_op := Nat.zero_add
  op_one := Nat.add_zero

instance {α : Type u} : Unital (List α) where
  op := (· ++ ·)
  assoc := List.append_assoc
  one := []
  one_op := List.nil_append
  op_one := List.append_nil

instance {α : Type u} {β : Type v} [Unital α] [Unital β] : Unital (α × β) where
  op x y := (x.1 ⋆ y.1, x.2 ⋆ y.2)
  assoc a b c := by simp [Semi.assoc]
  one := (Unital.one, Unital.one)
  one_op a := by simp [Unital.one_op]
  op_one a := by simp [Unital.op_one]

theorem one_unique {α : Type u} [Unital α] (e : α) (h : ∀ a : α, e ⋆ a = a) : e = Unital.one := by
  rw [← h Unital.one, Unital.op_one]

structure Hom (α : Type u) (β : Type v) [Unital α] [Unital β] where
  toFun : α → β
  map_op : ∀ a b, toFun (a ⋆ b) = toFun a ⋆ toFun b
  map_one : toFun Unital.one = Unital.one

@[ext] structure Point (α : Sort u) (β : Sort v) (γ : Type w) where
  x : α
  y : β
  z : γ

namespace Hom

def comp {α : Type u} {β : Type v} {γ : Type w} [Unital α] [Unital β] [Unital γ] (g : Hom β γ) (f : Hom α β) : Hom α γ where
  toFun := g.toFun ∘ f.toFun
  map_op a b := by simp [f.map_op, g.map_op]
  map_one := by simp [f.map_one, g.map_one]

theorem comp_assoc {α β γ δ : Type u} [Unital α] [Unital β] [Unital γ] [Unital δ]
    (h : Hom γ δ) (g : Hom β γ) (f : Hom α β) : (h.comp g).comp f = h.comp (g.comp f) := rfl

end Hom

def length : Hom (List Nat) Nat where
  toFun := List.length
  map_op := fun _ _ => List.length_append
  map_one := rfl

private def secret (n : Nat) : Nat := n * n + 1

private theorem secret_pos (n : Nat) : 0 < secret n := by simp [secret]

theorem exists_secret : ∃ f : Nat → Nat, ∀ n, 0 < f n := ⟨secret, secret_pos⟩

end Kinds
