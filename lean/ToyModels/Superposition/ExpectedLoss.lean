module

public import ToyModels.Foundations.Probability
public import ToyModels.Superposition.EckartYoung
public import ToyModels.Superposition.ReluLoss

/-!
# The expected loss of a linear model

The loss of the linear model, derived from data. Of each feature a linear model with a bias loses the variance of the
part that it gets wrong, and the squared error of its mean. For uncorrelated features of equal variance the first is the
loss of `Superposition.LinearModel`, and a bias makes the second vanish, so that all that is said there holds of data
with any means: linear models do not superpose. They need the bias for this. Without one a linear model of features that
are not centred does superpose: reading a little of the second feature always pays.

## Main definitions

* `expectedLoss p X I G b`: the loss `E Σᵢ Iᵢ (xᵢ - (G x)ᵢ - bᵢ)²` of the linear model `x ↦ G x + b` on data `X`.
* `bestBias p X G`: the bias with which a linear model gets all means right.
* `secondMoments p X`: the matrix of the `E xᵢ xⱼ`.
* `mixedReader M I j l`: the feature `j` with a little of the feature `l`; `bestDecoder M c`: the best decoder of what
  `c` reads.
* `booleanLoss c`: the loss of reading two Boolean features along `c`, for the example.

## Main statements

* `expectedLoss_eq`: a quadratic form of the covariance matrix, plus the squared errors of the means.
* `expectedLoss_eq_linearLoss`: for uncorrelated features of variance `v`, `v` times `linearLoss` plus these errors.
* `expectedLoss_centred`: for means of zero and without a bias, `v` times `linearLoss` alone.
* `expectedLoss_ge_linearLoss`, `expectedLoss_bestBias`: with a bias, `v` times `linearLoss` is the least loss of a map.
* `biasless_linear_superposes`: without a bias, reading one feature alone is never best.

## Proof idea

The error at feature `i` is a linear function of `x` less a constant, whose mean square is its variance plus the square
of its mean. Without a bias: of what is read along `c` the best decoder explains `Σᵢ Iᵢ (M c)ᵢ² / (c · M c)`, which at
`c = eⱼ + s eₗ` has a derivative in `s` at zero that is not zero.

## What is not claimed

That the map of `biasless_linear_superposes` is the best; it is better than every map that reads one feature alone.

## References

* [elhage2022], on the linear model.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {K m n : Nat}

open Mat

/-- The expected loss `E Σᵢ Iᵢ (xᵢ - (G x)ᵢ - bᵢ)²` of the linear model `x ↦ G x + b`, if the features have the values
`X k` with the weight `p k` and the importances `I`. -/
def expectedLoss (p : Fin K → α) (X : Fin K → Vec α n) (I : Vec α n) (G : Mat α n n) (b : Vec α n) : α :=
  expectation p fun k => sum fun i => I i * (X k i - (G.mulVec (X k) i + b i)) ^ 2

/-- The bias that is what the map `G` misses of the means. -/
def bestBias (p : Fin K → α) (X : Fin K → Vec α n) (G : Mat α n n) : Vec α n := fun i =>
  (expectation p fun k => X k i) - G.mulVec (fun j => expectation p fun k => X k j) i

/-- The second moments `E xᵢ xⱼ` of features. -/
def secondMoments (p : Fin K → α) (X : Fin K → Vec α n) : Mat α n n := fun i j => expectation p fun k => X k i * X k j

/-- The outer product `u cᵀ`: reads along `c` and writes along `u`. -/
def outerProduct (u c : Vec α n) : Mat α n n := fun i j => u i * c j

/-- The best decoder of what is read along `c` from features of the second moments `M`: `M c / (c · M c)`. -/
def bestDecoder (M : Mat α n n) (c : Vec α n) : Vec α n := fun i => M.mulVec c i / dot c (M.mulVec c)

/-- The direction `eⱼ + s eₗ`, which reads feature `j` and a little of feature `l`. With the second moments `M` and the
importances `I` the share `s` is small enough, and of the right sign, to pay. -/
def mixedReader (M : Mat α 2 2) (I : Vec α 2) (j l : Fin 2) : Vec α 2 := fun i => if i = j then 1 else
  2 * M j l * I l * (M j j * M l l - M j l ^ 2) / (1 + (M j j * (I j * M j l ^ 2 + I l * M l l ^ 2) -
    M l l * (I j * M j j ^ 2 + I l * M j l ^ 2)) ^ 2)

/-- The loss without a bias of reading along `c`, with the best decoder, two Boolean features that are independent and
on with probability `3/10`, of the importances `1` and `9/10`. -/
def booleanLoss (c : Vec Rat 2) : Rat :=
  expectedLoss (fun k : Fin (2 ^ 2) => bernoulliWeight (3 / 10) 2 k.val) (fun k => indicator (pattern k.val))
    (fun i => if i.val = 0 then 1 else 9 / 10)
    (outerProduct (bestDecoder (ofTwo (3 / 10) (9 / 100) (9 / 100) (3 / 10)) c) c) fun _ => 0

/-! ### The loss and the moments -/

private theorem expectedLoss_eq_sum (p : Fin K → α) (X : Fin K → Vec α n) (I : Vec α n) (G : Mat α n n) (b : Vec α n) :
    expectedLoss p X I G b =
      sum fun i => I i * expectation p fun k => (dot (fun j => basisVec i j - G i j) (X k) - b i) ^ 2 := by
  rw [expectedLoss, expectation_sum]
  refine sum_congr fun i => ?_
  rw [expectation_smul]
  refine congrArg _ (expectation_congr fun k => ?_)
  rw [dot_comm, dot_sub, dot_basisVec, dot_comm]
  simp only [mulVec]
  grind

private theorem expectedLoss_eq_variance {p : Fin K → α} (hp : sum p = 1) (X : Fin K → Vec α n) (I : Vec α n)
    (G : Mat α n n) (b : Vec α n) :
    expectedLoss p X I G b = sum fun i => I i *
      ((variance p fun k => dot (fun j => basisVec i j - G i j) (X k)) + (bestBias p X G i - b i) ^ 2) := by
  rw [expectedLoss_eq_sum]
  refine sum_congr fun i => ?_
  rw [expectation_sq_sub hp, expectation_dot, dot_comm, dot_sub, dot_basisVec, dot_comm]
  rfl

/-- The expected loss of a linear model with a bias: feature by feature, the variance of the part that it gets wrong, a
quadratic form of the covariance matrix, plus the squared error of its mean.
Source: elhage2022, on the linear model.
Why: what a linear model loses on data depends on first and second moments alone.
Tight: an identity; `expectedLoss_eq_needs_weights`. -/
theorem expectedLoss_eq {p : Fin K → α} (hp : sum p = 1) (X : Fin K → Vec α n) (I : Vec α n) (G : Mat α n n)
    (b : Vec α n) :
    expectedLoss p X I G b = sum fun i => I i * ((sum fun j => sum fun l => ((if i = j then 1 else 0) - G i j) *
      ((if i = l then 1 else 0) - G i l) * covarianceMatrix p X j l) + (bestBias p X G i - b i) ^ 2) := by
  rw [expectedLoss_eq_variance hp]
  exact sum_congr fun i => by rw [variance_dot]; rfl

/-- `expectedLoss_eq` needs weights that add up to one: with the weight `2` a feature that is always one and is ignored
costs `2`, and the formula says `6`. -/
theorem expectedLoss_eq_needs_weights :
    expectedLoss (fun _ : Fin 1 => 2) (fun _ (_ : Fin 1) => 1) (fun _ => 1) (fun _ _ => 0) (fun _ => (0 : Rat)) = 2 ∧
      covarianceMatrix (fun _ : Fin 1 => 2) (fun _ (_ : Fin 1) => (1 : Rat)) 0 0 +
        bestBias (fun _ : Fin 1 => 2) (fun _ (_ : Fin 1) => (1 : Rat)) (fun _ _ => 0) 0 ^ 2 = 6 := by
  decide +kernel

/-- For uncorrelated features of variance `v` the expected loss is `v` times the loss `Σᵢ Iᵢ Σⱼ (δᵢⱼ - Gᵢⱼ)²`, plus the
squared errors of the means, weighted by importance.
Source: elhage2022, on the linear model.
Why: this is where the loss comes from for which feature benefit and interference are defined.
Tight: an identity; `expectedLoss_eq_linearLoss_needs_uncorrelated`. -/
theorem expectedLoss_eq_linearLoss {p : Fin K → α} (hp : sum p = 1) {X : Fin K → Vec α n} {v : α}
    (hX : ∀ i j, covarianceMatrix p X i j = if i = j then v else 0) (I : Vec α n) (G : Mat α n n) (b : Vec α n) :
    expectedLoss p X I G b = v * linearLoss I G + sum fun i => I i * (bestBias p X G i - b i) ^ 2 := by
  rw [expectedLoss_eq_variance hp, linearLoss, mul_sum, ← sum_add]
  refine sum_congr fun i => ?_
  rw [variance_dot_of_uncorrelated hX, normSq]
  simp only [basisVec]
  grind

/-- `expectedLoss_eq_linearLoss` needs uncorrelated features: of two features that are always equal, each with values
`1` and `-1`, one can be read off the other without loss, where the formula says `2`. -/
theorem expectedLoss_eq_linearLoss_needs_uncorrelated :
    expectedLoss (fun _ => 1 / 2) (ofTwo 1 1 (-1) (-1)) (fun i => if i.val = 0 then 1 else 0) (ofTwo 0 1 0 0)
        (fun _ => (0 : Rat)) = 0 ∧
      linearLoss (fun i => if i.val = 0 then 1 else 0) (ofTwo 0 1 0 (0 : Rat)) = 2 := by
  decide +kernel

/-- For uncorrelated features of mean zero and variance `v`, without a bias, the expected loss is `v` times the loss
`Σᵢ Iᵢ Σⱼ (δᵢⱼ - Gᵢⱼ)²`.
Source: elhage2022, on the linear model.
Why: the hypotheses under which the loss of the linear model is the one in the literature, bias or no bias.
Tight: an identity; `biasless_linear_superposes` says what happens with other means. -/
theorem expectedLoss_centred {p : Fin K → α} (hp : sum p = 1) {X : Fin K → Vec α n} {v : α}
    (hX : ∀ i j, covarianceMatrix p X i j = if i = j then v else 0) (h0 : ∀ i, (expectation p fun k => X k i) = 0)
    (I : Vec α n) (G : Mat α n n) : expectedLoss p X I G (fun _ => 0) = v * linearLoss I G := by
  have e : ∀ i, I i * (bestBias p X G i - 0) ^ 2 = 0 := fun i => by
    have hz : dot (G i) (fun _ => 0) = 0 := sum_eq_zero fun j => by grind
    simp only [bestBias, h0, mulVec, hz]
    grind
  rw [expectedLoss_eq_linearLoss hp hX, sum_eq_zero e]
  grind

/-! ### With a bias -/

/-- For uncorrelated features of variance `v` and importances that are not negative, no bias brings the expected loss
below `v` times the loss `Σᵢ Iᵢ Σⱼ (δᵢⱼ - Gᵢⱼ)²`.
Source: elhage2022, on the linear model.
Why: what `linearLoss_ge_tail` and `linear_optimum_no_superposition` say of that loss holds of data with any means, if
the model has a bias.
Tight: `expectedLoss_bestBias`, at the bias that gets all means right. -/
theorem expectedLoss_ge_linearLoss {p : Fin K → α} (hp : sum p = 1) {X : Fin K → Vec α n} {v : α}
    (hX : ∀ i j, covarianceMatrix p X i j = if i = j then v else 0) {I : Vec α n} (hI : ∀ i, 0 ≤ I i) (G : Mat α n n)
    (b : Vec α n) : v * linearLoss I G ≤ expectedLoss p X I G b := by
  have := sum_nonneg fun i => mul_nonneg (hI i) (sq_nonneg (bestBias p X G i - b i))
  rw [expectedLoss_eq_linearLoss hp hX]
  grind

/-- Equality in `expectedLoss_ge_linearLoss` for every map, at the bias that is what the map misses of the means. -/
theorem expectedLoss_bestBias {p : Fin K → α} (hp : sum p = 1) {X : Fin K → Vec α n} {v : α}
    (hX : ∀ i j, covarianceMatrix p X i j = if i = j then v else 0) (I : Vec α n) (G : Mat α n n) :
    expectedLoss p X I G (bestBias p X G) = v * linearLoss I G := by
  rw [expectedLoss_eq_linearLoss hp hX, sum_eq_zero fun i => by grind]
  grind

/-- Two Boolean features, on with probability `3/10`, of the importances `1` and `9/10`. If the first is represented and
the second replaced by its mean then the loss is `9/10` times the variance. -/
theorem expectedLoss_bestBias_boolean :
    expectedLoss (fun k : Fin (2 ^ 2) => bernoulliWeight (3 / 10) 2 k.val) (fun k => indicator (pattern k.val))
      (fun i => if i.val = 0 then 1 else 9 / 10) (ofTwo 1 0 0 0) (fun i => if i.val = 0 then 0 else 3 / 10) =
        (21 / 100 : Rat) * tailSum firstOnly fun i : Fin 2 => if i.val = 0 then 1 else 9 / 10 := by
  decide +kernel

/-! ### Without a bias there is -/

private theorem sum_pair {j l : Fin 2} (hjl : j ≠ l) (f : Fin 2 → α) : sum f = f j + f l := by
  have h := sum_fin_two f
  have : (j = 0 ∧ l = 1) ∨ (j = 1 ∧ l = 0) := by omega
  rcases this with ⟨rfl, rfl⟩ | ⟨rfl, rfl⟩ <;> grind

private theorem expectedLoss_outerProduct (p : Fin K → α) (X : Fin K → Vec α n) (I u c : Vec α n) :
    expectedLoss p X I (outerProduct u c) (fun _ => 0) = sum fun i => I i * (secondMoments p X i i -
      2 * u i * (secondMoments p X).mulVec c i + u i ^ 2 * dot c ((secondMoments p X).mulVec c)) := by
  have hB : ∀ i, (expectation p fun k => dot c (X k) * X k i) = (secondMoments p X).mulVec c i := fun i => by
    simp only [mulVec, dot, secondMoments, sum_mul, expectation_sum]
    exact sum_congr fun j => by
      rw [show ∀ a : α, a * c j = c j * a by grind, ← expectation_smul]
      exact expectation_congr fun k => by grind
  have hD : (expectation p fun k => dot c (X k) ^ 2) = dot c ((secondMoments p X).mulVec c) := by
    have e : ∀ k, dot c (X k) ^ 2 = sum fun i => c i * (dot c (X k) * X k i) := fun k => by
      rw [show ∀ a : α, a ^ 2 = a * a by grind]
      conv => lhs; lhs; rw [dot]
      rw [sum_mul]
      exact sum_congr fun i => by grind
    rw [expectation_congr e, expectation_sum, dot]
    exact sum_congr fun i => by rw [expectation_smul, hB]
  rw [expectedLoss, expectation_sum]
  refine sum_congr fun i => ?_
  have e : ∀ k, (X k i - ((outerProduct u c).mulVec (X k) i + 0)) ^ 2 =
      X k i * X k i - 2 * u i * (dot c (X k) * X k i) + u i ^ 2 * dot c (X k) ^ 2 := fun k => by
    have : (outerProduct u c).mulVec (X k) i = u i * dot c (X k) := by
      simp only [mulVec, outerProduct, dot, mul_sum]
      exact sum_congr fun j => by grind
    grind
  rw [expectation_smul, expectation_congr e, expectation_add, expectation_sub, expectation_smul, expectation_smul, hB,
    hD]
  rfl

private theorem explained_lt {a b c I₀ I₁ s : α} (ha : 0 < a) (hd : 0 < a * c - b ^ 2) (hb : b ≠ 0) (h1 : 0 < I₁)
    (hs : s = 2 * b * I₁ * (a * c - b ^ 2) /
      (1 + (a * (I₀ * b ^ 2 + I₁ * c ^ 2) - c * (I₀ * a ^ 2 + I₁ * b ^ 2)) ^ 2)) :
    0 < a + 2 * s * b + s ^ 2 * c ∧ (a + 2 * s * b + s ^ 2 * c) * (I₀ * a ^ 2 + I₁ * b ^ 2) <
      (I₀ * (a + s * b) ^ 2 + I₁ * (b + s * c) ^ 2) * a := by
  have hkey : (I₀ * (a + s * b) ^ 2 + I₁ * (b + s * c) ^ 2) * a -
      (a + 2 * s * b + s ^ 2 * c) * (I₀ * a ^ 2 + I₁ * b ^ 2) =
      s * (2 * b * I₁ * (a * c - b ^ 2)) +
        s ^ 2 * (a * (I₀ * b ^ 2 + I₁ * c ^ 2) - c * (I₀ * a ^ 2 + I₁ * b ^ 2)) := by grind
  generalize hL : 2 * b * I₁ * (a * c - b ^ 2) = L at hs hkey
  generalize a * (I₀ * b ^ 2 + I₁ * c ^ 2) - c * (I₀ * a ^ 2 + I₁ * b ^ 2) = Q at hs hkey
  have hL0 : L ≠ 0 := fun h => by
    have hx := mul_pos h1 hd
    have : b * (I₁ * (a * c - b ^ 2)) = 0 := by grind
    generalize I₁ * (a * c - b ^ 2) = x at hx this
    grind
  have hQ := sq_nonneg Q
  have hQ' := sq_nonneg (Q + 1 / 2)
  have hsL : s * (1 + Q ^ 2) = L := by rw [hs]; exact div_mul_cancel (by grind)
  have hs0 : s ≠ 0 := fun h => by rw [h] at hsL; grind
  have hs2 : 0 < s ^ 2 := by
    have := sq_nonneg s
    have := sq_eq_zero_iff s
    grind
  constructor
  · have h := mul_pos hs2 hd
    have := sq_nonneg (a + s * b)
    clear hkey hs hL hsL hQ hQ'
    refine Classical.byContradiction fun hD => ?_
    have := mul_le_mul_of_nonneg_left (a := a + 2 * s * b + s ^ 2 * c) (b := 0) (by grind) (Std.le_of_lt ha)
    grind
  · have h := mul_pos hs2 (show 0 < 1 + Q + Q ^ 2 by grind)
    have e : s * L + s ^ 2 * Q = s ^ 2 * (1 + Q + Q ^ 2) := by rw [← hsL]; grind
    rw [e] at hkey
    clear hs hL hsL hQ hQ' e
    grind

private theorem decoder_le {M : Mat α n n} {I c : Vec α n} (hI : ∀ i, 0 ≤ I i) (hD : 0 < dot c (M.mulVec c))
    (u : Vec α n) :
    (sum fun i => I i * M i i) - (sum fun i => I i * M.mulVec c i ^ 2) / dot c (M.mulVec c) ≤
      sum fun i => I i * (M i i - 2 * u i * M.mulVec c i + u i ^ 2 * dot c (M.mulVec c)) := by
  rw [Lean.Grind.Field.div_eq_mul_inv, sum_mul, ← sum_sub]
  refine sum_le_sum fun i => ?_
  generalize dot c (M.mulVec c) = D at hD ⊢
  generalize M.mulVec c i = x
  have h := mul_nonneg (hI i) (mul_nonneg (Std.le_of_lt hD) (sq_nonneg (u i - x * D⁻¹)))
  have e : D * (u i - x * D⁻¹) ^ 2 = D * u i ^ 2 - 2 * u i * x + x ^ 2 * D⁻¹ := by grind
  rw [e] at h
  clear e
  grind

private theorem decoder_eq {M : Mat α n n} {I c : Vec α n} (hD : 0 < dot c (M.mulVec c)) :
    (sum fun i => I i * (M i i - 2 * bestDecoder M c i * M.mulVec c i + bestDecoder M c i ^ 2 * dot c (M.mulVec c))) =
      (sum fun i => I i * M i i) - (sum fun i => I i * M.mulVec c i ^ 2) / dot c (M.mulVec c) := by
  rw [Lean.Grind.Field.div_eq_mul_inv, sum_mul, ← sum_sub]
  refine sum_congr fun i => ?_
  rw [bestDecoder]
  generalize dot c (M.mulVec c) = D at hD ⊢
  grind

/-- Let two features have second moments `M` with `Mⱼⱼ > 0`, a positive determinant and `Mⱼₗ ≠ 0`, importances that are
not negative, and that of feature `l` positive. Then every linear model without a bias that reads feature `j` alone
loses more than the model of rank one that reads `mixedReader M I j l`.
Source: elhage2022, on the linear model, where it is centred or has a bias.
Why: features that are zero or positive have `E xⱼ xₗ ≠ 0`, independent or not; a linear model of rank one without a
bias is then best in superposition.
Tight: `biasless_linear_superposes_boolean`; `biasless_linear_superposes_needs_moment`,
`biasless_linear_superposes_needs_det`, `biasless_linear_superposes_needs_importance`. -/
theorem biasless_linear_superposes (p : Fin K → α) (X : Fin K → Vec α 2) {I : Vec α 2} {j l : Fin 2} (hjl : j ≠ l)
    (hj : 0 < secondMoments p X j j)
    (hd : 0 < secondMoments p X j j * secondMoments p X l l - secondMoments p X j l ^ 2)
    (hm : secondMoments p X j l ≠ 0) (hI : ∀ i, 0 ≤ I i) (hl : 0 < I l) {G : Mat α 2 2} (hG : ∀ i, G i l = 0) :
    expectedLoss p X I (outerProduct (bestDecoder (secondMoments p X) (mixedReader (secondMoments p X) I j l))
        (mixedReader (secondMoments p X) I j l)) (fun _ => 0) < expectedLoss p X I G fun _ => 0 := by
  have hsymm : secondMoments p X l j = secondMoments p X j l := expectation_congr fun k => by grind
  have eG : G = outerProduct (fun i => G i j) (basisVec j) := by
    funext i k
    have : k = j ∨ k = l := by omega
    have := hG i
    simp only [outerProduct, basisVec]
    grind
  rw [eG, expectedLoss_outerProduct, expectedLoss_outerProduct]
  generalize secondMoments p X = M at *
  have hc := explained_lt (s := mixedReader M I j l l) (I₀ := I j) hj hd hm hl (if_neg (Ne.symm hjl))
  have hone : mixedReader M I j l j = 1 := if_pos rfl
  generalize mixedReader M I j l = c at *
  have hM : ∀ (c : Vec α 2) i, M.mulVec c i = M i j * c j + M i l * c l := fun c i => sum_pair hjl fun k => M i k * c k
  have hDc : dot c (M.mulVec c) = M j j + 2 * c l * M j l + c l ^ 2 * M l l := by
    rw [dot, sum_pair hjl, hM, hM, hone, hsymm]
    grind
  have hb : (basisVec j : Vec α 2) j = 1 ∧ (basisVec j : Vec α 2) l = 0 := ⟨if_pos rfl, if_neg hjl⟩
  have hDe : dot (basisVec j) (M.mulVec (basisVec j)) = M j j := by
    rw [dot, sum_pair hjl, hM, hM, hb.1, hb.2]
    grind
  refine Std.lt_of_lt_of_le ?_ (decoder_le hI (by rw [hDe]; exact hj) _)
  rw [decoder_eq (by rw [hDc]; exact hc.1), hDc, hDe]
  have h₁ : (sum fun i => I i * M.mulVec c i ^ 2) =
      I j * (M j j + c l * M j l) ^ 2 + I l * (M j l + c l * M l l) ^ 2 := by
    rw [sum_pair hjl, hM, hM, hone, hsymm]
    grind
  have h₂ : (sum fun i => I i * M.mulVec (basisVec j) i ^ 2) = I j * M j j ^ 2 + I l * M j l ^ 2 := by
    rw [sum_pair hjl, hM, hM, hb.1, hb.2, hsymm]
    grind
  rw [h₁, h₂]
  generalize I j * (M j j + c l * M j l) ^ 2 + I l * (M j l + c l * M l l) ^ 2 = N at hc
  generalize I j * M j j ^ 2 + I l * M j l ^ 2 = N₀ at hc
  generalize M j j + 2 * c l * M j l + c l ^ 2 * M l l = D at hc
  have h := hc.2
  refine Classical.byContradiction fun hle => ?_
  have h' : N / D ≤ N₀ / M j j := by
    generalize N / D = x at hle ⊢
    generalize N₀ / M j j = y at hle ⊢
    grind
  rw [div_le_iff hc.1] at h'
  have h'' := mul_le_mul_of_nonneg_left h' (Std.le_of_lt hj)
  have e : M j j * (N₀ / M j j * D) = N₀ * D := by clear hle h h' h''; grind
  rw [e] at h''
  clear hle h' e
  grind

/-- Two Boolean features, on with probability `3/10`, of the importances `1` and `9/10`. The best models without a bias
that read one feature alone lose `2457/10000` and `273/1000`; reading `(1, 4/5)` loses less than `1/5`. -/
theorem biasless_linear_superposes_boolean :
    booleanLoss (basisVec 0) = 2457 / 10000 ∧ booleanLoss (basisVec 1) = 273 / 1000 ∧
      booleanLoss (fun i => if i.val = 0 then 1 else 4 / 5) < 1 / 5 := by
  decide +kernel

/-- `biasless_linear_superposes` needs `E xⱼ xₗ ≠ 0`: for two independent signs the mixed model is that of feature `0`
alone. -/
theorem biasless_linear_superposes_needs_moment :
    ∀ i, mixedReader (secondMoments (fun _ => 1 / 2) (ofTwo 1 1 1 (-1))) (fun _ => 1) 0 1 i =
      (basisVec 0 : Vec Rat 2) i := by
  decide +kernel

/-- `biasless_linear_superposes` needs a positive determinant: of two features that are always equal nothing is missed
by reading one. -/
theorem biasless_linear_superposes_needs_det :
    expectedLoss (fun _ : Fin 1 => 1) (fun _ _ => 1) (fun _ => 1) (ofTwo 1 0 1 (0 : Rat)) (fun _ => 0) = 0 := by
  decide +kernel

/-- `biasless_linear_superposes` needs a feature `l` of positive importance: else nothing is missed by reading `j`. -/
theorem biasless_linear_superposes_needs_importance :
    expectedLoss (fun _ : Fin 2 => 1 / 2) (ofTwo 1 0 1 1) (fun i => if i.val = 0 then 1 else 0) (ofTwo 1 0 0 (0 : Rat))
      (fun _ => 0) = 0 := by
  decide +kernel

end ToyModels
