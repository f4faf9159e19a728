module

public import ToyModels.Packing.Welch

/-!
# Tight frames and total interference

Welch's bound on the total squared interference of a family is attained by exactly one kind of family: the tight
frames, whose energy is the same in every direction. The geometries that small superposition models find are of this
kind. For unit vectors the bound says how much features interfere with *each other*, which is the interference term of
the models' loss.

## Main definitions

* `frameOperator V`: the matrix `Σᵢ Vᵢ Vᵢᵀ`.
* `pairInterference V`: the squared interference between different features, `Σ_{i≠j} (Vᵢ · Vⱼ)²`.
* `twoBases`: two orthonormal bases of the plane, a tight frame.

## Main statements

* `welch_defect`: the defect of Welch's bound is a squared distance of the frame operator from a multiple of `1`.
* `welch_eq_iff_tight`: equality in Welch's bound holds exactly for tight frames.
* `total_interference_ge`: `n (n - m) ≤ m Σ_{i≠j} (Vᵢ · Vⱼ)²` for `n` unit vectors in `m` dimensions.
* `total_interference_eq_iff_tight`: with equality exactly for tight frames.

## Proof idea

With `S` the frame operator and `t` its trace, `‖m S - t 1‖² = m (m ‖S‖² - t²)`, and `‖S‖²` is the frame potential.

## What is not claimed

That training finds a tight frame, or that there is one in which all pairs interfere equally.

## References

* [benedetto2003], on minimisers of the frame potential; [elhage2022], on the geometry of superposition.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

open Mat

/-- The frame operator of a family, the `m × m` matrix `Σᵢ Vᵢ Vᵢᵀ`. -/
def frameOperator (V : Fin n → Vec α m) : Mat α m m := fun a b => sum fun i => V i a * V i b

/-- The squared interference between different features: `Σ_{i≠j} (Vᵢ · Vⱼ)²`. -/
def pairInterference (V : Fin n → Vec α m) : α :=
  sum fun i => sum fun j => if i = j then 0 else dot (V i) (V j) ^ 2

/-- Two orthonormal bases of the plane: `(1, 0)`, `(0, 1)`, `(3/5, 4/5)`, `(-4/5, 3/5)`. -/
def twoBases : Fin 4 → Vec Rat 2 := fun i =>
  if i.val < 2 then ofTwo 1 0 0 1 ⟨i.val % 2, Nat.mod_lt _ (by decide)⟩
  else ofTwo (3 / 5) (4 / 5) (-4 / 5) (3 / 5) ⟨i.val % 2, Nat.mod_lt _ (by decide)⟩

/-- The trace of the frame operator is the sum of the squared norms. -/
theorem trace_frameOperator (V : Fin n → Vec α m) : (frameOperator V).trace = sum fun i => normSq (V i) :=
  (trace_gram_transpose V).trans (trace_gram V)

/-- The squared Frobenius norm of the frame operator is the frame potential. -/
theorem frobSq_frameOperator (V : Fin n → Vec α m) : (frameOperator V).frobSq = framePotential V :=
  frobSq_gram_transpose V

/-- The defect of Welch's bound, times the dimension, is the squared distance of `m S` from `(tr S) 1`, for the frame
operator `S`.
Source: benedetto2003, on the frame potential.
Why: how far a geometry is from the least possible interference is how unevenly it uses its dimensions.
Measure: the unevenness of the frame operator against the interference above the bound of Welch.
Tight: an identity. -/
theorem welch_defect (V : Fin n → Vec α m) :
    ((smul (m : α) (frameOperator V)).sub (smul (sum fun i => normSq (V i)) one)).frobSq =
      (m : α) * ((m : α) * framePotential V - (sum fun i => normSq (V i)) ^ 2) := by
  rw [frobSq_sub, frobSq_smul, frobSq_smul, frobInner_smul_smul, frobInner_one, frobSq_one, trace_frameOperator,
    frobSq_frameOperator]
  grind

/-- Welch's bound on total interference is an equality exactly for tight frames, where `m Σᵢ Vᵢ Vᵢᵀ` is
`(Σᵢ Vᵢ · Vᵢ) 1`.
Source: benedetto2003, on minimisers of the frame potential.
Why: the least total interference means that the features' energy is spread evenly over all directions.
Tight: an equivalence; `twoBases_tight` is a tight frame. -/
theorem welch_eq_iff_tight (V : Fin n → Vec α m) :
    (sum fun i => normSq (V i)) ^ 2 = (m : α) * framePotential V ↔
      ∀ a b, (m : α) * frameOperator V a b = if a = b then sum fun i => normSq (V i) else 0 := by
  have h := frobSq_eq_zero_iff ((smul (m : α) (frameOperator V)).sub (smul (sum fun i => normSq (V i)) one))
  rw [welch_defect] at h
  have e : (∀ a b, ((smul (m : α) (frameOperator V)).sub (smul (sum fun i => normSq (V i)) one)) a b = 0) ↔
      ∀ a b, (m : α) * frameOperator V a b = if a = b then sum fun i => normSq (V i) else 0 :=
    forall_congr' fun a => forall_congr' fun b => by simp only [sub, smul, one]; grind
  rw [← e, ← h]
  have hw := welch_frame_potential V
  by_cases hm : (m : α) = 0
  · have := sq_nonneg (sum fun i => normSq (V i))
    grind
  · grind

/-- `twoBases` is a tight frame: `2 Σᵢ Vᵢ Vᵢᵀ = 4 · 1`, and Welch's bound holds with `16 = 2 · 8`. -/
theorem twoBases_tight :
    (∀ a b, 2 * frameOperator twoBases a b = if a = b then 4 else 0) ∧
      (sum fun i => normSq (twoBases i)) = 4 ∧ framePotential twoBases = 8 := by
  decide +kernel

/-- The frame potential is the interference between different features plus the features' own energies. -/
theorem framePotential_eq_add (V : Fin n → Vec α m) :
    framePotential V = pairInterference V + sum fun i => normSq (V i) ^ 2 := by
  simp only [framePotential, pairInterference]
  rw [← sum_add]
  refine sum_congr fun i => ?_
  rw [← dot_self, ← sum_ite_eq i fun j => dot (V i) (V j) ^ 2, ← sum_add]
  exact sum_congr fun j => by grind

private theorem framePotential_of_unit (V : Fin n → Vec α m) (hu : ∀ i, normSq (V i) = 1) :
    framePotential V = pairInterference V + (n : α) ∧ (sum fun i => normSq (V i)) = (n : α) := by
  rw [framePotential_eq_add]
  simp only [hu, sum_const]
  grind

/-- Unit vectors `V₁, …, Vₙ` in `m` dimensions have `n (n - m) ≤ m Σ_{i≠j} (Vᵢ · Vⱼ)²`: `welch_frame_potential` for
unit vectors, without what each contributes alone.
Source: welch1974; elhage2022, the interference term of the loss at equal importance.
Why: with more features than dimensions the features' total interference with each other is bounded below.
Tight: `total_interference_ge_tight`, two orthonormal bases. -/
theorem total_interference_ge (V : Fin n → Vec α m) (hu : ∀ i, normSq (V i) = 1) :
    (n : α) * ((n : α) - (m : α)) ≤ (m : α) * pairInterference V := by
  have hw := welch_frame_potential V
  obtain ⟨h₁, h₂⟩ := framePotential_of_unit V hu
  rw [h₁, h₂] at hw
  grind

/-- Equality in `total_interference_ge`: for two orthonormal bases of the plane both sides are `8`. -/
theorem total_interference_ge_tight :
    (∀ i, normSq (twoBases i) = 1) ∧ (4 : Rat) * (4 - 2) = 2 * pairInterference twoBases := by
  decide +kernel

/-- `total_interference_ge` needs its unit norms: the vectors `1/10`, `1/10` in one dimension interfere by `2/10⁴`. -/
theorem total_interference_ge_needs_unit :
    ¬((2 : Rat) * (2 - 1) ≤ 1 * pairInterference fun (_ : Fin 2) (_ : Fin 1) => (1 : Rat) / 10) := by
  decide +kernel

/-- Unit vectors attain the bound of `total_interference_ge` exactly if they form a tight frame, with
`m Σᵢ Vᵢ Vᵢᵀ = n 1`: `welch_eq_iff_tight` for unit vectors.
Source: benedetto2003, on finite normalised tight frames.
Why: equally important features interfere least in the geometries that use every direction equally.
Tight: an equivalence; `total_interference_ge_tight` attains it. -/
theorem total_interference_eq_iff_tight (V : Fin n → Vec α m) (hu : ∀ i, normSq (V i) = 1) :
    (n : α) * ((n : α) - (m : α)) = (m : α) * pairInterference V ↔
      ∀ a b, (m : α) * frameOperator V a b = if a = b then (n : α) else 0 := by
  have h := welch_eq_iff_tight V
  obtain ⟨h₁, h₂⟩ := framePotential_of_unit V hu
  rw [h₁, h₂] at h
  rw [← h]
  constructor <;> intro <;> grind

end ToyModels
