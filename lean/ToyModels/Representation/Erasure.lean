module

public import ToyModels.Foundations.Matrix
public import ToyModels.Foundations.Probability

/-!
# Erasing a concept

A concept can be read linearly from a representation exactly if the two are correlated. Removing it linearly therefore
means making all cross-covariances zero, and there is a best way of doing so: it changes the representation least, in
every quadratic norm at once. It is not the orthogonal projection, because it repairs along the directions that predict
what it removes.

Data is a list of `K` outcomes with weights `p`; `X k` is the representation at an outcome and `z k` the concept.

## Main definitions

* `crossCovariance p X Z`: the covariances of the coordinates of `X` with those of `Z`.
* `predictorError p X z w b`: the mean squared error of predicting `z` by `w · x + b`.
* `labelProbe p X z`, `labelBias p X z`: the best predictor along the cross-covariance.
* `affineMap P b x`: `P x + b`; `leace p X Z A B`: the least eraser, `x - U B Aᵀ (x - E x)`.
* `meanSqDist p N X Y`: the mean of `‖N (x - y)‖²`.
* `ablation u`: the projector `1 - u uᵀ / ‖u‖²`; `oracleErase p x z`: the eraser that sees the concept.
* `classMean p X S`: the mean of `X` over the outcomes in `S`.

## Main statements

* `guardedness_iff`, `variance_le_predictorError`: no affine predictor of `z` beats a constant exactly if the
  cross-covariance is zero.
* `crossCovariance_eq_meandiff`: the cross-covariance with a class is along the difference of the class means.
* `leace_guards`, `leace_pythagoras`, `leace_optimal`: LEACE erases, and nothing that erases changes less.
* `diffInMeans_ablation_guards`: ablating the difference of means erases, at a price (`leace_example`).
* `oracle_pythagoras`: the same for an eraser that may see the concept.
* `ablations_commute_iff`: ablations of two directions commute only if these are orthogonal or parallel.

## Proof idea

The error of a predictor is a quadratic polynomial whose linear part is the cross-covariance `U`. For LEACE, what
another eraser does differently is a linear map that kills `U`, and what LEACE removes is, multiplied by the covariance
matrix, made of `U`: so the two are uncorrelated, and Pythagoras applies in each row of `N`.

## What is not claimed

"Linearly": a nonlinear predictor may still read the concept (`guardedness_iff_needs_affine`). The matrices `A` and `B`
are given by the equations that they solve: `B` is the inverse of `Aᵀ U` or, if concepts are linearly dependent, a
generalised inverse (`leace_dependent_example`). That there are solutions is not proved.

## References

* [belrose2023], on least-squares concept erasure; [arditi2024], on ablating a direction.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {K c d r : Nat}

open Mat

/-- The covariances of the coordinates of a representation with those of a concept. -/
def crossCovariance (p : Fin K → α) (X : Fin K → Vec α d) (Z : Fin K → Vec α c) : Mat α d c := fun i j =>
  covariance p (fun k => X k i) fun k => Z k j

/-- The mean of a representation. -/
def meanVector (p : Fin K → α) (X : Fin K → Vec α d) : Vec α d := fun i => expectation p fun k => X k i

/-- The mean squared error of predicting `z` from the representation by `w · x + b`. -/
def predictorError (p : Fin K → α) (X : Fin K → Vec α d) (z : Fin K → α) (w : Vec α d) (b : α) : α :=
  expectation p fun k => (dot w (X k) + b - z k) ^ 2

/-- The covariances of the coordinates of a representation with one quantity. -/
def labelDirection (p : Fin K → α) (X : Fin K → Vec α d) (z : Fin K → α) : Vec α d := fun i =>
  covariance p (fun k => X k i) z

/-- The weights of the best predictor along the cross-covariance `u`: `u` times `‖u‖² / Var (u · x)`. -/
def labelProbe (p : Fin K → α) (X : Fin K → Vec α d) (z : Fin K → α) : Vec α d := fun i =>
  normSq (labelDirection p X z) / (variance p fun k => dot (labelDirection p X z) (X k)) * labelDirection p X z i

/-- The constant that belongs to `labelProbe`. -/
def labelBias (p : Fin K → α) (X : Fin K → Vec α d) (z : Fin K → α) : α :=
  expectation p z - dot (labelProbe p X z) (meanVector p X)

/-- The affine map `P x + b`. -/
def affineMap (P : Mat α d d) (b x : Vec α d) : Vec α d := fun i => P.mulVec x i + b i

/-- The least-squares eraser `x ↦ x - U B Aᵀ (x - E x)`, for the cross-covariance `U` of the representation with the
concepts, a solution `A` of `C A = U` with the covariance matrix `C`, and a `B` with `U B Aᵀ U = U`, such as the inverse
of `Aᵀ U`. -/
def leace (p : Fin K → α) (X : Fin K → Vec α d) (Z : Fin K → Vec α c) (A : Mat α d c) (B : Mat α c c)
    (x : Vec α d) : Vec α d := fun i =>
  x i - ((crossCovariance p X Z).mul (B.mul A.transpose)).mulVec (fun j => x j - meanVector p X j) i

/-- The mean of `‖N (x - y)‖²` for two representations: how far they are apart. -/
def meanSqDist (p : Fin K → α) (N : Mat α r d) (X Y : Fin K → Vec α d) : α :=
  expectation p fun k => normSq (N.mulVec fun i => X k i - Y k i)

/-- The projector `1 - u uᵀ / ‖u‖²`, which ablates the direction `u`. -/
def ablation (u : Vec α d) : Mat α d d := fun i j => (if i = j then 1 else 0) - u i * u j / normSq u

/-- The mean of a representation over the outcomes in a class. -/
def classMean (p : Fin K → α) (X : Fin K → Vec α d) (S : Fin K → Bool) : Vec α d := fun i =>
  (expectation p fun k => if S k then X k i else 0) / probability p S

/-- The eraser that sees the concept: `x - Cov (x, z) / Var z (z - E z)`. -/
def oracleErase (p x z : Fin K → α) (k : Fin K) : α :=
  x k - covariance p x z / variance p z * (z k - expectation p z)

/-- Six points of the plane, the last three of which belong to a class. -/
def sixPoints : Fin 6 → Vec Rat 2 := fun k i =>
  if i.val = 0 then if k.val = 0 ∨ k.val = 3 then 2 else if k.val = 4 then 1 else if k.val = 5 then -1 else -2
  else if k.val = 0 then 1 else if k.val = 1 then -1 else if k.val = 3 then 2 else if k.val = 5 then -2 else 0

/-- The class of `sixPoints`: its last three points. -/
def lastThree : Fin 6 → Bool := fun k => decide (3 ≤ k.val)

/-- Three equally likely points of the line, `-1`, `0` and `1`. -/
def threePoints : Fin 3 → Vec Rat 1 := fun k _ => if k.val = 0 then -1 else if k.val = 1 then 0 else 1

/-! ### Covariances of linear functions -/

/-- The covariance of a linear function of a representation with a quantity is that function of the covariances. -/
theorem covariance_dot (p : Fin K → α) (w : Vec α d) (X : Fin K → Vec α d) (g : Fin K → α) :
    (covariance p (fun k => dot w (X k)) g) = dot w (labelDirection p X g) := by
  have e : ∀ k, (dot w (X k) - expectation p fun k => dot w (X k)) * (g k - expectation p g) =
      dot w fun i => (X k i - expectation p fun k => X k i) * (g k - expectation p g) := fun k => by
    rw [expectation_dot, ← dot_sub, dot, dot, sum_mul]
    exact sum_congr fun i => by grind
  rw [covariance, expectation_congr e, expectation_dot]
  rfl

/-- The covariance of two linear functions of a representation is the bilinear form of its covariance matrix. -/
theorem covariance_dot_dot (p : Fin K → α) (v w : Vec α d) (X : Fin K → Vec α d) :
    (covariance p (fun k => dot v (X k)) fun k => dot w (X k)) = dot v (mulVec (covarianceMatrix p X) w) := by
  rw [covariance_dot]
  refine congrArg (dot v) (funext fun i => ?_)
  rw [labelDirection, covariance_comm, covariance_dot, dot_comm]
  exact sum_congr fun j => by rw [labelDirection, covariance_comm]; rfl

/-- Adding a constant to a quantity does not change its covariances. -/
theorem covariance_add_const {p : Fin K → α} (hp : sum p = 1) (f g : Fin K → α) (b : α) :
    (covariance p (fun k => f k + b) g) = covariance p f g := by
  have h : (expectation p fun k => f k + b) = expectation p f + b := by rw [expectation_add, expectation_const hp]
  exact expectation_congr fun k => by rw [h]; grind

private theorem expectation_mul_centred {p : Fin K → α} (hp : sum p = 1) (f g : Fin K → α) (b : α) :
    (expectation p fun k => (f k + b) * (g k - expectation p g)) = covariance p f g := by
  have e : ∀ k, (f k + b) * (g k - expectation p g) =
      (f k - expectation p f) * (g k - expectation p g) + (expectation p f + b) * (g k - expectation p g) := by grind
  rw [expectation_congr e, expectation_add, expectation_smul, expectation_sub, expectation_const hp, covariance]
  grind

/-- The cross-covariance of the image of an affine map is its matrix times the cross-covariance. -/
theorem crossCovariance_affineMap {p : Fin K → α} (hp : sum p = 1) (X : Fin K → Vec α d) (Z : Fin K → Vec α c)
    (P : Mat α d d) (b : Vec α d) :
    crossCovariance p (fun k => affineMap P b (X k)) Z = P.mul (crossCovariance p X Z) := by
  funext i j
  exact (covariance_add_const hp _ _ _).trans (covariance_dot ..)

private theorem variance_smul (p : Fin K → α) (t : α) (f : Fin K → α) :
    (variance p fun k => t * f k) = t ^ 2 * variance p f := by
  rw [variance, expectation_smul, variance, ← expectation_smul p (t ^ 2)]
  exact expectation_congr fun k => by grind

private theorem sub_mulVec (A B : Mat α r d) (x : Vec α d) (i : Fin r) :
    (A.sub B).mulVec x i = A.mulVec x i - B.mulVec x i := by
  rw [mulVec, mulVec, mulVec, dot_comm, dot_comm (A i), dot_comm (B i), ← dot_sub]
  rfl

/-! ### What a linear probe can read -/

/-- The error of an affine predictor in terms of the cross-covariance, the variance of the prediction and the bias.
Source: belrose2023, on linear guardedness.
Why: the covariances alone say what a linear probe can read; only the linear term can make it better than a constant.
Tight: an identity. -/
theorem predictorError_eq {p : Fin K → α} (hp : sum p = 1) (X : Fin K → Vec α d) (z : Fin K → α) (w : Vec α d) (b : α) :
    predictorError p X z w b = variance p z - 2 * dot w (labelDirection p X z) +
      (variance p fun k => dot w (X k)) + (dot w (meanVector p X) + b - expectation p z) ^ 2 := by
  have h := expectation_sq_sub hp (fun k => dot w (X k) - z k) (-b)
  have e : ∀ k, (dot w (X k) - z k - -b) ^ 2 = (dot w (X k) + b - z k) ^ 2 := by grind
  have hm : (expectation p fun k => dot w (X k) - z k) = dot w (meanVector p X) - expectation p z := by
    rw [expectation_sub, expectation_dot]
    rfl
  have hv : (variance p fun k => dot w (X k) - z k) = (variance p fun k => dot w (X k)) -
      2 * (covariance p (fun k => dot w (X k)) z) + variance p z := by
    simp only [variance, covariance, ← expectation_smul, ← expectation_sub, ← expectation_add]
    exact expectation_congr fun k => by rw [expectation_sub]; grind
  rw [expectation_congr e, hm, hv, covariance_dot] at h
  rw [predictorError, h]
  grind

/-- The best predictor along the cross-covariance `u` has the error `Var z - ‖u‖⁴ / Var (u · x)`.
Source: belrose2023, on linear guardedness.
Why: any correlation is enough for a linear probe, and this one is made of the correlations themselves.
Tight: an identity. -/
theorem predictorError_labelProbe {p : Fin K → α} (hp : sum p = 1) (X : Fin K → Vec α d) (z : Fin K → α) :
    predictorError p X z (labelProbe p X z) (labelBias p X z) = variance p z -
      normSq (labelDirection p X z) ^ 2 / variance p fun k => dot (labelDirection p X z) (X k) := by
  have hl : ∀ x, dot (labelProbe p X z) x = normSq (labelDirection p X z) /
      (variance p fun k => dot (labelDirection p X z) (X k)) * dot (labelDirection p X z) x := fun x => by
    rw [dot_comm, dot_comm _ x, ← dot_smul]
    rfl
  have hv : ∀ t : α, (variance p fun k => t * dot (labelDirection p X z) (X k)) =
      t ^ 2 * variance p fun k => dot (labelDirection p X z) (X k) := fun t => variance_smul p t _
  rw [predictorError_eq hp, labelBias, hl, dot_self]
  simp only [hl, hv]
  by_cases h0 : (variance p fun k => dot (labelDirection p X z) (X k)) = 0 <;> grind

private theorem labelProbe_lt_iff {p : Fin K → α} (hp : IsDistribution p) (X : Fin K → Vec α d) (z : Fin K → α) :
    predictorError p X z (labelProbe p X z) (labelBias p X z) < variance p z ↔ ∃ i, labelDirection p X z i ≠ 0 := by
  rw [predictorError_labelProbe hp.2]
  have hs := normSq_nonneg (labelDirection p X z)
  have hv := variance_nonneg hp.1 fun k => dot (labelDirection p X z) (X k)
  constructor
  · intro h
    refine Classical.byContradiction fun hn => ?_
    have : normSq (labelDirection p X z) = 0 := (normSq_eq_zero_iff _).mpr fun i => by grind
    rw [this] at h
    grind
  · intro h
    have hpos := normSq_pos h
    have hc := covariance_sq_le hp.1 (fun k => dot (labelDirection p X z) (X k)) z
    rw [covariance_dot, dot_self] at hc
    have h2 := mul_pos hpos hpos
    have h0 : 0 < variance p fun k => dot (labelDirection p X z) (X k) := by
      by_cases h0 : (variance p fun k => dot (labelDirection p X z) (X k)) = 0
      · rw [h0] at hc
        grind
      · grind
    have := mul_pos h2 (Lean.Grind.Field.IsOrdered.inv_pos_iff.mpr h0)
    grind

/-- The best predictor along the cross-covariance is no better than the best constant exactly if the cross-covariance is
zero; and then no affine predictor is, by `variance_le_predictorError`.
Source: belrose2023, on linear guardedness.
Why: the concept cannot be read linearly if and only if the cross-covariance is zero, so that is what erasure must do.
Tight: an equivalence; `guardedness_iff_needs_affine`. -/
theorem guardedness_iff {p : Fin K → α} (hp : IsDistribution p) (X : Fin K → Vec α d) (z : Fin K → α) :
    variance p z ≤ predictorError p X z (labelProbe p X z) (labelBias p X z) ↔ ∀ i, labelDirection p X z i = 0 := by
  have h := labelProbe_lt_iff hp X z
  grind

/-- If each coordinate of the representation is uncorrelated with `z` then every affine predictor has at least the error
`Var z` of the best constant.
Source: belrose2023, on linear guardedness.
Why: what has been erased stays erased for every linear probe, however it is trained.
Tight: the predictor `0 · x + E z`; `guardedness_iff_needs_affine`. -/
theorem variance_le_predictorError {p : Fin K → α} (hp : IsDistribution p) {X : Fin K → Vec α d} {z : Fin K → α}
    (h : ∀ i, labelDirection p X z i = 0) (w : Vec α d) (b : α) : variance p z ≤ predictorError p X z w b := by
  have h₁ := variance_nonneg hp.1 fun k => dot w (X k)
  have h₂ := sq_nonneg (dot w (meanVector p X) + b - expectation p z)
  have h₃ : dot w (labelDirection p X z) = 0 := sum_eq_zero fun i => by rw [h i]; grind
  rw [predictorError_eq hp.2, h₃]
  grind

/-- `guardedness_iff` is about affine predictors: on three points of the line the square of the coordinate is
uncorrelated with it, and a function of it. -/
theorem guardedness_iff_needs_affine :
    (∀ i, labelDirection (fun _ => 1 / 3) threePoints (fun k => threePoints k 0 ^ 2) i = 0) ∧
      0 < variance (fun _ => 1 / 3) (fun k => threePoints k 0 ^ 2) := by
  decide +kernel

/-! ### Two classes -/

/-- The cross-covariance with a class is the difference of the class means times both probabilities.
Source: belrose2023, on the equality of class means.
Why: the difference in means, the simplest of all probes, is the cross-covariance: making it zero is all of erasure.
Tight: an identity, also if one of the classes is empty. -/
theorem crossCovariance_eq_meandiff {p : Fin K → α} (hp : IsDistribution p) (X : Fin K → Vec α d) (S : Fin K → Bool)
    (i : Fin d) :
    labelDirection p X (fun k => if S k then 1 else 0) i =
      probability p S * (probability p fun k => !S k) * (classMean p X S i - classMean p X (fun k => !S k) i) := by
  have hone : probability p S + (probability p fun k => !S k) = 1 := by
    rw [← expectation_const hp.2 1, probability, probability, ← expectation_add]
    exact expectation_congr fun k => by cases S k <;> simp <;> grind
  have hsum : (expectation p fun k => X k i) =
      (expectation p fun k => if S k then X k i else 0) + expectation p fun k => if !S k then X k i else 0 := by
    rw [← expectation_add]
    exact expectation_congr fun k => by cases S k <;> simp <;> grind
  have hmul : (expectation p fun k => X k i * if S k then 1 else 0) = expectation p fun k => if S k then X k i else 0 :=
    expectation_congr fun k => by cases S k <;> simp <;> grind
  have hz : ∀ T : Fin K → Bool, probability p T = 0 → (expectation p fun k => if T k then X k i else 0) = 0 :=
    fun T hT => by
      have h := expectation_mul_sq_le hp.1 (fun k => X k i) fun k => if T k then 1 else 0
      have e₁ : ∀ k, (X k i * if T k then 1 else 0) = if T k then X k i else 0 := fun k => by split <;> grind
      have e₂ : ∀ k, (if T k then (1 : α) else 0) ^ 2 = if T k then 1 else 0 := fun k => by split <;> grind
      rw [expectation_congr e₁, expectation_congr e₂] at h
      rw [probability] at hT
      rw [hT] at h
      have := sq_nonneg (expectation p fun k => if T k then X k i else 0)
      exact (sq_eq_zero_iff _).mp (by grind)
  have hS := hz S
  have hT := hz fun k => !S k
  rw [labelDirection, covariance_eq hp.2, hmul, hsum, classMean, classMean]
  change _ - _ * probability p S = _
  by_cases h₁ : probability p S = 0 <;> by_cases h₂ : (probability p fun k => !S k) = 0 <;> grind

/-- A class cannot be read linearly exactly if the two classes have the same mean, provided that neither is empty.
Source: belrose2023, on the equality of class means.
Why: a concept with two values is erased as soon as the means agree, whatever else differs.
Tight: an equivalence; `crossCovariance_eq_zero_iff_needs_classes`. -/
theorem crossCovariance_eq_zero_iff {p : Fin K → α} (hp : IsDistribution p) (X : Fin K → Vec α d) {S : Fin K → Bool}
    (h1 : probability p S ≠ 0) (h0 : (probability p fun k => !S k) ≠ 0) :
    (∀ i, labelDirection p X (fun k => if S k then 1 else 0) i = 0) ↔
      ∀ i, classMean p X S i = classMean p X (fun k => !S k) i := by
  simp only [crossCovariance_eq_meandiff hp]
  exact forall_congr' fun i => by grind

/-- `crossCovariance_eq_zero_iff` needs both classes: if all three points `-1`, `0` and `2` are in the class then there
is nothing to correlate, and the mean `1/3` of the class is not the mean of the empty one. -/
theorem crossCovariance_eq_zero_iff_needs_classes :
    labelDirection (fun _ => 1 / 3) (fun k (_ : Fin 1) => threePoints k 0 + if k.val = 2 then 1 else 0)
        (fun _ => if true then 1 else 0) 0 = 0 ∧
      classMean (fun _ => 1 / 3) (fun k (_ : Fin 1) => threePoints k 0 + if k.val = 2 then 1 else 0)
        (fun _ => true) 0 = 1 / 3 := by
  decide +kernel

/-! ### Ablating a direction -/

private theorem ablation_mulVec (u x : Vec α d) (i : Fin d) :
    (ablation u).mulVec x i = x i - dot u x / normSq u * u i := by
  have h := dot_sub x (basisVec i) fun j => u i / normSq u * u j
  rw [dot_basisVec, dot_smul, dot_comm x u] at h
  have e : (ablation u).mulVec x i = dot x fun j => basisVec i j - u i / normSq u * u j := by
    rw [mulVec, dot_comm]
    exact sum_congr fun j => by simp only [ablation, basisVec]; grind
  grind

/-- The ablation of a direction takes it to zero. -/
theorem ablation_mulVec_self (u : Vec α d) (i : Fin d) : (ablation u).mulVec u i = 0 := by
  have h := normSq_eq_zero_iff u
  rw [ablation_mulVec, dot_self]
  by_cases h0 : normSq u = 0
  · have := h.mp h0 i
    grind
  · grind

/-- Ablating the difference of the class means erases the class.
Source: belrose2023, on the equality of class means; arditi2024, on ablating a difference of means.
Why: one direction is enough for a concept with two values, and it needs no training to find.
Tight: `leace_example`: it erases, but not at the least price. -/
theorem diffInMeans_ablation_guards {p : Fin K → α} (hp : IsDistribution p) (X : Fin K → Vec α d) (S : Fin K → Bool)
    (i : Fin d) :
    labelDirection p
      (fun k => (ablation fun j => classMean p X S j - classMean p X (fun k => !S k) j).mulVec (X k))
      (fun k => if S k then 1 else 0) i = 0 := by
  have h : ∀ v : Vec α d, labelDirection p (fun k => (ablation v).mulVec (X k)) (fun k => if S k then 1 else 0) i =
      (ablation v).mulVec (labelDirection p X fun k => if S k then 1 else 0) i := fun v => covariance_dot ..
  have e := funext (crossCovariance_eq_meandiff hp X S)
  rw [h, e, mulVec, dot_smul]
  have := ablation_mulVec_self (fun j => classMean p X S j - classMean p X (fun k => !S k) j) i
  rw [mulVec] at this
  grind

/-- The ablations of two directions commute exactly if the directions are orthogonal or parallel.
Source: horn2013, on projections.
Why: erasing concepts one after the other is not erasing them jointly, unless they are orthogonal.
Tight: an equivalence; `ablations_example`. -/
theorem ablations_commute_iff (u v : Vec α d) :
    (∀ i j, (ablation u).mul (ablation v) i j = (ablation v).mul (ablation u) i j) ↔
      dot u v = 0 ∨ ∀ i j, u i * v j = u j * v i := by
  have e : ∀ (u v : Vec α d) i j, (ablation u).mul (ablation v) i j =
      ablation v i j - (u i * u j / normSq u) + dot u v * (u i * v j) / (normSq u * normSq v) := fun u v i j => by
    have h : (ablation u).mul (ablation v) i j = (ablation u).mulVec (fun k => ablation v k j) i := rfl
    have hd : dot u (fun k => ablation v k j) = u j - v j / normSq v * dot u v := by
      have hs := dot_sub u (basisVec j) fun k => v j / normSq v * v k
      rw [dot_basisVec, dot_smul] at hs
      rw [← hs]
      exact sum_congr fun k => by simp only [ablation, basisVec]; grind
    rw [h, ablation_mulVec, hd]
    grind
  have hu := normSq_eq_zero_iff u
  have hv := normSq_eq_zero_iff v
  simp only [e, dot_comm v u, ablation]
  constructor
  · intro h
    by_cases hu0 : normSq u = 0
    · exact Or.inr fun i j => by rw [hu.mp hu0 i, hu.mp hu0 j]; grind
    · by_cases hv0 : normSq v = 0
      · exact Or.inr fun i j => by rw [hv.mp hv0 i, hv.mp hv0 j]; grind
      · by_cases hd : dot u v = 0
        · exact Or.inl hd
        · exact Or.inr fun i j => by have := h i j; grind
  · rintro (h | h) i j
    · rw [h]
      grind
    · have := h i j
      grind

/-- Ablating `(1, 0)` and then `(3/5, 4/5)` leaves something along `(1, 0)` in the vector `(0, 1)`. -/
theorem ablations_example :
    (ablation fun i : Fin 2 => if i.val = 0 then 3 / 5 else 4 / 5).mulVec ((ablation (basisVec 0)).mulVec
      (basisVec 1 : Vec Rat 2)) 0 = -12 / 25 := by
  decide +kernel

/-! ### The least eraser -/

private theorem leace_eq_affineMap (p : Fin K → α) (X : Fin K → Vec α d) (Z : Fin K → Vec α c) (A : Mat α d c)
    (B : Mat α c c) (x : Vec α d) :
    leace p X Z A B x = affineMap (one.sub ((crossCovariance p X Z).mul (B.mul A.transpose)))
      (((crossCovariance p X Z).mul (B.mul A.transpose)).mulVec (meanVector p X)) x := by
  funext i
  have h : ((crossCovariance p X Z).mul (B.mul A.transpose)).mulVec (fun j => x j - meanVector p X j) i =
      ((crossCovariance p X Z).mul (B.mul A.transpose)).mulVec x i -
        ((crossCovariance p X Z).mul (B.mul A.transpose)).mulVec (meanVector p X) i := dot_sub _ _ _
  rw [leace, affineMap, sub_mulVec, one_mulVec, h]
  grind

/-- LEACE makes the representation uncorrelated with every concept.
Source: belrose2023, on least-squares concept erasure.
Why: after it no linear probe reads any of the concepts, by `guardedness_iff`.
Tight: `leace_example`. -/
theorem leace_guards {p : Fin K → α} (hp : sum p = 1) {X : Fin K → Vec α d} {Z : Fin K → Vec α c} {A : Mat α d c}
    {B : Mat α c c} (hB : ∀ i j, (crossCovariance p X Z).mul (B.mul (A.transpose.mul (crossCovariance p X Z))) i j =
      crossCovariance p X Z i j) (i : Fin d) (j : Fin c) :
    crossCovariance p (fun k => leace p X Z A B (X k)) Z i j = 0 := by
  simp only [leace_eq_affineMap]
  rw [crossCovariance_affineMap hp, sub_mul, one_mul, mul_assoc, mul_assoc, funext fun i => funext (hB i)]
  simp only [sub]
  grind

private theorem sum_expectation_mul {p : Fin K → α} (hp : sum p = 1) {X : Fin K → Vec α d} {Z : Fin K → Vec α c}
    {A : Mat α d c} {B : Mat α c c} (hA : (mul (covarianceMatrix p X) A) = crossCovariance p X Z) {E : Mat α d d}
    (hE : E.mul (crossCovariance p X Z) = fun _ _ => 0) (N : Mat α r d) (b : Vec α r) (i : Fin r) :
    (expectation p fun k => (dot ((N.mul E) i) (X k) + b i) * (dot ((N.mul ((crossCovariance p X Z).mul
      (B.mul A.transpose))) i) (X k) - expectation p fun k => dot ((N.mul ((crossCovariance p X Z).mul
      (B.mul A.transpose))) i) (X k))) = 0 := by
  have hG : ∀ j, mulVec (covarianceMatrix p X) ((N.mul ((crossCovariance p X Z).mul (B.mul A.transpose))) i) j =
      (crossCovariance p X Z).mulVec ((N.mul ((crossCovariance p X Z).mul B)) i) j := fun j => by
    have h : (N.mul ((crossCovariance p X Z).mul (B.mul A.transpose))) i =
        A.mulVec ((N.mul ((crossCovariance p X Z).mul B)) i) := by
      rw [← mul_assoc _ B, ← mul_assoc]
      exact funext fun a => sum_congr fun l => by simp only [transpose]; grind
    rw [h, mulVec_mulVec, hA]
  have hz : ∀ l, (N.mul E).mul (crossCovariance p X Z) i l = 0 := fun l => by
    rw [mul_assoc, hE]
    exact sum_eq_zero fun j => by grind
  rw [expectation_mul_centred hp, covariance_dot_dot, funext hG, dot_mulVec]
  exact sum_eq_zero fun l => by
    have := hz l
    rw [mul] at this
    rw [mulVec, dot_comm]
    simp only [dot, transpose]
    grind

private theorem mulVec_leace_sub (p : Fin K → α) (X : Fin K → Vec α d) (Z : Fin K → Vec α c) (A : Mat α d c)
    (B : Mat α c c) (N : Mat α r d) (k : Fin K) (i : Fin r) :
    N.mulVec (fun a => leace p X Z A B (X k) a - X k a) i =
      -(dot ((N.mul ((crossCovariance p X Z).mul (B.mul A.transpose))) i) (X k) -
        expectation p fun k => dot ((N.mul ((crossCovariance p X Z).mul (B.mul A.transpose))) i) (X k)) := by
  have h := congrFun (mulVec_mulVec N ((crossCovariance p X Z).mul (B.mul A.transpose))
    fun j => X k j - meanVector p X j) i
  have e : (fun a => leace p X Z A B (X k) a - X k a) = fun a => -1 * ((crossCovariance p X Z).mul
      (B.mul A.transpose)).mulVec (fun j => X k j - meanVector p X j) a := funext fun a => by rw [leace]; grind
  rw [expectation_dot, ← dot_sub, e, mulVec, dot_smul]
  rw [mulVec] at h
  rw [h]
  exact (Lean.Grind.Ring.neg_mul 1 _).trans (congrArg _ (Lean.Grind.Semiring.one_mul _))

private theorem mulVec_sub_leace (p : Fin K → α) (X : Fin K → Vec α d) (Z : Fin K → Vec α c) (A : Mat α d c)
    (B : Mat α c c) (P : Mat α d d) (b : Vec α d) (N : Mat α r d) (k : Fin K) (i : Fin r) :
    N.mulVec (fun a => affineMap P b (X k) a - leace p X Z A B (X k) a) i =
      dot ((N.mul (P.sub (one.sub ((crossCovariance p X Z).mul (B.mul A.transpose))))) i) (X k) +
        N.mulVec (fun a => b a - ((crossCovariance p X Z).mul (B.mul A.transpose)).mulVec (meanVector p X) a) i := by
  have h := congrFun (mulVec_mulVec N (P.sub (one.sub ((crossCovariance p X Z).mul (B.mul A.transpose)))) (X k)) i
  rw [mulVec, mulVec] at h
  rw [← h, mulVec, mulVec, ← dot_add]
  exact congrArg _ (funext fun a => by simp only [leace_eq_affineMap, affineMap, sub_mulVec]; grind)

/-- For every affine map whose image is uncorrelated with the concepts, the mean squared change of the representation
is that of LEACE plus the mean squared distance from what LEACE makes of it, in every quadratic norm `‖N ·‖²`.
Source: belrose2023, on least-squares concept erasure.
Why: erasure has one best solution, whatever norm the rest of the network reads the representation by.
Tight: an identity. -/
theorem leace_pythagoras {p : Fin K → α} (hp : sum p = 1) {X : Fin K → Vec α d} {Z : Fin K → Vec α c} {A : Mat α d c}
    {B : Mat α c c} (hA : ∀ i j, mul (covarianceMatrix p X) A i j = crossCovariance p X Z i j)
    (hB : ∀ i j, (crossCovariance p X Z).mul (B.mul (A.transpose.mul (crossCovariance p X Z))) i j =
      crossCovariance p X Z i j) {P : Mat α d d} {b : Vec α d}
    (hP : ∀ i j, crossCovariance p (fun k => affineMap P b (X k)) Z i j = 0) (N : Mat α r d) :
    meanSqDist p N (fun k => affineMap P b (X k)) X =
      meanSqDist p N (fun k => leace p X Z A B (X k)) X +
        meanSqDist p N (fun k => affineMap P b (X k)) fun k => leace p X Z A B (X k) := by
  have hA' : mul (covarianceMatrix p X) A = crossCovariance p X Z := funext fun i => funext (hA i)
  have hB' : (crossCovariance p X Z).mul (B.mul (A.transpose.mul (crossCovariance p X Z))) =
      crossCovariance p X Z := funext fun i => funext (hB i)
  have hE : (P.sub (one.sub ((crossCovariance p X Z).mul (B.mul A.transpose)))).mul (crossCovariance p X Z) =
      fun _ _ => 0 := funext fun i => funext fun j => by
    have := hP i j
    rw [crossCovariance_affineMap hp] at this
    simp only [sub_mul, one_mul, mul_assoc, hB', sub] at this ⊢
    grind
  have key : ∀ k, normSq (N.mulVec fun a => affineMap P b (X k) a - X k a) =
      normSq (N.mulVec fun a => leace p X Z A B (X k) a - X k a) +
        normSq (N.mulVec fun a => affineMap P b (X k) a - leace p X Z A B (X k) a) -
        2 * sum fun i => N.mulVec (fun a => affineMap P b (X k) a - leace p X Z A B (X k) a) i *
          -N.mulVec (fun a => leace p X Z A B (X k) a - X k a) i := fun k => by
    have hadd : ∀ i, N.mulVec (fun a => affineMap P b (X k) a - X k a) i =
        N.mulVec (fun a => affineMap P b (X k) a - leace p X Z A B (X k) a) i +
          N.mulVec (fun a => leace p X Z A B (X k) a - X k a) i := fun i => by
      rw [mulVec, mulVec, mulVec, ← dot_add]
      exact congrArg _ (funext fun a => by grind)
    simp only [normSq, mul_sum, ← sum_add, ← sum_sub, hadd]
    exact sum_congr fun i => by grind
  have hz : (expectation p fun k => sum fun i =>
      N.mulVec (fun a => affineMap P b (X k) a - leace p X Z A B (X k) a) i *
        -N.mulVec (fun a => leace p X Z A B (X k) a - X k a) i) = 0 := by
    rw [expectation_sum]
    refine sum_eq_zero fun i => ?_
    rw [← sum_expectation_mul (B := B) hp hA' hE N
      (N.mulVec fun a => b a - ((crossCovariance p X Z).mul (B.mul A.transpose)).mulVec (meanVector p X) a) i]
    exact expectation_congr fun k => by rw [mulVec_leace_sub, mulVec_sub_leace]; grind
  rw [meanSqDist, expectation_congr key, expectation_sub, expectation_smul, hz, expectation_add, meanSqDist, meanSqDist]
  grind

/-- Of all affine maps whose image is uncorrelated with the concepts LEACE changes the representation least, in every
quadratic norm `‖N ·‖²`.
Source: belrose2023, on least-squares concept erasure.
Why: the least damage that linear erasure can do, computed from two covariance matrices.
Tight: `leace_guards`: LEACE is one of these maps; `leace_example`, `leace_optimal_needs_guarded`. -/
theorem leace_optimal {p : Fin K → α} (hp : IsDistribution p) {X : Fin K → Vec α d} {Z : Fin K → Vec α c}
    {A : Mat α d c} {B : Mat α c c} (hA : ∀ i j, mul (covarianceMatrix p X) A i j = crossCovariance p X Z i j)
    (hB : ∀ i j, (crossCovariance p X Z).mul (B.mul (A.transpose.mul (crossCovariance p X Z))) i j =
      crossCovariance p X Z i j) {P : Mat α d d} {b : Vec α d}
    (hP : ∀ i j, crossCovariance p (fun k => affineMap P b (X k)) Z i j = 0) (N : Mat α r d) :
    meanSqDist p N (fun k => leace p X Z A B (X k)) X ≤ meanSqDist p N (fun k => affineMap P b (X k)) X := by
  have h : 0 ≤ meanSqDist p N (fun k => affineMap P b (X k)) fun k => leace p X Z A B (X k) :=
    expectation_nonneg hp.1 fun k => normSq_nonneg _
  rw [leace_pythagoras hp.2 hA hB hP]
  grind

/-- On six points of the plane LEACE replaces the first coordinate by the second, which predicts it, and changes the
points by `4/3` in the mean square. Ablating the difference of the class means, which is along the first axis, erases
the class as well and changes them by `3`. -/
theorem leace_example :
    (∀ i j, mul (covarianceMatrix (fun _ => 1 / 6) sixPoints) (fun i _ => if i.val = 0 then 1 / 4 else -1 / 4) i j =
        crossCovariance (fun _ => 1 / 6) sixPoints (fun k (_ : Fin 1) => if lastThree k then 1 else 0) i j) ∧
      (∀ k i, leace (fun _ => 1 / 6) sixPoints (fun k (_ : Fin 1) => if lastThree k then 1 else 0)
        (fun i _ => if i.val = 0 then 1 / 4 else -1 / 4) (fun _ _ => 12) (sixPoints k) i = sixPoints k 1) ∧
      meanSqDist (fun _ => 1 / 6) one (fun k _ => sixPoints k 1) sixPoints = 4 / 3 ∧
      (∀ i, classMean (fun _ => 1 / 6) sixPoints lastThree i -
        classMean (fun _ => 1 / 6) sixPoints (fun k => !lastThree k) i = if i.val = 0 then 4 / 3 else 0) ∧
      meanSqDist (fun _ => 1 / 6) one (fun k => (ablation (basisVec 0)).mulVec (sixPoints k)) sixPoints = 3 := by
  decide +kernel

/-- A concept that is given twice has no inverse `B`, and yet a LEACE: the same as if it were given once. -/
theorem leace_dependent_example :
    (∀ i j, (crossCovariance (fun _ => 1 / 6) sixPoints fun k (_ : Fin 2) => if lastThree k then 1 else 0).mul
        (mul (ofTwo 12 0 0 0) (mul (transpose fun i _ => if i.val = 0 then 1 / 4 else -1 / 4)
          (crossCovariance (fun _ => 1 / 6) sixPoints fun k (_ : Fin 2) => if lastThree k then 1 else 0))) i j =
        crossCovariance (fun _ => 1 / 6) sixPoints (fun k (_ : Fin 2) => if lastThree k then 1 else 0) i j) ∧
      ∀ k i, leace (fun _ => 1 / 6) sixPoints (fun k (_ : Fin 2) => if lastThree k then 1 else 0)
        (fun i _ => if i.val = 0 then 1 / 4 else -1 / 4) (ofTwo 12 0 0 0) (sixPoints k) i = sixPoints k 1 := by
  decide +kernel

/-- `leace_optimal` needs a map that erases: the identity changes nothing, whereas LEACE changes the six points by
`4/3`. -/
theorem leace_optimal_needs_guarded :
    (∀ k i, affineMap one (fun _ => 0) (sixPoints k) i = sixPoints k i) ∧
      meanSqDist (fun _ => 1 / 6) one (fun k => leace (fun _ => 1 / 6) sixPoints
        (fun k (_ : Fin 1) => if lastThree k then 1 else 0) (fun i _ => if i.val = 0 then 1 / 4 else -1 / 4)
        (fun _ _ => 12) (sixPoints k)) sixPoints = 4 / 3 := by
  decide +kernel

/-! ### An eraser that sees the concept -/

private theorem covariance_eq_expectation {p : Fin K → α} (hp : sum p = 1) (f z : Fin K → α) :
    (expectation p fun k => f k * (z k - expectation p z)) = covariance p f z := by
  rw [← expectation_mul_centred hp f z 0]
  exact expectation_congr fun k => by grind

/-- What the oracle eraser returns is uncorrelated with the concept.
Source: belrose2023, on erasure with access to the concept.
Why: subtracting the best linear prediction from the concept removes all that a linear probe could find.
Tight: an identity, also for a concept that does not vary. -/
theorem oracleErase_uncorrelated {p : Fin K → α} (hp : IsDistribution p) (x z : Fin K → α) :
    covariance p (oracleErase p x z) z = 0 := by
  have e : ∀ k, oracleErase p x z k * (z k - expectation p z) = x k * (z k - expectation p z) -
      covariance p x z / variance p z * (z k - expectation p z) ^ 2 := fun k => by rw [oracleErase]; grind
  have h := covariance_sq_le hp.1 x z
  rw [← covariance_eq_expectation hp.2, expectation_congr e, expectation_sub, expectation_smul,
    covariance_eq_expectation hp.2]
  change _ - _ * variance p z = 0
  by_cases h0 : variance p z = 0
  · rw [h0] at h ⊢
    have := sq_nonneg (covariance p x z)
    have hc := (sq_eq_zero_iff (covariance p x z)).mp (by grind)
    grind
  · grind

/-- Whatever is uncorrelated with the concept is, in the mean square, at the distance of the oracle eraser from `x` plus
its own distance from the oracle eraser.
Source: belrose2023, on erasure with access to the concept.
Why: the floor for any erasure of one coordinate: nothing that erases, linear or not, changes it less.
Tight: an identity; `oracle_pythagoras_needs_uncorrelated`. -/
theorem oracle_pythagoras {p : Fin K → α} (hp : IsDistribution p) {x y z : Fin K → α} (h : covariance p y z = 0) :
    (expectation p fun k => (y k - x k) ^ 2) = (expectation p fun k => (oracleErase p x z k - x k) ^ 2) +
      expectation p fun k => (y k - oracleErase p x z k) ^ 2 := by
  have e : ∀ k, (y k - x k) ^ 2 = (oracleErase p x z k - x k) ^ 2 + (y k - oracleErase p x z k) ^ 2 -
      2 * (covariance p x z / variance p z) *
        (y k * (z k - expectation p z) - oracleErase p x z k * (z k - expectation p z)) := fun k => by
    rw [oracleErase]
    grind
  rw [expectation_congr e, expectation_sub, expectation_smul, expectation_sub, covariance_eq_expectation hp.2,
    covariance_eq_expectation hp.2, oracleErase_uncorrelated hp, h, expectation_add]
  grind

/-- `oracle_pythagoras` needs a result that is uncorrelated with the concept: leaving `x = z` as it is changes nothing,
and the oracle eraser changes it by its variance `2/3`. -/
theorem oracle_pythagoras_needs_uncorrelated :
    (expectation (fun _ => 1 / 3) fun k => (oracleErase (fun _ => 1 / 3) (fun k => threePoints k 0)
      (fun k => threePoints k 0) k - threePoints k 0) ^ 2) = 2 / 3 := by
  decide +kernel

end ToyModels
