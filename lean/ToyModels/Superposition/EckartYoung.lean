module

public import ToyModels.Capacity.Allocation
public import ToyModels.Superposition.LinearModel

/-!
# The linear model never superposes

A linear model that passes `n` features through `m` dimensions loses at least the importance of all features but the
`m` most important, whatever its weights, tied or not. If importance has a gap there then a single linear map attains
this: it represents those `m` features perfectly and ignores the others. So superposition needs a nonlinearity. The
bound is the theorem of Eckart and Young for diagonal matrices, here without singular values.

## Main definitions

* `rowProjector C`: the orthogonal projector on the span of the rows of `C`.
* `tailSum top w`: what is left of `w` outside the set `top`.
* `coordinateInclusion`: the inclusion of the first `m` coordinates, the weights of the linear optimum.
* `tiltedColumn`, `onesColumn`: two columns, for the counterexamples.

## Main statements

* `row_residual`: the exact residual of each row of a matrix `B C`.
* `diagonal_eckart_young`: `B C` is at squared distance at least `Σ_{i ∉ top} aᵢ²` from `diag(a)`.
* `linear_model_loss_ge_tail`: the same with importances and variances of features.
* `linearLoss_ge_tail`: the loss is at least the importance outside `top`.
* `linear_optimum_no_superposition`: with a gap in importance, equality holds exactly for `B C = diag(1_top)`.
* `linearLoss_gram_coordinateInclusion`: tied weights attain the bound.

## Proof idea

Row `i` of `B C` lies in the row space of `C`, so it is no nearer to `aᵢ eᵢ` than the projection of `aᵢ eᵢ`, whose
squared distance is `aᵢ² (1 - Pᵢᵢ)`. The diagonal of the projector is an allocation of capacities between zero and one,
of total at most `m`, and the returns are linear: `linear_loss_threshold_allocation` says what is best, and
`threshold_allocation_unique` that nothing else is.

## What is not claimed

That gradient descent finds the optimum. The most important features are given as a set with a threshold; no sorting.

## References

* [elhage2022], on the linear model; [horn2013], for the theorem of Eckart and Young.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

open Mat

/-- The orthogonal projector on the span of the rows of `C`. -/
def rowProjector (C : Mat α m n) : Mat α n n := orthProjector C.transpose

/-- What is left of the total of `w` outside the set `top`. -/
def tailSum (top : Fin n → Bool) (w : Fin n → α) : α := sum fun i => if top i = true then 0 else w i

/-- The features whose first `m` directions are the standard basis vectors of `m` dimensions, and whose others are
zero. -/
def coordinateInclusion : Mat α n m := fun i k => if i.val = k.val then 1 else 0

/-- The unit vector `(3/5, 4/5)`, as a column. -/
def tiltedColumn : Mat Rat 2 1 := fun i _ => if i.val = 0 then 3 / 5 else 4 / 5

/-- The vector `(1, 1)`, as a column. -/
def onesColumn : Mat Rat 2 1 := fun _ _ => 1

/-! ### The projector on the row space -/

private theorem rowProjector_symm (C : Mat α m n) (i j : Fin n) : rowProjector C i j = rowProjector C j i :=
  congrFun (congrFun (orthProjector_transpose C.transpose) j) i

/-- The squared norm of a row of the projector is its diagonal entry. -/
private theorem normSq_rowProjector (C : Mat α m n) (i : Fin n) : normSq (rowProjector C i) = rowProjector C i i := by
  refine Eq.trans (sum_congr fun j => ?_) (congrFun (congrFun (orthProjector_mul_self C.transpose) i) i)
  have := rowProjector_symm C i j
  simp only [rowProjector] at *
  grind

/-- The projector fixes every row of a product `B C`. -/
private theorem dot_rowProjector (B : Mat α n m) (C : Mat α m n) (i k : Fin n) :
    dot (rowProjector C k) (B.mul C i) = B.mul C i k := by
  have h : (rowProjector C).mul (B.mul C).transpose = (B.mul C).transpose := by
    rw [transpose_mul, ← mul_assoc, rowProjector, orthProjector_mul]
  exact congrFun (congrFun h k) i

/-- The diagonal of the projector is non-negative. -/
private theorem rowProjector_diag_nonneg (C : Mat α m n) (i : Fin n) : 0 ≤ rowProjector C i i := by
  rw [← normSq_rowProjector]
  exact normSq_nonneg _

/-- The diagonal of the projector is at most one. -/
private theorem rowProjector_diag_le_one (C : Mat α m n) (i : Fin n) : rowProjector C i i ≤ 1 := by
  have h := single_le_sum (fun j => sq_nonneg (rowProjector C i j)) i
  have hn := normSq_rowProjector C i
  have h0 := rowProjector_diag_nonneg C i
  unfold normSq at hn
  rw [hn] at h
  exact le_of_sq_le_mul (by grind) (by grind)

/-- The diagonal of the projector on the span of `m` rows adds up to at most `m`. -/
private theorem sum_rowProjector_diag_le (C : Mat α m n) : (sum fun i => rowProjector C i i) ≤ (m : α) :=
  orthProjector_trace_le C.transpose

private theorem rowProjector_of_diag {C : Mat α m n} {S : Fin n → Bool}
    (h : ∀ i, rowProjector C i i = if S i = true then 1 else 0) (i j : Fin n) :
    rowProjector C i j = if i = j ∧ S i = true then 1 else 0 := by
  by_cases hij : i = j
  · subst hij
    rw [h i]
    grind
  · have hn := normSq_rowProjector C i
    have hs := sum_ite_eq i fun j => rowProjector C i j ^ 2
    have hd := sum_sub (fun j => rowProjector C i j ^ 2) fun j => if i = j then rowProjector C i j ^ 2 else 0
    have hz := (sum_eq_zero_iff (f := fun j => rowProjector C i j ^ 2 - if i = j then rowProjector C i j ^ 2 else 0)
      fun j => by have := sq_nonneg (rowProjector C i j); grind).mp (by rw [hd, hs]; unfold normSq at hn; grind) j
    grind

/-- The squared distance of row `i` of `B C` from `a eᵢ` is `a² (1 - Pᵢᵢ)` plus its squared distance from `a P eᵢ`.
Source: horn2013, for orthogonal projections.
Why: what a linear model cannot reconstruct of a feature is how far the feature sticks out of the row space.
Tight: an identity. -/
theorem row_residual (B : Mat α n m) (C : Mat α m n) (a : α) (i : Fin n) :
    (sum fun j => ((if i = j then a else 0) - B.mul C i j) ^ 2) =
      a ^ 2 * (1 - rowProjector C i i) + sum fun j => (a * rowProjector C i j - B.mul C i j) ^ 2 := by
  have h₁ := normSq_sub (fun j => if i = j then a else 0) (B.mul C i)
  have h₂ := normSq_sub (fun j => a * rowProjector C i j) (B.mul C i)
  have e₁ : normSq (fun j => if i = j then a else 0) = a ^ 2 := by
    rw [← sum_ite_eq i fun _ => a ^ 2]
    exact sum_congr fun j => by grind
  have e₂ : dot (fun j => if i = j then a else 0) (B.mul C i) = a * B.mul C i i := by
    rw [← sum_ite_eq i fun j => a * B.mul C i j]
    exact sum_congr fun j => by grind
  have e₃ : normSq (fun j => a * rowProjector C i j) = a ^ 2 * rowProjector C i i := by
    rw [← dot_self, dot_smul, dot_comm, dot_smul, dot_self, normSq_rowProjector]
    grind
  have e₄ : dot (fun j => a * rowProjector C i j) (B.mul C i) = a * B.mul C i i := by
    rw [dot_comm, dot_smul, dot_comm, dot_rowProjector]
  rw [e₁, e₂] at h₁
  rw [e₃, e₄] at h₂
  unfold normSq at h₁ h₂
  grind

/-! ### The bound -/

private theorem sum_rowProjector_diag_le_count {top : Fin n → Bool} (C : Mat α m n)
    (hcard : m ≤ count top ∨ ∀ i, top i = true) : (sum fun i => rowProjector C i i) ≤ (count top : α) := by
  rcases hcard with h | h
  · exact Std.le_trans (sum_rowProjector_diag_le C) ((natCast_le_natCast m (count top)).mpr h)
  · rw [← sum_indicator]
    exact sum_le_sum fun i => by rw [indicator_of_true (h i)]; exact rowProjector_diag_le_one C i

private theorem exists_nonneg_threshold {top : Fin n → Bool} {w : Fin n → α} {t : α} (hw : ∀ i, 0 ≤ w i)
    (htop : ∀ i, top i = true → t ≤ w i) (hoff : ∀ i, top i = false → w i ≤ t) :
    ∃ t', 0 ≤ t' ∧ (∀ i, top i = true → t' ≤ w i) ∧ ∀ i, top i = false → w i ≤ t' := by
  rcases Std.le_total (a := 0) (b := t) with ht | ht
  · exact ⟨t, ht, htop, hoff⟩
  · refine ⟨0, Std.le_refl 0, fun i _ => hw i, fun i hi => ?_⟩
    have := hoff i hi
    grind

private theorem sum_importance_eq (C : Mat α m n) (top : Fin n → Bool) (w : Fin n → α) :
    (sum fun i => w i * (1 - rowProjector C i i)) - tailSum top w =
      (sum fun i => if top i = true then w i else 0) - sum fun i => w i * rowProjector C i i := by
  simp only [tailSum, ← sum_sub]
  exact sum_congr fun i => by grind

private theorem tail_le (C : Mat α m n) {top : Fin n → Bool} {w : Fin n → α} {t : α}
    (hcard : m ≤ count top ∨ ∀ i, top i = true) (hw : ∀ i, 0 ≤ w i) (htop : ∀ i, top i = true → t ≤ w i)
    (hoff : ∀ i, top i = false → w i ≤ t) : tailSum top w ≤ sum fun i => w i * (1 - rowProjector C i i) := by
  obtain ⟨t', ht', htop', hoff'⟩ := exists_nonneg_threshold hw htop hoff
  have h := linear_loss_threshold_allocation (rowProjector_diag_nonneg C) (rowProjector_diag_le_one C)
    (sum_rowProjector_diag_le_count C hcard) ht' htop' hoff'
  have h₁ := sum_importance_eq C top w
  grind

/-- If `aᵢ² ≥ t` on `top` and `aᵢ² ≤ t` elsewhere, and `top` has at least `m` elements (or all), then every matrix
`B C` with inner dimension `m` is at squared distance at least `Σ_{i ∉ top} aᵢ²` from `diag(a)`.
Source: horn2013, the theorem of Eckart and Young.
Why: principal component analysis in the form that the linear model needs, without singular values.
Tight: `diagonal_eckart_young_tight`. -/
theorem diagonal_eckart_young (B : Mat α n m) (C : Mat α m n) {a : Vec α n} {top : Fin n → Bool} {t : α}
    (hcard : m ≤ count top ∨ ∀ i, top i = true) (htop : ∀ i, top i = true → t ≤ a i ^ 2)
    (hoff : ∀ i, top i = false → a i ^ 2 ≤ t) :
    tailSum top (fun i => a i ^ 2) ≤ sum fun i => sum fun j => ((if i = j then a i else 0) - B.mul C i j) ^ 2 := by
  refine Std.le_trans (tail_le C hcard (fun i => sq_nonneg (a i)) htop hoff) (sum_le_sum fun i => ?_)
  have h := sum_nonneg fun j => sq_nonneg (a i * rowProjector C i j - B.mul C i j)
  rw [row_residual]
  grind

/-- Equality in `diagonal_eckart_young`: for `a = (3, 2, 1)` the matrix `diag(3, 0, 0)` of inner dimension one has the
squared distance `5`. -/
theorem diagonal_eckart_young_tight :
    tailSum firstOnly (fun i : Fin 3 => (3 - (i.val : Rat)) ^ 2) = 5 ∧
      (sum fun i : Fin 3 => sum fun j : Fin 3 => ((if i = j then 3 - (i.val : Rat) else 0) -
        smul 3 (gram (coordinateInclusion : Mat Rat 3 1)) i j) ^ 2) = 5 := by
  decide +kernel

/-- The inner dimension must not exceed the size of `top` in `diagonal_eckart_young`: `diag(1, 1, 0)` has inner
dimension two, and its squared distance from the identity is `1` and not `2`. -/
theorem diagonal_eckart_young_needs_rank :
    (sum fun i : Fin 3 => sum fun j : Fin 3 => ((if i = j then (1 : Rat) else 0) -
      mul inclusion inclusion.transpose i j) ^ 2) < tailSum firstOnly (fun _ : Fin 3 => (1 : Rat) ^ 2) := by
  decide +kernel

/-- The set must hold the largest entries in `diagonal_eckart_young`: for `a = (1, 2)` the matrix `diag(0, 2)` is at
squared distance `1`, and not at least `4`. -/
theorem diagonal_eckart_young_needs_largest :
    (sum fun i : Fin 2 => sum fun j : Fin 2 => ((if i = j then 1 + (i.val : Rat) else 0) -
      mul (fun (i : Fin 2) (_ : Fin 1) => (i.val : Rat)) (fun (_ : Fin 1) (j : Fin 2) => 2 * (j.val : Rat)) i j) ^ 2) <
        tailSum firstOnly (fun i : Fin 2 => (1 + (i.val : Rat)) ^ 2) := by
  decide +kernel

/-- Let features have the importances `pᵢ²` and the variances `sⱼ²`, and let `top` hold at least `m` features (or all)
with the largest `(pᵢ sᵢ)²`. Then every linear model through `m` dimensions loses at least the sum of the other
`(pᵢ sᵢ)²`.
Source: elhage2022, on the linear model.
Why: the linear model is principal component analysis: it stores the `m` most important features at best.
Tight: `linear_model_loss_ge_tail_tight`. -/
theorem linear_model_loss_ge_tail (B : Mat α n m) (C : Mat α m n) {p s : Vec α n} {top : Fin n → Bool} {t : α}
    (hcard : m ≤ count top ∨ ∀ i, top i = true) (htop : ∀ i, top i = true → t ≤ (p i * s i) ^ 2)
    (hoff : ∀ i, top i = false → (p i * s i) ^ 2 ≤ t) :
    tailSum top (fun i => (p i * s i) ^ 2) ≤
      sum fun i => sum fun j => (p i * s j) ^ 2 * ((if i = j then 1 else 0) - B.mul C i j) ^ 2 := by
  have h := diagonal_eckart_young (fun i k => p i * B i k) (fun k j => C k j * s j) hcard htop hoff
  have e : ∀ i j, mul (fun i k => p i * B i k) (fun k j => C k j * s j) i j = p i * s j * B.mul C i j := fun i j => by
    simp only [mul, mul_sum]
    exact sum_congr fun k => by grind
  have e' : ∀ i j, ((if i = j then p i * s i else 0) - p i * s j * B.mul C i j) ^ 2 =
      (p i * s j) ^ 2 * ((if i = j then 1 else 0) - B.mul C i j) ^ 2 := fun i j => by grind
  simpa only [e, e'] using h

/-- Equality in `linear_model_loss_ge_tail`: `p = (3, 2, 1)`, `s = (1, 1, 2)`, and the first coordinate is kept. -/
theorem linear_model_loss_ge_tail_tight :
    tailSum firstOnly (fun i : Fin 3 => ((3 - (i.val : Rat)) * if i.val = 2 then 2 else 1) ^ 2) = 8 ∧
      (sum fun i : Fin 3 => sum fun j : Fin 3 => ((3 - (i.val : Rat)) * if j.val = 2 then 2 else 1) ^ 2 *
        ((if i = j then 1 else 0) - gram (coordinateInclusion : Mat Rat 3 1) i j) ^ 2) = 8 := by
  decide +kernel

/-- The loss of a linear model is what sticks out of its row space plus what it misses within it. -/
theorem linearLoss_eq (B : Mat α n m) (C : Mat α m n) (I : Fin n → α) :
    linearLoss I (B.mul C) = (sum fun i => I i * (1 - rowProjector C i i)) +
      sum fun i => I i * sum fun j => (rowProjector C i j - B.mul C i j) ^ 2 := by
  rw [← sum_add]
  refine sum_congr fun i => ?_
  have e : (sum fun j => (1 * rowProjector C i j - B.mul C i j) ^ 2) =
      sum fun j => (rowProjector C i j - B.mul C i j) ^ 2 := sum_congr fun j => by grind
  rw [row_residual, e]
  grind

/-- Let `top` hold at least `m` features (or all) of the largest importances `Iᵢ ≥ 0`. Then every linear model through
`m` dimensions has a loss of at least the importance of all other features.
Source: elhage2022, on the linear model.
Why: a linear model cannot do better than to represent the `m` most important features and to ignore the others.
Tight: `linearLoss_gram_coordinateInclusion`. -/
theorem linearLoss_ge_tail (B : Mat α n m) (C : Mat α m n) {I : Fin n → α} {top : Fin n → Bool} {t : α}
    (hpos : ∀ i, 0 ≤ I i) (hcard : m ≤ count top ∨ ∀ i, top i = true) (htop : ∀ i, top i = true → t ≤ I i)
    (hoff : ∀ i, top i = false → I i ≤ t) : tailSum top I ≤ linearLoss I (B.mul C) := by
  have h := tail_le C hcard hpos htop hoff
  have h₀ := sum_nonneg fun i => mul_nonneg (hpos i)
    (sum_nonneg fun j => sq_nonneg (rowProjector C i j - B.mul C i j))
  rw [linearLoss_eq]
  grind

/-! ### The optimum -/

private theorem rowProjector_diag_of_tail_eq (C : Mat α m n) {top : Fin n → Bool} {w : Fin n → α} {t : α}
    (hw : ∀ i, 0 < w i) (hcard : m ≤ count top ∨ ∀ i, top i = true) (htop : ∀ i, top i = true → t < w i)
    (hoff : ∀ i, top i = false → w i ≤ t) (h : (sum fun i => w i * (1 - rowProjector C i i)) = tailSum top w) :
    ∀ i, rowProjector C i i = if top i = true then 1 else 0 := by
  have hsum := sum_rowProjector_diag_le_count C hcard
  have he : (sum fun i => w i * rowProjector C i i) = sum fun i => if top i = true then w i else 0 := by
    have h₁ := sum_importance_eq C top w
    grind
  have h0 := rowProjector_diag_nonneg C
  have h1 := rowProjector_diag_le_one C
  rcases Std.le_total (a := 0) (b := t) with ht | ht
  · exact (threshold_allocation_unique h0 h1 hsum ht htop hoff).mp he
  · have hoff' : ∀ i, top i = false → w i ≤ 0 := fun i hi => by have := hoff i hi; grind
    exact (threshold_allocation_unique h0 h1 hsum (Std.le_refl 0) (fun i _ => hw i) hoff').mp he

/-- A linear model that represents the features of `S` perfectly and ignores the others loses the importance of the
others. -/
private theorem linearLoss_of_diag {G : Mat α n n} {S : Fin n → Bool} (I : Fin n → α)
    (h : ∀ i j, G i j = if i = j ∧ S i = true then 1 else 0) : linearLoss I G = tailSum S I := by
  refine sum_congr fun i => ?_
  have e := sum_ite_eq i fun _ => if S i = true then (0 : α) else 1
  have e' : (sum fun j => ((if i = j then 1 else 0) - G i j) ^ 2) =
      sum fun j => if i = j then (if S i = true then (0 : α) else 1) else 0 :=
    sum_congr fun j => by rw [h i j]; grind
  rw [e', e]
  grind

/-- Let `top` hold `m` features (or all) with importances above `t`, and let the others have positive importances of at
most `t`. Then a linear model through `m` dimensions loses no more than the importance of the others exactly if it
represents the features of `top` perfectly and ignores the others. The hypothesis allows more than `m` features in
`top`; the equivalence then holds because neither side does, unless `top` holds all features and these fit.
Source: elhage2022, on the linear model.
Why: linear models never superpose: the optimum is unique, monosemantic, and the same with weights tied or untied.
Tight: an equivalence; `linearLoss_gram_coordinateInclusion` attains the optimum. -/
theorem linear_optimum_no_superposition (B : Mat α n m) (C : Mat α m n) {I : Fin n → α} {top : Fin n → Bool} {t : α}
    (hpos : ∀ i, 0 < I i) (hcard : m ≤ count top ∨ ∀ i, top i = true) (htop : ∀ i, top i = true → t < I i)
    (hoff : ∀ i, top i = false → I i ≤ t) :
    linearLoss I (B.mul C) = tailSum top I ↔ ∀ i j, B.mul C i j = if i = j ∧ top i = true then 1 else 0 := by
  refine ⟨fun h => ?_, linearLoss_of_diag I⟩
  have hI : ∀ i, 0 ≤ I i := fun i => Std.le_of_lt (hpos i)
  have htail := tail_le C hcard hI (fun i hi => Std.le_of_lt (htop i hi)) hoff
  have hn : ∀ i, 0 ≤ I i * sum fun j => (rowProjector C i j - B.mul C i j) ^ 2 := fun i =>
    mul_nonneg (hI i) (sum_nonneg fun j => sq_nonneg _)
  have hsum := sum_nonneg hn
  rw [linearLoss_eq] at h
  have hdiag := rowProjector_diag_of_tail_eq C hpos hcard htop hoff (by grind)
  intro i j
  have hz := (sum_eq_zero_iff hn).mp (by grind) i
  have hrow := (sum_eq_zero_iff fun j => sq_nonneg (rowProjector C i j - B.mul C i j)).mp
    (by have := hpos i; grind) j
  rw [← rowProjector_of_diag hdiag]
  grind

/-- The gap is needed in `linear_optimum_no_superposition`: with the importances `1`, `1` the projector on `(3/5, 4/5)`
has the least possible loss as well, and mixes both features. -/
theorem linear_optimum_no_superposition_needs_gap :
    linearLoss (fun _ : Fin 2 => 1) (mul tiltedColumn tiltedColumn.transpose) =
        tailSum firstOnly (fun _ : Fin 2 => 1) ∧
      mul tiltedColumn tiltedColumn.transpose 0 1 = 12 / 25 := by
  decide +kernel

/-- Positive importances are needed in `linear_optimum_no_superposition`: with the importances `1`, `0` the second row
is arbitrary. -/
theorem linear_optimum_no_superposition_needs_pos :
    linearLoss (indicator firstOnly) (mul onesColumn fun _ => indicator firstOnly) =
        tailSum firstOnly (indicator firstOnly : Vec Rat 2) ∧
      mul onesColumn (fun _ => (indicator firstOnly : Vec Rat 2)) 1 0 = 1 := by
  decide +kernel

/-- The Gram matrix of the coordinate inclusion keeps the first `m` features and drops the others. -/
theorem gram_coordinateInclusion (i j : Fin n) :
    gram (coordinateInclusion : Mat α n m) i j = if i = j ∧ i.val < m then 1 else 0 := by
  by_cases h : i.val < m
  · have e := sum_ite_eq (⟨i.val, h⟩ : Fin m) fun k => if j.val = k.val then (1 : α) else 0
    have e' : gram (coordinateInclusion : Mat α n m) i j =
        sum fun k => if (⟨i.val, h⟩ : Fin m) = k then (if j.val = k.val then (1 : α) else 0) else 0 :=
      sum_congr fun k => by simp only [coordinateInclusion, Fin.ext_iff]; grind
    rw [e', e]
    grind
  · exact (sum_eq_zero fun k => by have := k.isLt; simp only [coordinateInclusion]; grind).trans (by grind)

/-- Tied weights that keep the first `m` features lose exactly the importance of the others.
Source: elhage2022, on the linear model.
Why: the bounds of this file are attained for all sizes and importances, and by tied weights.
Tight: an identity. -/
theorem linearLoss_gram_coordinateInclusion (I : Fin n → α) :
    linearLoss I (gram (coordinateInclusion : Mat α n m)) = tailSum (fun i => decide (i.val < m)) I :=
  linearLoss_of_diag I fun i j => by rw [gram_coordinateInclusion]; simp only [decide_eq_true_eq]

end ToyModels
