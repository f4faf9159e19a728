module

public import ToyModels.Capacity.Budget
public import ToyModels.Foundations.Probability
public import ToyModels.Recovery.MatchedFilter

/-!
# Interference on average

The worst case of interference adds up overlaps; on average over features that are uncorrelated it adds up only their
squares. The sum of squared overlaps is the denominator of a feature's capacity: low capacity is noisy read-out.

## Main definitions

* `crossEnergy V i`: `Σ_{j ≠ i} (Vᵢ · Vⱼ)²`.

## Main statements

* `interference_sq_le`: the squared interference is at most the energy of the other features times the cross energy.
* `capacity_eq_signal_share`: the capacity of a unit direction is `1 / (1 + crossEnergy)`.
* `expected_interference_sq`: for uncorrelated features the mean squared interference is `Σ_{j ≠ i} E xⱼ² (Vᵢ · Vⱼ)²`.
* `average_sign_interference_sq`: over all sign patterns of features of sizes `s` it is `Σ_{j ≠ i} sⱼ² (Vᵢ · Vⱼ)²`.

## Proof idea

Cauchy-Schwarz for the first; for the averages expand the square and exchange the sums.

## What is not claimed

Nothing about higher moments or tails, and nothing about infinite probability spaces.

## References

* [elhage2022], on interference; [scherlis2022], on capacity; [steele2004], on Cauchy-Schwarz.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n K : Nat}

/-- All that feature `i` overlaps with the other features: `Σ_{j ≠ i} (Vᵢ · Vⱼ)²`. -/
def crossEnergy (V : Fin n → Vec α m) (i : Fin n) : α := sum fun j => if i = j then 0 else dot (V i) (V j) ^ 2

/-- Three parallel features in one dimension. -/
def parallelTriple : Fin 3 → Vec Rat 1 := fun _ _ => 1

/-! ### The worst case -/

/-- The squared interference at feature `i` is at most the energy of the other features times the cross energy.
Source: steele2004, on Cauchy-Schwarz.
Why: interference is bounded without any bound on sparsity or coherence, by the denominator of the capacity.
Measure: the squared interference at a feature against the other activations and its cross energy.
Tight: `interference_sq_le_tight`, activations proportional to the overlaps. -/
theorem interference_sq_le (V : Fin n → Vec α m) (x : Vec α n) (i : Fin n) :
    interference V x i ^ 2 ≤ (sum fun j => if i = j then 0 else x j ^ 2) * crossEnergy V i := by
  have h := sum_mul_sq_le (fun j => if i = j then 0 else x j) (fun j => if i = j then 0 else dot (V i) (V j))
  have e : ∀ f : Fin n → α, (sum fun j => (if i = j then 0 else f j) ^ 2) = sum fun j => if i = j then 0 else f j ^ 2 :=
    fun f => sum_congr fun j => by split <;> grind
  have e' : (sum fun j => (if i = j then 0 else x j) * if i = j then 0 else dot (V i) (V j)) = interference V x i :=
    sum_congr fun j => by split <;> grind
  rwa [e, e, e'] at h

/-- Equality in `interference_sq_le` for activations proportional to the overlaps. -/
theorem interference_sq_le_tight (V : Fin n → Vec α m) (c : α) (i : Fin n) :
    interference V (fun j => c * dot (V i) (V j)) i ^ 2 =
      (sum fun j => if i = j then 0 else (c * dot (V i) (V j)) ^ 2) * crossEnergy V i := by
  have e : interference V (fun j => c * dot (V i) (V j)) i = c * crossEnergy V i := by
    rw [interference, crossEnergy, mul_sum]
    exact sum_congr fun j => by split <;> grind
  have e' : (sum fun j => if i = j then 0 else (c * dot (V i) (V j)) ^ 2) = c ^ 2 * crossEnergy V i := by
    rw [crossEnergy, mul_sum]
    exact sum_congr fun j => by split <;> grind
  rw [e, e']
  grind

/-- The capacity of a feature with a unit direction is its signal, one, as a share of signal and cross energy.
Source: scherlis2022, on capacity; elhage2022, on interference.
Why: capacity is signal over signal plus noise, if uncorrelated features of equal energy are the noise.
Tight: an identity. -/
theorem capacity_eq_signal_share {V : Fin n → Vec α m} {i : Fin n} (hu : normSq (V i) = 1) :
    capacity V i = 1 / (1 + crossEnergy V i) := by
  have h : overlapEnergy V V i = 1 + crossEnergy V i := by
    have e : (sum fun j => if i = j then normSq (V j) else 0) = 1 := (sum_ite_eq i fun j => normSq (V j)).trans hu
    rw [overlapEnergy, crossEnergy, ← e, ← sum_add]
    exact sum_congr fun j => by
      by_cases h : i = j
      · subst h
        rw [dot_self, hu]
        grind
      · grind
  rw [capacity, hu, h]
  grind

/-! ### The average -/

private theorem expected_interference_sq_expand (p : Fin K → α) (X : Fin K → Vec α n) (V : Fin n → Vec α m)
    (i : Fin n) : (expectation p fun k => interference V (X k) i ^ 2) = sum fun j => sum fun l =>
      (if i = j then 0 else if i = l then 0 else dot (V i) (V j) * dot (V i) (V l)) *
        expectation p fun k => X k j * X k l := by
  have hsq : ∀ k, p k * interference V (X k) i ^ 2 = sum fun j => sum fun l =>
      (if i = j then 0 else if i = l then 0 else dot (V i) (V j) * dot (V i) (V l)) * (p k * (X k j * X k l)) := by
    intro k
    rw [show interference V (X k) i ^ 2 = interference V (X k) i * interference V (X k) i by grind, interference,
      sum_mul_sum, mul_sum]
    refine sum_congr fun j => ?_
    rw [mul_sum]
    exact sum_congr fun l => by split <;> split <;> grind
  rw [expectation, sum_congr hsq, sum_comm]
  refine sum_congr fun j => ?_
  rw [sum_comm]
  exact sum_congr fun l => (mul_sum _ _).symm

/-- If the features other than `i` are pairwise uncorrelated over `K` outcomes, then the mean squared interference at
`i` is `Σ_{j ≠ i} E xⱼ² (Vᵢ · Vⱼ)²`.
Source: elhage2022, on interference.
Why: uncorrelated features interfere like noise, whose powers add up, rather than like signals, whose amplitudes do.
Tight: an identity; `expected_interference_sq_needs_uncorrelated`. -/
theorem expected_interference_sq (p : Fin K → α) (X : Fin K → Vec α n) (V : Fin n → Vec α m) (i : Fin n)
    (hX : ∀ j l, j ≠ i → l ≠ i → j ≠ l → (expectation p fun k => X k j * X k l) = 0) :
    (expectation p fun k => interference V (X k) i ^ 2) =
      sum fun j => if i = j then 0 else (expectation p fun k => X k j ^ 2) * dot (V i) (V j) ^ 2 := by
  rw [expected_interference_sq_expand]
  refine sum_congr fun j => ?_
  rw [← sum_ite_eq j fun l => if i = l then 0 else (expectation p fun k => X k l ^ 2) * dot (V i) (V l) ^ 2]
  refine sum_congr fun l => ?_
  by_cases hjl : j = l
  · subst hjl
    have e : (expectation p fun k => X k j * X k j) = expectation p fun k => X k j ^ 2 :=
      sum_congr fun k => by grind
    split <;> grind
  · have := hX j l
    split <;> grind

/-- `expected_interference_sq` needs uncorrelated features: two active parallel features interfere with `4`, not `2`. -/
theorem expected_interference_sq_needs_uncorrelated :
    (expectation (fun _ : Fin 1 => 1) fun _ => interference parallelTriple (fun _ => 1) 0 ^ 2) = 4 ∧
      (sum fun j => if 0 = j then 0 else (expectation (fun _ : Fin 1 => 1) fun _ => (1 : Rat) ^ 2) *
        dot (parallelTriple 0) (parallelTriple j) ^ 2) = 2 := by
  decide +kernel

/-- Over all `2 ^ n` patterns of signs of features of sizes `s`, the squared interference at feature `i` adds up to `2 ^
n` times `Σ_{j ≠ i} sⱼ² (Vᵢ · Vⱼ)²`.
Source: elhage2022, on interference.
Why: the mean interference of features with independent signs is set by the squared overlaps, as capacity is.
Tight: an identity. -/
theorem average_sign_interference_sq (V : Fin n → Vec α m) (s : Vec α n) (i : Fin n) :
    (sum fun k : Fin (2 ^ n) => interference V (fun j => signVector k.val j * s j) i ^ 2) =
      ((2 ^ n : Nat) : α) * sum fun j => if i = j then 0 else s j ^ 2 * dot (V i) (V j) ^ 2 := by
  have hsign : ∀ (k : Nat) (j : Fin n), (signVector k j * s j) ^ 2 = s j ^ 2 := fun k j => by
    unfold signVector
    split <;> grind
  have hcross : ∀ j l, j ≠ l →
      (expectation (fun _ : Fin (2 ^ n) => 1) fun k => signVector k.val j * s j * (signVector k.val l * s l)) = 0 := by
    intro j l h
    have e := sum_mul (fun k : Fin (2 ^ n) => (signVector k.val : Vec α n) j * (signVector k.val : Vec α n) l)
      (s j * s l)
    rw [sum_signVector_mul h] at e
    exact (sum_congr fun k => by grind).trans (e.symm.trans (by grind))
  have h := expected_interference_sq (fun _ : Fin (2 ^ n) => 1) (fun k j => signVector k.val j * s j) V i
    fun j l _ _ hjl => hcross j l hjl
  have e : (expectation (fun _ : Fin (2 ^ n) => 1) fun k => interference V (fun j => signVector k.val j * s j) i ^ 2) =
      sum fun k : Fin (2 ^ n) => interference V (fun j => signVector k.val j * s j) i ^ 2 :=
    sum_congr fun k => by grind
  rw [← e, h, mul_sum]
  refine sum_congr fun j => ?_
  simp only [hsign, expectation, sum_const]
  split <;> grind

end ToyModels
