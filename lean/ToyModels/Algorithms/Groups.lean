module

public import ToyModels.Foundations.Sum

/-!
# Finite groups as multiplication tables

The tasks on which the algorithms of small networks were first read off are tables: addition modulo a number, or the
product of two permutations. A table `mul a b` with the laws of a group is all that those algorithms use of the task;
this file has the laws, two tables, and the fact that a sum over the group does not change if the group is shifted.

## Main definitions

* `IsGroup mul e inv`: the table `mul` is a group with identity `e` and inverses `inv`.
* `cyclicMul`: addition modulo `n`.
* `symmetricMul`: the six permutations of three things.

## Main statements

* `IsGroup.mul_one`, `IsGroup.mul_inv`: the laws on the right follow from those on the left.
* `sum_mul_left`, `sum_mul_right`, `sum_inv`: sums over the group are invariant.
* `cyclicMul_isGroup`, `symmetricMul_isGroup`: the two tables are groups.

## Proof idea

A shift of the group has an inverse, and a sum does not depend on the order of its terms. That is a double sum over the
pairs `(i, f i)`, read in both orders.

## What is not claimed

Groups here are finite, and their elements are numbered.

## References

* [chughtai2023], on learning the composition of a group; [nanda2023], on modular addition.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {n : Nat}

/-- The table `mul` is a group with identity `e` and inverses `inv`: it is associative, `e` is neutral on the left, and
`inv a` is inverse to `a` on the left. -/
def IsGroup (mul : Fin n → Fin n → Fin n) (e : Fin n) (inv : Fin n → Fin n) : Prop :=
  (∀ a b c, mul (mul a b) c = mul a (mul b c)) ∧ (∀ a, mul e a = a) ∧ ∀ a, mul (inv a) a = e

/-- Addition modulo `n`. -/
def cyclicMul (a b : Fin n) : Fin n := ⟨(a.val + b.val) % n, Nat.mod_lt _ a.pos⟩

/-- The negative modulo `n`. -/
def cyclicInv (a : Fin n) : Fin n := ⟨(n - a.val) % n, Nat.mod_lt _ a.pos⟩

/-- The six permutations of three things: `0, 1, 2` are the rotations `i ↦ i + a`, and `3, 4, 5` are the reflections
`i ↦ a - i`, modulo three. -/
def symmetricMul (a b : Fin 6) : Fin 6 :=
  if a.val < 3 then if b.val < 3 then ⟨(a.val + b.val) % 3, by omega⟩ else ⟨(a.val + b.val) % 3 + 3, by omega⟩
  else if b.val < 3 then ⟨(a.val + 3 - b.val) % 3 + 3, by omega⟩ else ⟨(a.val + 3 - b.val) % 3, by omega⟩

/-- The inverses of the six permutations of three things. -/
def symmetricInv (a : Fin 6) : Fin 6 := if a.val < 3 then ⟨(3 - a.val) % 3, by omega⟩ else a

/-! ### The laws -/

section Laws

variable {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n}

/-- The left inverse of an element of a group is its right inverse. -/
theorem IsGroup.mul_inv (hG : IsGroup mul e inv) (a : Fin n) : mul a (inv a) = e := by
  obtain ⟨assoc, one_mul, inv_mul⟩ := hG
  calc mul a (inv a) = mul (mul (inv (inv a)) (inv a)) (mul a (inv a)) := by rw [inv_mul, one_mul]
    _ = mul (inv (inv a)) (mul (mul (inv a) a) (inv a)) := by rw [assoc, ← assoc (inv a) a]
    _ = e := by rw [inv_mul, one_mul, inv_mul]

/-- The left identity of a group is its right identity. -/
theorem IsGroup.mul_one (hG : IsGroup mul e inv) (a : Fin n) : mul a e = a := by
  have h := hG.mul_inv a
  obtain ⟨assoc, one_mul, inv_mul⟩ := hG
  rw [← inv_mul a, ← assoc, h, one_mul]

/-- An inverse on the left cancels. -/
theorem IsGroup.inv_mul_cancel (hG : IsGroup mul e inv) (a b : Fin n) : mul (inv a) (mul a b) = b := by
  rw [← hG.1, hG.2.2, hG.2.1]

/-- An element on the left of its inverse cancels. -/
theorem IsGroup.mul_inv_cancel (hG : IsGroup mul e inv) (a b : Fin n) : mul a (mul (inv a) b) = b := by
  rw [← hG.1, hG.mul_inv, hG.2.1]

/-- Division on the left: `a b = c` exactly if `b = a⁻¹ c`. -/
theorem IsGroup.mul_eq_iff (hG : IsGroup mul e inv) (a b c : Fin n) : mul a b = c ↔ mul (inv a) c = b :=
  ⟨fun h => by rw [← h, hG.inv_mul_cancel], fun h => by rw [← h, hG.mul_inv_cancel]⟩

/-- Division on the right: `b a = c` exactly if `b = c a⁻¹`. -/
theorem IsGroup.mul_eq_iff' (hG : IsGroup mul e inv) (a b c : Fin n) : mul b a = c ↔ mul c (inv a) = b := by
  constructor
  · intro h
    rw [← h, hG.1, hG.mul_inv, hG.mul_one]
  · intro h
    rw [← h, hG.1, hG.2.2, hG.mul_one]

/-- The inverse of the inverse is the element itself. -/
theorem IsGroup.inv_inv (hG : IsGroup mul e inv) (a : Fin n) : inv (inv a) = a := by
  have h := (hG.mul_eq_iff (inv a) a e).mp (hG.2.2 a)
  rwa [hG.mul_one] at h

/-- The inverse of a product is the product of the inverses in the other order. -/
theorem IsGroup.inv_mul (hG : IsGroup mul e inv) (a b : Fin n) : inv (mul a b) = mul (inv b) (inv a) := by
  have h := (hG.mul_eq_iff (mul a b) (mul (inv b) (inv a)) e).mp (by rw [hG.1, hG.mul_inv_cancel, hG.mul_inv])
  rwa [hG.mul_one] at h

/-! ### Sums over a group -/

/-- A sum does not depend on the order of its terms: if `g` undoes `f` then the sum of `F (f i)` is the sum of `F`. -/
theorem sum_reindex {f g : Fin n → Fin n} (h : ∀ i j, f i = j ↔ g j = i) (F : Fin n → α) :
    (sum fun i => F (f i)) = sum F := by
  have e₁ : ∀ i, F (f i) = sum fun j => if f i = j then F j else 0 := fun i => (sum_ite_eq (f i) F).symm
  have e₂ : ∀ j, (sum fun i => if f i = j then F j else 0) = F j := fun j =>
    (sum_congr fun i => by simp only [h]).trans (sum_ite_eq (g j) fun _ => F j)
  rw [sum_congr e₁, sum_comm, sum_congr e₂]

/-- A sum over a group does not change if the group is shifted on the left. -/
theorem sum_mul_left (hG : IsGroup mul e inv) (a : Fin n) (F : Fin n → α) : (sum fun g => F (mul a g)) = sum F :=
  sum_reindex (g := mul (inv a)) (fun b c => hG.mul_eq_iff a b c) F

/-- A sum over a group does not change if the group is shifted on the right. -/
theorem sum_mul_right (hG : IsGroup mul e inv) (a : Fin n) (F : Fin n → α) : (sum fun g => F (mul g a)) = sum F :=
  sum_reindex (g := fun g => mul g (inv a)) (fun b c => hG.mul_eq_iff' a b c) F

/-- A sum over a group does not change if every element is replaced by its inverse. -/
theorem sum_inv (hG : IsGroup mul e inv) (F : Fin n → α) : (sum fun g => F (inv g)) = sum F :=
  sum_reindex (g := inv) (fun b c => ⟨fun h => by rw [← h, hG.inv_inv], fun h => by rw [← h, hG.inv_inv]⟩) F

end Laws

/-! ### Two tables -/

/-- Addition modulo `n` is a group.
Source: nanda2023, on the task of modular addition.
Why: the task on which grokking was taken apart.
Tight: an example. -/
theorem cyclicMul_isGroup {e : Fin n} (he : e.val = 0) : IsGroup cyclicMul e (cyclicInv : Fin n → Fin n) := by
  refine ⟨fun a b c => Fin.ext ?_, fun a => Fin.ext ?_, fun a => Fin.ext ?_⟩
  · simp only [cyclicMul, Nat.mod_add_mod, Nat.add_mod_mod, Nat.add_assoc]
  · simp only [cyclicMul, he, Nat.zero_add, Nat.mod_eq_of_lt a.isLt]
  · simp only [cyclicMul, cyclicInv, he, Nat.mod_add_mod, Nat.sub_add_cancel (Nat.le_of_lt a.isLt), Nat.mod_self]

/-- Addition modulo `n` is commutative. -/
theorem cyclicMul_comm (a b : Fin n) : cyclicMul a b = cyclicMul b a :=
  Fin.ext (by simp only [cyclicMul, Nat.add_comm])

/-- The permutations of three things are a group.
Source: chughtai2023, where the networks learn the groups of permutations of five and six things.
Why: the smallest group in which the order of the factors matters, so that no cosines suffice.
Tight: an example; `symmetricMul_not_comm`. -/
theorem symmetricMul_isGroup : IsGroup symmetricMul 0 symmetricInv := by
  unfold IsGroup
  decide +kernel

/-- The permutations of three things do not commute: a rotation after a reflection is not the same as before it. -/
theorem symmetricMul_not_comm : symmetricMul 1 3 ≠ symmetricMul 3 1 := by
  decide +kernel

end ToyModels
