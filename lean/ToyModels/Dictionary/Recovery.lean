module

public import ToyModels.Packing.Bessel

/-!
# Which dictionary it was

Dictionary learning is only worth its name if the dictionary can be told from the data. With one feature active at a
time it can, whatever the features' overlaps: a dictionary of the same size that explains every feature by one atom
consists of the features themselves, up to their order and their scale. If an explanation may use two atoms then this is
no longer true.

## Main definitions

* `Parallel x y`: two vectors are multiples of one vector, said by products.

## Main statements

* `dictionary_unique_of_one_sparse`: every atom is parallel to a feature, and no other atom is.
* `dictionary_card_ge_of_one_sparse`: and no smaller dictionary explains them.

## Proof idea

Two features that are not parallel need different atoms, so that a dictionary of the same size has none to spare.

## What is not claimed

Nothing about how a dictionary is found, or how many data are needed. For data with several active features uniqueness
needs more than that explanations are sparse.

## References

* [aharon2006], on the uniqueness of overcomplete dictionaries.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {k m n : Nat}

/-- Two vectors are parallel: all their `2 × 2` minors vanish. Zero is parallel to everything. -/
def Parallel (x y : Vec α m) : Prop := ∀ a b, x a * y b = x b * y a

/-- The features `(1, 0)`, `(0, 1)` and `(1, 1)`. -/
def axesAndDiagonal : Fin 3 → Vec Rat 2 := fun j a => if j.val = 2 ∨ j.val = a.val then 1 else 0

/-- The atoms `(0, 2)`, `(-1, -1)` and `(3, 0)`. -/
def scaledAtoms : Fin 3 → Vec Rat 2 := fun l a =>
  if l.val = 0 then if a.val = 1 then 2 else 0 else if l.val = 1 then -1 else if a.val = 0 then 3 else 0

/-- Two vectors that are parallel to a vector that is not zero are parallel. -/
theorem Parallel.trans {x y w : Vec α m} (hw : ∃ a, w a ≠ 0) (hx : Parallel x w) (hy : Parallel y w) :
    Parallel x y := by
  intro a b
  obtain ⟨e, he⟩ := hw
  have h₁ := hx a e
  have h₂ := hx b e
  have h₃ := hy a e
  have h₄ := hy b e
  have h : w e * w e * (x a * y b - x b * y a) = 0 := by
    have : w e * w e * (x a * y b) = (x a * w e) * (y b * w e) := by grind
    have : w e * w e * (x b * y a) = (x b * w e) * (y a * w e) := by grind
    grind
  grind

/-- A sum of terms of which at most one is one, and the others zero, is at most one. -/
private theorem sum_ite_le_one (π : Fin n → Fin k) (hπ : ∀ i j, π i = π j → i = j) (l : Fin k) :
    (sum fun j => if π j = l then (1 : Rat) else 0) ≤ 1 := by
  by_cases h : ∃ i, π i = l
  · obtain ⟨i, hi⟩ := h
    have e := sum_ite_eq i fun _ => (1 : Rat)
    have h := sum_le_sum (f := fun j => if π j = l then (1 : Rat) else 0)
      (g := fun j => if i = j then 1 else 0) fun j => by
      by_cases hj : π j = l
      · simp only [if_pos hj, if_pos (hπ i j (hi.trans hj.symm))]
        exact Std.le_refl _
      · simp only [if_neg hj]
        split <;> decide +kernel
    rw [e] at h
    exact h
  · rw [sum_eq_zero fun j => if_neg fun hj => h ⟨j, hj⟩]
    decide +kernel

private theorem sum_sum_ite (π : Fin n → Fin k) :
    (sum fun l => sum fun j => if π j = l then (1 : Rat) else 0) = (n : Rat) := by
  rw [sum_comm, sum_congr fun j => sum_ite_eq (π j) fun _ => (1 : Rat), sum_const]
  grind

private theorem card_le_of_injective (π : Fin n → Fin k) (hπ : ∀ i j, π i = π j → i = j) : n ≤ k := by
  have h := sum_le_sum (sum_ite_le_one π hπ)
  rw [sum_sum_ite, sum_const] at h
  exact (natCast_le_natCast (α := Rat) n k).mp (by grind)

private theorem surjective_of_injective (π : Fin n → Fin n) (hπ : ∀ i j, π i = π j → i = j) (l : Fin n) :
    ∃ j, π j = l := by
  have h := sum_sub (fun _ : Fin n => (1 : Rat)) fun l => sum fun j => if π j = l then (1 : Rat) else 0
  rw [sum_sum_ite, sum_const] at h
  have hz := (sum_eq_zero_iff fun l => by have := sum_ite_le_one π hπ l; grind).mp (by grind : (sum fun l =>
    1 - sum fun j => if π j = l then (1 : Rat) else 0) = 0) l
  refine Classical.byContradiction fun hn => ?_
  rw [sum_eq_zero fun j => if_neg fun hj => hn ⟨j, hj⟩] at hz
  exact absurd hz (by decide +kernel)

private theorem exists_atoms {V : Fin n → Vec α m} {W : Fin k → Vec α m}
    (hV : ∀ i j, i ≠ j → ∃ a b, V i a * V j b ≠ V i b * V j a)
    (h : ∀ j, ∃ l, (∃ a, W l a ≠ 0) ∧ Parallel (V j) (W l)) :
    ∃ π : Fin n → Fin k, (∀ i j, π i = π j → i = j) ∧ ∀ j, (∃ a, W (π j) a ≠ 0) ∧ Parallel (V j) (W (π j)) := by
  obtain ⟨π, hπ⟩ := Classical.axiomOfChoice h
  refine ⟨π, fun i j hij => Classical.byContradiction fun hne => ?_, hπ⟩
  obtain ⟨a, b, hab⟩ := hV i j hne
  have hj := (hπ j).2
  rw [← hij] at hj
  exact hab (Parallel.trans (hπ i).1 (hπ i).2 hj a b)

/-- If no two of `n` features are parallel, and each is a multiple of some non-zero atom of a dictionary, then the
dictionary has at least `n` atoms.
Source: aharon2006.
Why: one active feature at a time cannot be explained with fewer latents than features, whatever the dimension is.
Tight: `dictionary_unique_of_one_sparse_example`, as many atoms as features. -/
theorem dictionary_card_ge_of_one_sparse {V : Fin n → Vec α m} {W : Fin k → Vec α m}
    (hV : ∀ i j, i ≠ j → ∃ a b, V i a * V j b ≠ V i b * V j a)
    (h : ∀ j, ∃ l, (∃ a, W l a ≠ 0) ∧ Parallel (V j) (W l)) : n ≤ k := by
  obtain ⟨π, hπ, -⟩ := exists_atoms hV h
  exact card_le_of_injective π hπ

/-- If no two of `n` features are parallel, and each is a multiple of some non-zero atom of a dictionary of `n` atoms,
then each atom is, up to scale, one of the features, and it is the only atom that is parallel to this feature. (Two
features or more cannot be zero then; a single one might be.)
Source: aharon2006.
Why: one active feature at a time identifies the dictionary, whatever the coherence: an autoencoder that explains the
data with as many latents has found the features.
Tight: `dictionary_unique_of_one_sparse_example`, three features in the plane; `dictionary_unique_needs_one_sparse`,
`dictionary_unique_needs_not_parallel`. -/
theorem dictionary_unique_of_one_sparse {V W : Fin n → Vec α m}
    (hV : ∀ i j, i ≠ j → ∃ a b, V i a * V j b ≠ V i b * V j a)
    (h : ∀ j, ∃ l, (∃ a, W l a ≠ 0) ∧ Parallel (V j) (W l)) (l : Fin n) :
    (∃ a, W l a ≠ 0) ∧ ∃ j, ∀ l', Parallel (V j) (W l') ↔ l' = l := by
  obtain ⟨π, hπ, hW⟩ := exists_atoms hV h
  obtain ⟨j, rfl⟩ := surjective_of_injective π hπ l
  refine ⟨(hW j).1, j, fun l' => ⟨fun hl => ?_, fun e => e ▸ (hW j).2⟩⟩
  obtain ⟨i, rfl⟩ := surjective_of_injective π hπ l'
  refine congrArg π (Classical.byContradiction fun hne => ?_)
  obtain ⟨a, b, hab⟩ := hV i j hne
  exact hab (Parallel.trans (hW i).1 (hW i).2 hl a b)

/-- The features `(1, 0)`, `(0, 1)` and `(1, 1)`, each parallel to exactly one of the atoms `(0, 2)`, `(-1, -1)` and
`(3, 0)`. -/
theorem dictionary_unique_of_one_sparse_example :
    ∀ j l, (∀ a b, axesAndDiagonal j a * scaledAtoms l b = axesAndDiagonal j b * scaledAtoms l a) ↔
      l.val = (j.val + 2) % 3 := by
  decide +kernel

/-- `dictionary_unique_of_one_sparse` needs explanations by one atom: `(3, 4)` and `(-4, 3)` combine to `25` times each
of the axes, and are parallel to neither. -/
theorem dictionary_unique_needs_one_sparse :
    (∀ j a, lincomb (fun i => tiltedPair i j) tiltedPair a = 25 * (basisVec j : Vec Rat 2) a) ∧
      ∀ j l, ∃ a b, (basisVec j : Vec Rat 2) a * tiltedPair l b ≠ (basisVec j : Vec Rat 2) b * tiltedPair l a := by
  decide +kernel

/-- `dictionary_unique_of_one_sparse` needs features that are not parallel: `(1, 0)` and `(2, 0)` are both explained by
the first axis, and the second axis is parallel to neither. -/
theorem dictionary_unique_needs_not_parallel :
    ∀ j : Fin 2, (∀ a b, (j.val + 1 : Rat) * (basisVec 0 : Vec Rat 2) a * (basisVec 0 : Vec Rat 2) b =
        (j.val + 1 : Rat) * (basisVec 0 : Vec Rat 2) b * (basisVec 0 : Vec Rat 2) a) ∧
      ∃ a b, (j.val + 1 : Rat) * (basisVec 0 : Vec Rat 2) a * (basisVec 1 : Vec Rat 2) b ≠
        (j.val + 1 : Rat) * (basisVec 0 : Vec Rat 2) b * (basisVec 1 : Vec Rat 2) a := by
  decide +kernel

end ToyModels
