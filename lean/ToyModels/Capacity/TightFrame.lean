module

public import ToyModels.Capacity.Blocks
public import ToyModels.Packing.TightFrame

/-!
# Tight frames share capacity evenly

A tight frame is a family of features whose `frameOperator`, the `m × m` matrix `Σᵢ Wᵢ Wᵢᵀ`, is a multiple of the
identity: the features spread evenly over the space. Its capacities are proportional to the squared norms and use all
dimensions; if the norms are equal then each capacity is `m / n`. These are the polytopes of the toy models.

## Main definitions

* `longAndShort`: a tight frame of the plane with unequal norms.

## Main statements

* `capacity_of_tight`: if the frame operator is `t` times the identity then `Wᵢ` has capacity `Wᵢ · Wᵢ / t`.
* `sum_capacity_of_tight`: these add up to the dimension if `t ≠ 0`.
* `capacity_tightFrame`: with equal norms each capacity is `m / n`.
* `sum_capacity_directSum_of_tight`: a direct sum of tight frames uses all dimensions, whatever the two constants.

## Proof idea

The energy of `Wᵢ` is the quadratic form of the frame operator at `Wᵢ`, that is `t (Wᵢ · Wᵢ)`.

## What is not claimed

The converse: what arrangements that use all dimensions look like is in `Capacity.Efficient`, and that their blocks have
whole dimensions in `Capacity.BlockDimensions`.

## References

* [elhage2022], on the dimensionality of polytopes; [scherlis2022], on efficient arrangements; [benedetto2003], on tight
  frames.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {k m n p q : Nat}

/-- The tight frame `(2, 0)`, and four times `(0, 1)`. -/
def longAndShort : Fin 5 → Vec Rat 2 := fun i a =>
  if i.val = 0 then if a.val = 0 then 2 else 0 else if a.val = 0 then 0 else 1

/-- The frame operator acts by `x ↦ Σᵢ (Wᵢ · x) Wᵢ`. -/
theorem frameOperator_mulVec (W : Fin n → Vec α m) (x : Vec α m) (a : Fin m) :
    (frameOperator W).mulVec x a = sum fun i => dot (W i) x * W i a := by
  simp only [frameOperator, Mat.mulVec, dot, sum_mul]
  rw [sum_comm]
  exact sum_congr fun i => sum_congr fun b => by grind

/-- What a vector sees of a family is the quadratic form of the frame operator. -/
theorem dot_frameOperator_mulVec (W : Fin n → Vec α m) (x : Vec α m) :
    dot x ((frameOperator W).mulVec x) = sum fun i => dot x (W i) ^ 2 := by
  have h : (frameOperator W).mulVec x = lincomb (fun i => dot (W i) x) W := funext (frameOperator_mulVec W x)
  rw [h, dot_lincomb]
  exact sum_congr fun i => by rw [dot_comm (W i)]; grind

private theorem overlapEnergy_of_tight {W : Fin n → Vec α m} {t : α}
    (ht : ∀ a b, frameOperator W a b = if a = b then t else 0) (i : Fin n) :
    overlapEnergy W W i = t * normSq (W i) := by
  have h : (frameOperator W).mulVec (W i) = fun a => t * W i a := by
    funext a
    rw [← sum_ite_eq a fun b => t * W i b]
    exact sum_congr fun b => by rw [ht]; grind
  rw [overlapEnergy, ← dot_frameOperator_mulVec, h, dot_smul, dot_self]

/-- In a tight frame with constant `t` feature `i` has capacity `(Wᵢ · Wᵢ) / t`.
Source: elhage2022, on the dimensionality of polytopes.
Why: where features spread evenly over the space, capacity is importance to the frame: the squared norm.
Tight: an identity. -/
theorem capacity_of_tight {W : Fin n → Vec α m} {t : α} (ht : ∀ a b, frameOperator W a b = if a = b then t else 0)
    (i : Fin n) : capacity W i = normSq (W i) / t := by
  rw [capacity, overlapEnergy_of_tight ht]
  by_cases h0 : t = 0
  · rw [h0]
    grind
  · by_cases h1 : normSq (W i) = 0 <;> grind

private theorem sum_normSq_of_tight {W : Fin n → Vec α m} {t : α}
    (ht : ∀ a b, frameOperator W a b = if a = b then t else 0) : (sum fun i => normSq (W i)) = (m : α) * t := by
  rw [← trace_frameOperator, ← sum_const]
  exact sum_congr fun a => by rw [ht, if_pos rfl]

/-- A tight frame with a constant `t ≠ 0` uses all dimensions.
Source: scherlis2022, on efficient arrangements.
Why: evenly spread features spend the whole capacity budget, so that the budget can always be spent.
Tight: an identity; `sum_capacity_of_tight_needs_constant`. -/
theorem sum_capacity_of_tight {W : Fin n → Vec α m} {t : α}
    (ht : ∀ a b, frameOperator W a b = if a = b then t else 0) (h0 : t ≠ 0) : sum (capacity W) = (m : α) := by
  have h := sum_normSq_of_tight ht
  rw [sum_congr fun i => capacity_of_tight ht i]
  simp only [Lean.Grind.Field.div_eq_mul_inv, ← sum_mul, h]
  grind

/-- The constant must not vanish in `sum_capacity_of_tight`: the zero vector is a tight frame with constant zero. -/
theorem sum_capacity_of_tight_needs_constant :
    (∀ a b, frameOperator (fun (_ : Fin 1) (_ : Fin 1) => (0 : Rat)) a b = 0) ∧
      sum (capacity fun (_ : Fin 1) (_ : Fin 1) => (0 : Rat)) ≠ 1 := by
  decide +kernel

/-- In a tight frame of `n` features of the same norm in `m` dimensions every feature has capacity `m / n`.
Source: elhage2022, on the dimensionality of polytopes.
Why: the sticky fractions of dimensionality, such as `1/2` for antipodal pairs and `3/4` for tetrahedra.
Tight: an identity; `capacity_tightFrame_needs_equal_norms`. -/
theorem capacity_tightFrame {W : Fin n → Vec α m} {s t : α} (hs : ∀ i, normSq (W i) = s)
    (ht : ∀ a b, frameOperator W a b = if a = b then t else 0) (h0 : s ≠ 0) (i : Fin n) :
    capacity W i = (m : α) / (n : α) := by
  have h := sum_normSq_of_tight ht
  have hn := (natCast_pos (α := α) n).mpr (Nat.lt_of_le_of_lt (Nat.zero_le _) i.isLt)
  rw [sum_congr hs, sum_const] at h
  have ht0 : t ≠ 0 := fun h1 => by grind
  rw [capacity_of_tight ht, hs]
  grind

/-- The tetrahedron satisfies the hypotheses of `capacity_tightFrame`, with `s = 3` and `t = 4`. -/
theorem capacity_tightFrame_example :
    (∀ i, normSq (tetrahedron i) = 3) ∧ (∀ a b, frameOperator tetrahedron a b = if a = b then 4 else 0) ∧
      ∀ i, capacity tetrahedron i = 3 / 4 := by
  decide +kernel

/-- Equal norms are needed in `capacity_tightFrame`: a tight frame of five vectors in the plane has the capacities `1`
and `1/4`. -/
theorem capacity_tightFrame_needs_equal_norms :
    (∀ a b, frameOperator longAndShort a b = if a = b then 4 else 0) ∧
      ∀ i, capacity longAndShort i = if i.val = 0 then 1 else 1 / 4 := by
  decide +kernel

/-- Tightness is needed in `capacity_tightFrame`: the unit vectors `(1, 0)`, `(0, 1)`, `(0, 1)` have the capacities
`1`, `1/2`, `1/2`. -/
theorem capacity_tightFrame_needs_tight :
    (∀ i : Fin 3, normSq (if i.val = 0 then (basisVec 0 : Vec Rat 2) else basisVec 1) = 1) ∧
      ∀ i, capacity (fun i : Fin 3 => if i.val = 0 then (basisVec 0 : Vec Rat 2) else basisVec 1) i =
        if i.val = 0 then 1 else 1 / 2 := by
  decide +kernel

/-- A direct sum of two tight frames uses all dimensions, whatever the constants of the two.
Source: scherlis2022, on efficient arrangements; elhage2022, on tegum products.
Why: different polytopes may share a space, each in its own subspace, without wasting any capacity.
Tight: an identity; `sum_capacity_directSum_example`. -/
theorem sum_capacity_directSum_of_tight {V : Fin n → Vec α p} {W : Fin k → Vec α q} {s t : α}
    (hV : ∀ a b, frameOperator V a b = if a = b then s else 0) (hs : s ≠ 0)
    (hW : ∀ a b, frameOperator W a b = if a = b then t else 0) (ht : t ≠ 0) :
    sum (capacity (directSum V W)) = ((p + q : Nat) : α) := by
  rw [sum_capacity_directSum, sum_capacity_of_tight hV hs, sum_capacity_of_tight hW ht]
  grind

end ToyModels
