module

public import ToyModels.Packing.ExponentialFamilies
public import ToyModels.Superposition.OneSparse

/-!
# A jump against a bias

A sparse autoencoder has to silence the small read-outs that come from interference and to keep the large ones as they
are. A rectifier with a negative bias silences, but it also subtracts the bias from what it keeps, so that it is exact
for one amplitude only. A rectifier that jumps at a threshold does both. For features that occur one at a time this
makes the difference between two features a dimension and any number of features whose interference is below the
threshold, of which there are exponentially many.

## Main definitions

* `jumpRelu θ y`: the number `y` if it is above the threshold `θ`, and zero otherwise.
* `jumpReluModel θ R W x`: what is read along `R` of features that are written along `W`, after the jump.

## Main statements

* `jumpRelu_onesparse_exact`: if interference stays at or below the threshold and the active feature above it, then
  every amplitude is read back exactly.
* `jumpRelu_signs_exact`: so are sign vectors of which every two differ in at least a quarter of the places, for all
  amplitudes between a half and one.
* `jumpRelu_exponentially_many`: there are exponentially many of these.
* `relu_two_amplitudes_iff`, `relu_two_amplitudes_card_le`: a rectifier with a bias that is exact at two amplitudes has
  no bias, and stores at most `2 m` features.

## Proof idea

An active feature reads its amplitude `t`, an inactive one at most `t μ`. A bias that is right for two amplitudes `s`
and `t` is right for their difference, which no bias is unless it is zero.

## What is not claimed

Nothing about several active features at once, whose interference adds up, nor about how the threshold is trained.

## References

* [rajamanoharan2024b], on JumpReLU autoencoders; [elhage2022], on the ReLU model.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] [DecidableLE α] {m n : Nat}

/-- The rectifier with a jump: `y` above the threshold `θ`, and zero up to it. -/
def jumpRelu (θ y : α) : α := if y ≤ θ then 0 else y

/-- The output for feature `i`, if features are written along `W`, read along `R`, and jump at the threshold `θ`. -/
def jumpReluModel (θ : α) (R W : Fin n → Vec α m) (x : Vec α n) (i : Fin n) : α :=
  jumpRelu θ (dot (R i) (lincomb x W))

/-- The read-outs of sign vectors, scaled to read one: each sign vector divided by the dimension. -/
def signReadout (F : Fin n → Fin m → Bool) : Fin n → Vec α m := fun i a => 1 / (m : α) * signs (F i) a

/-- The unit vectors `(1, 0)` and `(3/5, 4/5)`. -/
def jumpPair : Fin 2 → Vec Rat 2 := Mat.ofTwo 1 0 (3 / 5) (4 / 5)

/-! ### With a jump -/

/-- If every feature reads itself as one and the others as at most `μ ≥ 0`, then a single active feature of any
amplitude `t` above the threshold `θ` and at most `M` is read back exactly, if `μ M ≤ θ`.
Source: rajamanoharan2024b, on JumpReLU.
Why: a jump removes interference without changing what it keeps, so that a whole range of amplitudes is exact at once.
Tight: `jumpRelu_onesparse_exact_tight`; `jumpRelu_onesparse_exact_needs_threshold`. -/
theorem jumpRelu_onesparse_exact {R W : Fin n → Vec α m} {μ M θ t : α} (hu : ∀ i, dot (R i) (W i) = 1)
    (hμ : ∀ i j, i ≠ j → dot (R i) (W j) ≤ μ) (h0 : 0 ≤ μ) (hθ : μ * M ≤ θ) (ht : 0 ≤ t) (hlo : θ < t) (hhi : t ≤ M)
    (j i : Fin n) : jumpReluModel θ R W (fun k => t * basisVec j k) i = t * basisVec j i := by
  rw [jumpReluModel, dot_lincomb_smul_basisVec, jumpRelu, basisVec]
  by_cases hij : i = j
  · subst hij
    rw [hu, if_neg (by grind), if_pos rfl]
  · have h₁ := mul_le_mul_of_nonneg_left (hμ i j hij) ht
    have h₂ := mul_le_mul_of_nonneg_left hhi h0
    rw [if_pos (by grind), if_neg fun h => hij h.symm]
    grind

/-- The threshold of `jumpRelu_onesparse_exact` may be equal to the largest interference: the vectors `(1, 0)` and
`(3/5, 4/5)` with the threshold `3/5` are exact at the amplitudes `4/5` and `1`. -/
theorem jumpRelu_onesparse_exact_tight :
    ∀ j i, jumpReluModel (3 / 5) jumpPair jumpPair (fun k => 4 / 5 * basisVec j k) i = 4 / 5 * basisVec j i ∧
      jumpReluModel (3 / 5) jumpPair jumpPair (basisVec j) i = basisVec j i := by
  decide +kernel

/-- `jumpRelu_onesparse_exact` needs `μ M ≤ θ < t`: for the same vectors the active feature at the amplitude `3/5` reads
as much as the inactive one at the amplitude `1`, so that a threshold that is low enough for the one is too low for the
other. -/
theorem jumpRelu_onesparse_exact_needs_threshold (θ : Rat) :
    ¬(jumpReluModel θ jumpPair jumpPair (fun k => 3 / 5 * basisVec 0 k) 0 = 3 / 5 ∧
      jumpReluModel θ jumpPair jumpPair (basisVec 1) 0 = 0) := by
  have h₁ : dot (jumpPair 0) (lincomb (fun k => 3 / 5 * basisVec 0 k) jumpPair) = 3 / 5 := by decide +kernel
  have h₂ : dot (jumpPair 0) (lincomb (basisVec 1) jumpPair) = 3 / 5 := by decide +kernel
  unfold jumpReluModel jumpRelu
  rw [h₁, h₂]
  grind

omit [DecidableLE α] in
private theorem dot_signReadout (F : Fin n → Fin m → Bool) (i j : Fin n) :
    dot (signReadout F i : Vec α m) (signs (F j)) = 1 / (m : α) * dot (signs (F j)) (signs (F i)) := by
  rw [dot_comm, ← dot_smul]
  rfl

/-- If every two of `n` sign vectors differ in at least a quarter of the places, then a single active feature is read
back exactly along them at every amplitude between a half and one, with a jump at one half.
Source: rajamanoharan2024b, on JumpReLU; elhage2022, on almost orthogonal directions.
Why: how many features a jump stores is a question about codes, and the answer is exponential in the dimension, as
`jumpRelu_exponentially_many` says.
Tight: `jumpRelu_signs_exact_tight`, sixteen features in four dimensions; `jumpRelu_signs_exact_needs_distance`. -/
theorem jumpRelu_signs_exact {F : Fin n → Fin m → Bool} {t : α} (hm : 0 < m)
    (hF : ∀ i j, i ≠ j → m ≤ 4 * count (disagreement (F i) (F j))) (hlo : 1 / 2 < t) (hhi : t ≤ 1) (j i : Fin n) :
    jumpReluModel (1 / 2) (signReadout F) (fun i => signs (F i)) (fun k => t * basisVec j k) i =
      t * basisVec j i := by
  have hm' := (natCast_pos (α := α) m).mpr hm
  refine jumpRelu_onesparse_exact (μ := 1 / 2) (M := 1) (fun i => ?_) (fun i j hij => ?_) (by grind) (by grind)
    (by grind) hlo hhi j i
  · rw [dot_signReadout, dot_self, normSq_signs]
    grind
  · have h := (natCast_le_natCast (α := α) _ _).mpr (hF j i fun e => hij e.symm)
    have hq : dot (signReadout F i : Vec α m) (signs (F j)) = ((m : α) - 2 * (count (disagreement (F j) (F i)) : α)) /
        (m : α) := by
      rw [dot_signReadout, signs_dot_hamming]
      grind
    rw [hq, div_le_iff hm']
    grind

/-- The distance in `jumpRelu_signs_exact` may be exactly a quarter: all sixteen sign vectors in four dimensions differ
in at least one place, and are exact at the amplitude `3/4`. -/
theorem jumpRelu_signs_exact_tight :
    (∀ i j : Fin 16, i ≠ j → 4 ≤ 4 * count (disagreement (pattern i.val : Fin 4 → Bool) (pattern j.val))) ∧
      ∀ j i : Fin 16, jumpReluModel (1 / 2 : Rat) (signReadout fun i : Fin 16 => (pattern i.val : Fin 4 → Bool))
        (fun i => signs (pattern i.val)) (fun k => 3 / 4 * basisVec j k) i = 3 / 4 * basisVec j i := by
  decide +kernel

/-- `jumpRelu_signs_exact` needs its distance: of two sign vectors in five dimensions that differ in one place the
inactive one reads `3/5`, above the threshold. -/
theorem jumpRelu_signs_exact_needs_distance :
    jumpReluModel (1 / 2 : Rat) (signReadout fun i : Fin 2 => (pattern i.val : Fin 5 → Bool))
      (fun i => signs (pattern i.val)) (basisVec 0) 1 = 3 / 5 := by
  decide +kernel

/-- If `2 (n - 1) < (1 + lam)ᵃ (1 - lam)ᵐ⁻ᵃ` with `4 a ≤ 3 m + 3`, then along the `n` chosen sign vectors of
`potentialFamily_low_coherence` a single active feature is read back exactly at every amplitude between a half and one.
Source: rajamanoharan2024b, on JumpReLU; elhage2022, on exponentially many almost orthogonal directions.
Why: with a jump `m` dimensions store exponentially many features at all these amplitudes, where any bias allows `2 m`
(`relu_two_amplitudes_card_le`). With `lam = 1/2` the count is about half the power `m / 4` of `27/16`.
Tight: not attained; `jumpRelu_signs_exact_needs_distance`, that the vectors must differ. -/
theorem jumpRelu_exponentially_many {lam t : α} {a : Nat} (hm : 0 < m) (ha : 4 * a ≤ 3 * m + 3) (h0 : 0 ≤ lam)
    (h1 : lam ≤ 1) (h : 2 * ((n : α) - 1) < (1 + lam) ^ a * (1 - lam) ^ (m - a)) (hlo : 1 / 2 < t) (hhi : t ≤ 1)
    (j i : Fin n) :
    jumpReluModel (1 / 2) (signReadout (potentialFamily lam m n)) (fun i => signs (potentialFamily lam m n i))
      (fun k => t * basisVec j k) i = t * basisVec j i :=
  jumpRelu_signs_exact hm (fun i j hij => by
    have := (potentialFamily_low_coherence h0 h1 h i j hij).1
    have := count_agreement_add (potentialFamily lam m n i) (potentialFamily lam m n j)
    omega) hlo hhi j i

/-! ### With a bias -/

private theorem relu_two_amplitudes {w b s t : α} (hs : 0 < s) (hst : s < t) :
    relu (s * w + b) = s ∧ relu (t * w + b) = t ↔ w = 1 ∧ b = 0 := by
  constructor
  · intro ⟨h₁, h₂⟩
    unfold relu at h₁ h₂
    have e : (t - s) * (w - 1) = 0 := by grind
    have : w = 1 := by grind
    exact ⟨this, by grind⟩
  · intro ⟨hw, hb⟩
    rw [hw, hb, relu_of_nonneg (by grind), relu_of_nonneg (by grind)]
    grind

/-- The ReLU model reads every single active feature back exactly at two amplitudes `0 < s < t` if and only if it has no
bias, its directions are unit vectors, and their pairwise inner products are not positive.
Source: elhage2022, on the ReLU output model; rajamanoharan2024b, on why a bias is not enough.
Why: a bias helps Boolean features only; where amplitudes vary it must be zero.
Tight: an equivalence; `relu_two_amplitudes_needs_two`. -/
theorem relu_two_amplitudes_iff (W : Fin n → Vec α m) (b : Vec α n) {s t : α} (hs : 0 < s) (hst : s < t) :
    ((∀ j i, reluModel W b (fun k => s * basisVec j k) i = s * basisVec j i) ∧
        ∀ j i, reluModel W b (fun k => t * basisVec j k) i = t * basisVec j i) ↔
      (∀ i, b i = 0) ∧ (∀ i, normSq (W i) = 1) ∧ ∀ i j, i ≠ j → dot (W i) (W j) ≤ 0 := by
  have hb0 : (∀ i, b i = 0) → b = fun _ => 0 := fun h => funext h
  constructor
  · intro ⟨h₁, h₂⟩
    have hd : ∀ i, normSq (W i) = 1 ∧ b i = 0 := fun i => by
      have e₁ := h₁ i i
      have e₂ := h₂ i i
      rw [reluModel_smul_basisVec, dot_self, basisVec, if_pos rfl, Lean.Grind.Semiring.mul_one] at e₁ e₂
      exact (relu_two_amplitudes hs hst).mp ⟨e₁, e₂⟩
    rw [hb0 fun i => (hd i).2] at h₁
    exact ⟨fun i => (hd i).2, (relu_onesparse_exact_iff W hs).mp h₁⟩
  · intro ⟨hb, h⟩
    rw [hb0 hb]
    exact ⟨(relu_onesparse_exact_iff W hs).mpr h, (relu_onesparse_exact_iff W (by grind)).mpr h⟩

/-- If the ReLU model, with any bias, reads every single active feature back exactly at two amplitudes `0 < s < t`, then
there are at most `2 m` features.
Source: elhage2022, on the ReLU output model; rankin1955, for the bound.
Why: for features whose amplitude varies a bias stores two a dimension and no more, where a jump stores exponentially
many: `jumpRelu_signs_exact`.
Tight: `relu_two_amplitudes_card_le_tight`, the vectors `±eₐ`. -/
theorem relu_two_amplitudes_card_le (W : Fin n → Vec α m) (b : Vec α n) {s t : α} (hs : 0 < s) (hst : s < t)
    (h : ∀ j i, reluModel W b (fun k => s * basisVec j k) i = s * basisVec j i)
    (h' : ∀ j i, reluModel W b (fun k => t * basisVec j k) i = t * basisVec j i) : n ≤ 2 * m :=
  have hW := ((relu_two_amplitudes_iff W b hs hst).mp ⟨h, h'⟩).2
  relu_onesparse_card_le W hs ((relu_onesparse_exact_iff W hs).mpr hW)

/-- Equality in `relu_two_amplitudes_card_le`: the four vectors `±eₐ` of the plane, at the amplitudes `1` and `3`. -/
theorem relu_two_amplitudes_card_le_tight :
    (∀ j i, reluModel (antipodalAxes 2 : Fin (2 * 2) → Vec Rat 2) (fun _ => 0) (fun k => 1 * basisVec j k) i =
        1 * basisVec j i) ∧
      ∀ j i, reluModel (antipodalAxes 2 : Fin (2 * 2) → Vec Rat 2) (fun _ => 0) (fun k => 3 * basisVec j k) i =
        3 * basisVec j i := by
  decide +kernel

/-- `relu_two_amplitudes_card_le` needs both amplitudes: five features in the plane with a bias of `-624` are exact at
the amplitude `1`, and at `1/2` none is read. -/
theorem relu_two_amplitudes_needs_two :
    (∀ j i, reluModel (circleFeatures 5 : Fin 5 → Vec Rat 2) (fun _ => -624) (fun k => 1 * basisVec j k) i =
        1 * basisVec j i) ∧
      ∀ i, reluModel (circleFeatures 5 : Fin 5 → Vec Rat 2) (fun _ => -624) (fun k => 1 / 2 * basisVec i k) i = 0 := by
  decide +kernel

end ToyModels
