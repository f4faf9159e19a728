module

public import ToyModels.Foundations.Matrix
public import ToyModels.Foundations.Probability

/-!
# A layer cannot make inputs easier to tell apart

How well two distributions can be told apart is measured here by the chi-square sum `Σᵢ pᵢ² / qᵢ`, which is one plus
the chi-square distance if both are distributions. Pass both through one random step, a layer with noise or a
coarse-grained description: the sum does not grow. This is the data-processing inequality, without logarithms.

## Main definitions

* `chiSquare p q`: the sum `Σᵢ pᵢ² / qᵢ`.
* `channel K p`: what the weights `p` become if `i` goes to `j` with the probability `K i j`.
* `IsChannel K`: the rows of `K` are distributions.

## Main statements

* `chiSquare_eq_one_add`: the sum is one plus the chi-square distance.
* `chiSq_data_processing`: it does not grow under a channel.
* `chiSq_data_processing_two`: nor under two, one after the other.

## Proof idea

Cauchy-Schwarz for each target `j`, with the weights `K i j qᵢ`; then the rows of `K` add up to one.

## What is not claimed

Nothing about mutual information, for which the same is true.

## References

* [csiszar1967], for all divergences of this kind; [cover2006], for relative entropy.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {l m n : Nat}

/-- The chi-square sum `Σᵢ pᵢ² / qᵢ` of the weights `p` against the weights `q`. -/
def chiSquare (p q : Vec α n) : α := sum fun i => p i ^ 2 / q i

/-- What the weights `p` become if `i` goes to `j` with the probability `K i j`. -/
def channel (K : Fin n → Vec α m) (p : Vec α n) : Vec α m := fun j => sum fun i => K i j * p i

/-- Each row of `K` is a distribution over the targets. -/
def IsChannel (K : Fin n → Vec α m) : Prop := ∀ i, IsDistribution (K i)

/-- The channel of three states that does not tell the first two apart. -/
def mergeFirstTwo : Fin 3 → Vec Rat 2 := fun i j => if (if i.val = 2 then 1 else 0) = j.val then 1 else 0

/-! ### The chi-square sum -/

/-- For weights that add up to one the chi-square sum is one plus the chi-square distance `Σᵢ (pᵢ - qᵢ)² / qᵢ`.
Source: csiszar1967.
Why: so it is one exactly for equal distributions, and grows with their difference.
Tight: an identity. -/
theorem chiSquare_eq_one_add {p q : Vec α n} (hq : ∀ i, 0 < q i) (h1 : sum p = 1) (h1' : sum q = 1) :
    chiSquare p q = 1 + sum fun i => (p i - q i) ^ 2 / q i := by
  have e : ∀ i, p i ^ 2 / q i = (p i - q i) ^ 2 / q i + (2 * p i - q i) := fun i => by
    have := hq i
    grind
  rw [chiSquare, sum_congr e, sum_add, sum_sub, ← mul_sum, h1, h1']
  grind

private theorem sq_channel_le {K : Fin n → Vec α m} {p q : Vec α n} (hK : ∀ i j, 0 ≤ K i j) (hq : ∀ i, 0 ≤ q i)
    (h0 : ∀ i, q i = 0 → p i = 0) (j : Fin m) :
    channel K p j ^ 2 ≤ channel K q j * sum fun i => K i j * (p i ^ 2 / q i) := by
  have h := expectation_mul_sq_le (p := fun i => K i j * q i) (fun i => mul_nonneg (hK i j) (hq i)) (fun _ => 1)
    fun i => p i / q i
  have e₁ : (expectation (fun i => K i j * q i) fun i => 1 * (p i / q i)) = channel K p j :=
    sum_congr fun i => by
      have := h0 i
      by_cases hz : q i = 0 <;> grind
  have e₂ : (expectation (fun i => K i j * q i) fun _ => (1 : α) ^ 2) = channel K q j := sum_congr fun i => by grind
  have e₃ : (expectation (fun i => K i j * q i) fun i => (p i / q i) ^ 2) = sum fun i => K i j * (p i ^ 2 / q i) :=
    sum_congr fun i => by by_cases hz : q i = 0 <;> grind
  rwa [e₁, e₂, e₃] at h

private theorem channel_nonneg {K : Fin n → Vec α m} {q : Vec α n} (hK : IsChannel K) (hq : ∀ i, 0 ≤ q i)
    (j : Fin m) : 0 ≤ channel K q j :=
  sum_nonneg fun i => mul_nonneg ((hK i).1 j) (hq i)

private theorem channel_eq_zero {K : Fin n → Vec α m} {p q : Vec α n} (hK : IsChannel K) (hq : ∀ i, 0 ≤ q i)
    (h0 : ∀ i, q i = 0 → p i = 0) (j : Fin m) (h : channel K q j = 0) : channel K p j = 0 := by
  have hz := (sum_eq_zero_iff fun i => mul_nonneg ((hK i).1 j) (hq i)).mp h
  exact sum_eq_zero fun i => by have := hz i; have := h0 i; grind

/-- The chi-square sum of the weights `p` against the weights `q` does not grow under a channel, if `q` is not negative
and `p` vanishes where `q` does.
Source: csiszar1967.
Why: a layer, a bottleneck or a coarse-grained description cannot make two inputs easier to tell apart.
Tight: `chiSq_data_processing_tight`, where states with the same ratio are merged;
`chiSq_data_processing_needs_nonneg`, `chiSq_data_processing_needs_sum_one`, `chiSq_data_processing_needs_support`. -/
theorem chiSq_data_processing {K : Fin n → Vec α m} {p q : Vec α n} (hK : IsChannel K) (hq : ∀ i, 0 ≤ q i)
    (h0 : ∀ i, q i = 0 → p i = 0) : chiSquare (channel K p) (channel K q) ≤ chiSquare p q := by
  have h : ∀ j, channel K p j ^ 2 / channel K q j ≤ sum fun i => K i j * (p i ^ 2 / q i) := fun j => by
    have h₁ := sq_channel_le (fun i => (hK i).1) hq h0 j
    have h₂ := channel_nonneg hK hq j
    by_cases hz : channel K q j = 0
    · have h₃ := sum_nonneg fun i => mul_nonneg ((hK i).1 j) (div_nonneg (sq_nonneg (p i)) (hq i))
      rw [hz]
      grind
    · rw [div_le_iff (by grind)]
      grind
  have hs := sum_le_sum h
  rw [sum_comm] at hs
  refine Std.le_trans hs (sum_le_sum fun i => ?_)
  rw [← sum_mul, (hK i).2]
  grind

/-- Nor does the chi-square sum grow under two channels, one after the other, and so under any number of them.
Source: csiszar1967.
Why: what one layer has thrown away, no later one brings back.
Tight: as `chiSq_data_processing`. -/
theorem chiSq_data_processing_two {K : Fin n → Vec α m} {L : Fin m → Vec α l} {p q : Vec α n} (hK : IsChannel K)
    (hL : IsChannel L) (hq : ∀ i, 0 ≤ q i) (h0 : ∀ i, q i = 0 → p i = 0) :
    chiSquare (channel L (channel K p)) (channel L (channel K q)) ≤ chiSquare p q :=
  Std.le_trans (chiSq_data_processing hL (channel_nonneg hK hq) (channel_eq_zero hK hq h0))
    (chiSq_data_processing hK hq h0)

/-- Equality in `chiSq_data_processing`: the first two of three states have the same ratio of weights, and merging them
keeps the sum `5/4`. -/
theorem chiSq_data_processing_tight :
    chiSquare (fun i : Fin 3 => if i.val = 1 then (1 / 2 : Rat) else 1 / 4)
        (fun i => if i.val = 0 then 1 / 6 else if i.val = 1 then 1 / 3 else 1 / 2) = 5 / 4 ∧
      chiSquare (channel mergeFirstTwo fun i => if i.val = 1 then 1 / 2 else 1 / 4)
        (channel mergeFirstTwo fun i => if i.val = 0 then 1 / 6 else if i.val = 1 then 1 / 3 else 1 / 2) = 5 / 4 := by
  decide +kernel

/-- `chiSq_data_processing` needs entries that are not negative: rows `(2, -1)` and `(-1, 2)` raise the sum from two to
ten. -/
theorem chiSq_data_processing_needs_nonneg :
    chiSquare (basisVec 0 : Vec Rat 2) (fun _ => 1 / 2) = 2 ∧
      chiSquare (channel (Mat.ofTwo 2 (-1) (-1) 2) (basisVec 0 : Vec Rat 2))
        (channel (Mat.ofTwo 2 (-1) (-1) 2) fun _ => 1 / 2) = 10 := by
  decide +kernel

/-- `chiSq_data_processing` needs weights `p` that vanish where `q` does: by `x / 0 = 0` the state that `q` lacks counts
nothing, until it is merged with another. -/
theorem chiSq_data_processing_needs_support :
    chiSquare (basisVec 0 : Vec Rat 2) (basisVec 1) = 0 ∧
      chiSquare (channel (fun _ : Fin 2 => fun _ : Fin 1 => 1) (basisVec 0 : Vec Rat 2))
        (channel (fun _ : Fin 2 => fun _ : Fin 1 => 1) (basisVec 1)) = 1 := by
  decide +kernel

/-- `chiSq_data_processing` needs rows that add up to one: a step that doubles all weights doubles the sum. -/
theorem chiSq_data_processing_needs_sum_one :
    chiSquare (fun _ : Fin 1 => (1 : Rat)) (fun _ => 1) = 1 ∧
      chiSquare (channel (fun _ : Fin 1 => fun _ : Fin 1 => (2 : Rat)) fun _ => 1)
        (channel (fun _ : Fin 1 => fun _ : Fin 1 => 2) fun _ => 1) = 2 := by
  decide +kernel

end ToyModels
