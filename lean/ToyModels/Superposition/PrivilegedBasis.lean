module

public import ToyModels.Foundations.Matrix
public import ToyModels.Superposition.ReluModel

/-!
# Privileged bases

A rectifier acts on each coordinate by itself and so singles out a basis: the only linear maps that commute with it are
non-negative with at most one entry a row, and the only orthogonal ones are permutations. So neurons can be told apart
up to their order. A layer with only linear maps around it, such as the hidden layer of the ReLU model, has no such
basis.

## Main definitions

* `reluVec x`: the rectifier in each coordinate.
* `probe j l`: the vector `eⱼ - eₗ`, or `eⱼ` if `j = l`.

## Main statements

* `relu_commutes_of_nonneg_monomial`: non-negative matrices with one entry a row commute with the rectifier.
* `relu_commutes_iff`: no others do, even if only the probes are asked for.
* `relu_equivariant_orthogonal_is_perm`: an orthogonal matrix commutes with the rectifier iff it is a permutation
  matrix.
* `bottleneck_no_privileged_basis`: rotating the hidden layer of the ReLU model changes nothing.

## Proof idea

On the probe `eⱼ - eₗ` a row with entries `p`, `q` must have `relu (p - q) = p`, which forces `p ≥ 0` and `p q = 0`.

## What is not claimed

That training aligns features with a privileged basis is an empirical finding.

## References

* [elhage2022], on privileged bases.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] [DecidableLE α] {k m n : Nat}

open Mat

/-- The rectifier in each coordinate. -/
def reluVec (x : Vec α n) : Vec α n := fun i => relu (x i)

omit [DecidableLE α] in
/-- The vector `eⱼ - eₗ`, or `eⱼ` if `j = l`. -/
def probe (j l : Fin n) : Vec α n := fun i => if j = i then 1 else if l = i then -1 else 0

omit [DecidableLE α] in
private theorem mulVec_probe (Q : Mat α k m) (j l : Fin m) (i : Fin k) :
    Q.mulVec (probe j l) i = if j = l then Q i j else Q i j - Q i l := by
  have h : ∀ a, Q i a * probe j l a =
      (if j = a then Q i a else 0) + if l = a then (if j = l then 0 else -Q i a) else 0 := fun a => by
    unfold probe
    grind
  rw [mulVec, dot, sum_congr h, sum_add, sum_ite_eq j fun a => Q i a, sum_ite_eq l fun a => if j = l then 0 else -Q i a]
  grind

private theorem mulVec_reluVec_probe (Q : Mat α k m) (j l : Fin m) (i : Fin k) :
    Q.mulVec (reluVec (probe j l)) i = Q i j := by
  rw [← sum_ite_eq j fun a => Q i a]
  refine sum_congr fun a => ?_
  have h0 : relu (1 : α) = 1 := relu_of_nonneg (by grind)
  have h1 : relu (-1 : α) = 0 := relu_of_nonpos (by grind)
  have h2 : relu (0 : α) = 0 := relu_of_nonneg (by grind)
  simp only [reluVec, probe]
  split
  · rw [h0]
    grind
  · split
    · rw [h1]
      grind
    · rw [h2]
      grind

/-- A non-negative matrix with at most one non-zero entry in each row commutes with the rectifier.
Source: elhage2022, on privileged bases.
Why: permuting, copying, dropping and positively scaling neurons is all the freedom that a rectifier leaves.
Tight: `relu_commutes_iff`. -/
theorem relu_commutes_of_nonneg_monomial {Q : Mat α k m} (hQ : ∀ i j, 0 ≤ Q i j)
    (h : ∀ i j l, j ≠ l → Q i j = 0 ∨ Q i l = 0) (x : Vec α m) (i : Fin k) :
    reluVec (Q.mulVec x) i = Q.mulVec (reluVec x) i := by
  by_cases hz : ∃ j, Q i j ≠ 0
  · obtain ⟨j, hj⟩ := hz
    have e : ∀ y : Vec α m, Q.mulVec y i = Q i j * y j := fun y => by
      rw [← sum_ite_eq j fun l => Q i l * y l]
      exact sum_congr fun l => by have := h i j l; grind
    rw [reluVec, e, e, relu_mul_of_nonneg (hQ i j), reluVec]
  · have e : ∀ y : Vec α m, Q.mulVec y i = 0 := fun y => sum_eq_zero fun l => by grind
    rw [reluVec, e, e, relu_of_nonneg (by grind)]

/-- A matrix commutes with the rectifier on the vectors `eⱼ` and `eⱼ - eₗ` exactly if it is non-negative with at most
one non-zero entry in each row; it then commutes with the rectifier everywhere.
Source: elhage2022, on privileged bases.
Why: an elementwise nonlinearity fixes the basis of its layer, up to copying and positive scaling of coordinates.
Tight: an equivalence; rows may repeat a coordinate, `relu_commutes_not_perm`. -/
theorem relu_commutes_iff (Q : Mat α k m) :
    (∀ j l i, reluVec (Q.mulVec (probe j l)) i = Q.mulVec (reluVec (probe j l)) i) ↔
      (∀ i j, 0 ≤ Q i j) ∧ ∀ i j l, j ≠ l → Q i j = 0 ∨ Q i l = 0 := by
  refine ⟨fun h => ⟨fun i j => ?_, fun i j l hjl => ?_⟩, fun ⟨h₁, h₂⟩ j l =>
    relu_commutes_of_nonneg_monomial h₁ h₂ (probe j l)⟩
  · have hj := h j j i
    rw [mulVec_reluVec_probe, reluVec] at hj
    have := relu_nonneg (Q.mulVec (probe j j) i)
    grind
  · have hj := h j l i
    rw [mulVec_reluVec_probe, reluVec, mulVec_probe, if_neg hjl] at hj
    unfold relu at hj
    grind

/-- The matrix with rows `(2, 0)` and `(3, 0)` commutes with the rectifier, and is no permutation. -/
theorem relu_commutes_not_perm :
    ∀ j l i, reluVec ((ofTwo 2 0 3 0 : Mat Rat 2 2).mulVec (probe j l)) i =
      (ofTwo 2 0 3 0 : Mat Rat 2 2).mulVec (reluVec (probe j l)) i := by
  decide +kernel

omit [DecidableLE α] in
private theorem eq_one_of_sq_eq_one {a : α} (h : 0 ≤ a) (h2 : a ^ 2 = 1) : a = 1 := by
  have h0 : a + 1 ≠ 0 := by grind
  have hf : (a - 1) * (a + 1) = 0 := by grind
  grind

/-- A matrix with orthonormal rows commutes with the rectifier exactly if each row is a standard basis vector.
Source: elhage2022, on privileged bases.
Why: a rotation that respects the nonlinearity only renames neurons, so neurons are identifiable up to order.
Tight: an equivalence; `relu_equivariant_needs_commuting`. -/
theorem relu_equivariant_orthogonal_is_perm {Q : Mat α k m} (hQ : Q.mul Q.transpose = one) :
    (∀ j l i, reluVec (Q.mulVec (probe j l)) i = Q.mulVec (reluVec (probe j l)) i) ↔
      ∀ i, ∃ j, Q i j = 1 ∧ ∀ l, l ≠ j → Q i l = 0 := by
  rw [relu_commutes_iff]
  constructor
  · intro ⟨hnn, h⟩ i
    have hi : normSq (Q i) = 1 := by
      have e := congrFun (congrFun hQ i) i
      rw [one, if_pos rfl] at e
      exact (dot_self (Q i)).symm.trans e
    have hz := normSq_eq_zero_iff (Q i)
    obtain ⟨j, hj⟩ : ∃ j, Q i j ≠ 0 := by grind
    have hl : ∀ l, l ≠ j → Q i l = 0 := fun l hl => by have := h i j l; grind
    have e : normSq (Q i) = Q i j ^ 2 := by
      rw [← sum_ite_eq j fun l => Q i l ^ 2]
      exact sum_congr fun l => by have := hl l; grind
    exact ⟨j, eq_one_of_sq_eq_one (hnn i j) (e.symm.trans hi), hl⟩
  · intro h
    refine ⟨fun i j => ?_, fun i j l hjl => ?_⟩
    · obtain ⟨a, ha, hz⟩ := h i
      by_cases e : j = a
      · grind
      · rw [hz j e]
        grind
    · obtain ⟨a, ha, hz⟩ := h i
      have := hz j
      have := hz l
      grind

/-- `relu_equivariant_orthogonal_is_perm` needs commutation: `-1` is orthogonal and does not commute with the
rectifier. -/
theorem relu_equivariant_needs_commuting :
    (smul (-1) one : Mat Rat 1 1).mul (transpose (smul (-1) one)) 0 0 = 1 ∧
      reluVec ((smul (-1) one : Mat Rat 1 1).mulVec (probe 0 0)) 0 ≠
        (smul (-1) one : Mat Rat 1 1).mulVec (reluVec (probe 0 0)) 0 := by
  decide +kernel

/-- A rotation of the hidden layer does not change the outputs of the ReLU model.
Source: elhage2022, on privileged bases.
Why: directions in the hidden layer mean something only relative to each other, so no coordinate there is a neuron.
Tight: `bottleneck_needs_orthogonal`, a stretch that changes the outputs. -/
theorem bottleneck_no_privileged_basis {Q : Mat α k m} (hQ : Q.transpose.mul Q = one) (W : Fin n → Vec α m)
    (b x : Vec α n) (i : Fin n) : reluModel (fun j => Q.mulVec (W j)) b x i = reluModel W b x i := by
  have e : ∀ j, dot (Q.mulVec (W i)) (Q.mulVec (W j)) = dot (W i) (W j) := fun j => by
    rw [dot_mulVec, mulVec_mulVec, hQ, one_mulVec]
  rw [reluModel, reluModel, dot_lincomb, dot_lincomb]
  simp only [e]

/-- `bottleneck_no_privileged_basis` needs an orthogonal map: doubling the hidden layer multiplies the output by
four. -/
theorem bottleneck_needs_orthogonal :
    reluModel (fun _ : Fin 1 => (smul 2 one : Mat Rat 1 1).mulVec fun _ => 1) (fun _ => 0) (fun _ => 1) 0 =
      4 * reluModel (fun (_ : Fin 1) (_ : Fin 1) => (1 : Rat)) (fun _ => 0) (fun _ => 1) 0 := by
  decide +kernel

end ToyModels
