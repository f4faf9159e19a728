module

public import ToyModels.Foundations.Probability
public import ToyModels.Superposition.Relu

/-!
# Two variational principles without logarithms

Softmax attention minimises a free energy: the mean energy minus temperature times entropy. With a quadratic penalty
in place of the entropy the same principle is a statement about rational numbers, with a minimiser in closed form. If
the weights must not be negative, the minimiser is sparsemax: scores minus a threshold, rectified. Sparsemax is the
nearest distribution to the scores, and some of its weights are exactly zero.

## Main definitions

* `quadraticFreeEnergy τ π E q`: the mean energy plus `τ/2` times the sum of `qᵢ² / πᵢ`.
* `quadraticGibbs τ π E`: the weights `πᵢ (1 + (Ē - Eᵢ) / τ)`, where `Ē` is the mean energy under `π`.

## Main statements

* `quadratic_free_energy`: the free energy exceeds its minimum by `τ/2` times a weighted squared distance, if `τ > 0`.
* `quadratic_free_energy_min`: the minimum is the mean energy plus `τ/2`, minus the variance of the energy over `2 τ`.
* `sparsemax_optimal`: sparsemax is the nearest distribution to the scores, and by how much.

## Proof idea

Complete the square; the linear term vanishes because weights add up to one. For sparsemax the linear term is not
negative, because a weight that is cut off could only grow.

## What is not claimed

Nothing about softmax, whose free energy has a logarithm. The weights `quadraticGibbs` may be negative.

## References

* [martins2016], on sparsemax; [cover2006], for the chi-square distance in place of relative entropy.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {n : Nat}

/-- The free energy of the weights `q` for the energies `E`, with the reference weights `π` and the temperature `τ`:
`Σᵢ qᵢ Eᵢ + τ/2 Σᵢ qᵢ² / πᵢ`. -/
def quadraticFreeEnergy (τ : α) (π E q : Vec α n) : α := dot q E + τ / 2 * sum fun i => q i ^ 2 / π i

/-- The weights `πᵢ (1 + (Ē - Eᵢ) / τ)`, where `Ē` is the mean of the energies `E` under `π`. -/
def quadraticGibbs (τ : α) (π E : Vec α n) : Vec α n := fun i => π i * (1 + (expectation π E - E i) / τ)

/-! ### A free energy -/

private theorem sum_mul_gibbs {τ : α} {π : Vec α n} (hτ : τ ≠ 0) (hπ : ∀ i, 0 < π i) (E f : Vec α n) :
    (sum fun i => f i * quadraticGibbs τ π E i / π i) =
      (1 + expectation π E / τ) * sum f - dot f E / τ := by
  have e : ∀ i, f i * quadraticGibbs τ π E i / π i = (1 + expectation π E / τ) * f i - f i * E i / τ := fun i => by
    have := hπ i
    rw [quadraticGibbs]
    grind
  have e' : dot f E / τ = sum fun i => f i * E i / τ := by
    rw [dot, Lean.Grind.Field.div_eq_mul_inv, sum_mul]
    exact sum_congr fun i => by grind
  rw [sum_congr e, sum_sub, ← mul_sum, ← e']

/-- The weights `quadraticGibbs` add up to one. -/
theorem sum_quadraticGibbs {π : Vec α n} (h1 : sum π = 1) (τ : α) (E : Vec α n) :
    sum (quadraticGibbs τ π E) = 1 := by
  have e : ∀ i, quadraticGibbs τ π E i = π i + (1 / τ) * (expectation π E * π i - π i * E i) := fun i => by
    rw [quadraticGibbs]
    grind
  rw [sum_congr e, sum_add, ← mul_sum, sum_sub, ← mul_sum, h1]
  have : (sum fun i => π i * E i) = expectation π E := rfl
  grind

/-- Weights `q` that add up to one have the free energy of `quadraticGibbs` plus `τ/2` times their squared distance from
it, weighted by `1/π`.
Source: cover2006, for the Gibbs variational principle, with the chi-square distance in place of relative entropy.
Why: energy against spread, as in attention with a temperature, with an exact account of what other weights cost.
Tight: an identity; `quadratic_free_energy_needs_sum_one`. -/
theorem quadratic_free_energy {τ : α} {π q : Vec α n} (hτ : τ ≠ 0) (hπ : ∀ i, 0 < π i) (h1 : sum π = 1)
    (hq : sum q = 1) (E : Vec α n) :
    quadraticFreeEnergy τ π E q = quadraticFreeEnergy τ π E (quadraticGibbs τ π E) +
      τ / 2 * sum fun i => (q i - quadraticGibbs τ π E i) ^ 2 / π i := by
  have e : ∀ i, q i ^ 2 / π i = quadraticGibbs τ π E i ^ 2 / π i + (q i - quadraticGibbs τ π E i) ^ 2 / π i +
      2 * ((q i - quadraticGibbs τ π E i) * quadraticGibbs τ π E i / π i) := fun i => by grind
  have hs := sum_mul_gibbs hτ hπ E fun i => q i - quadraticGibbs τ π E i
  have hd : dot (fun i => q i - quadraticGibbs τ π E i) E = dot q E - dot (quadraticGibbs τ π E) E := by
    rw [dot_comm, dot_sub, dot_comm E, dot_comm E]
  rw [sum_sub, hq, sum_quadraticGibbs h1, hd] at hs
  rw [quadraticFreeEnergy, quadraticFreeEnergy, sum_congr e, sum_add, sum_add, ← mul_sum, hs]
  grind

/-- The free energy of `quadraticGibbs`, the least one if `τ > 0`, is the mean energy plus `τ/2` minus the variance of
the energy over `2 τ`.
Source: cover2006, for the Gibbs variational principle, with the chi-square distance in place of relative entropy.
Why: a fluctuation formula: what attention to low energies gains over even attention is a variance.
Tight: an identity; `quadratic_free_energy_example`. -/
theorem quadratic_free_energy_min {τ : α} {π : Vec α n} (hτ : τ ≠ 0) (hπ : ∀ i, 0 < π i) (h1 : sum π = 1)
    (E : Vec α n) :
    quadraticFreeEnergy τ π E (quadraticGibbs τ π E) = expectation π E + τ / 2 - variance π E / (2 * τ) := by
  have hs := sum_mul_gibbs hτ hπ E (quadraticGibbs τ π E)
  have e : ∀ i, quadraticGibbs τ π E i * E i =
      (1 + expectation π E / τ) * (π i * E i) - (1 / τ) * (π i * E i ^ 2) := fun i => by
    rw [quadraticGibbs]
    grind
  have hd : dot (quadraticGibbs τ π E) E =
      (1 + expectation π E / τ) * expectation π E - (1 / τ) * expectation π fun i => E i ^ 2 := by
    rw [dot, sum_congr e, sum_sub, ← mul_sum, ← mul_sum]
    rfl
  have e' : (sum fun i => quadraticGibbs τ π E i ^ 2 / π i) =
      sum fun i => quadraticGibbs τ π E i * quadraticGibbs τ π E i / π i := sum_congr fun i => by grind
  rw [sum_quadraticGibbs h1] at hs
  rw [quadraticFreeEnergy, e', hs, hd, variance_eq h1]
  grind

/-- Even reference weights of two states with the energies zero and one, at temperature one: the best weights are
`(3/4, 1/4)`, and the free energy is `7/8`. -/
theorem quadratic_free_energy_example :
    (∀ i : Fin 2, quadraticGibbs 1 (fun _ => (1 / 2 : Rat)) (basisVec 1) i = if i.val = 0 then 3 / 4 else 1 / 4) ∧
      quadraticFreeEnergy 1 (fun _ => (1 / 2 : Rat)) (basisVec 1 : Vec Rat 2)
        (quadraticGibbs 1 (fun _ => 1 / 2) (basisVec 1)) = 7 / 8 := by
  decide +kernel

/-- `quadratic_free_energy` needs weights that add up to one: the weight zero has less free energy. -/
theorem quadratic_free_energy_needs_sum_one :
    quadraticFreeEnergy 2 (fun _ : Fin 1 => (1 : Rat)) (fun _ => 0) (fun _ => 0) <
      quadraticFreeEnergy 2 (fun _ : Fin 1 => (1 : Rat)) (fun _ => 0)
        (quadraticGibbs 2 (fun _ => 1) fun _ => 0) := by
  decide +kernel

/-! ### Sparsemax -/

/-- If the weights `qᵢ = relu (zᵢ - τ)` add up to one then every distribution `r` has the squared distance of `q` from
the scores `z` plus at least its own squared distance from `q`.
Source: martins2016, on sparsemax as a projection.
Why: sparsemax is the distribution nearest to the scores, and the only one: attention with true zeros.
Tight: `sparsemax_optimal_tight`; `sparsemax_optimal_needs_nonneg`. -/
theorem sparsemax_optimal [DecidableLE α] {q z r : Vec α n} {τ : α} (hq : ∀ i, q i = relu (z i - τ)) (h1 : sum q = 1)
    (hr : IsDistribution r) :
    normSq (fun i => q i - z i) + normSq (fun i => r i - q i) ≤ normSq fun i => r i - z i := by
  have h : ∀ i, (q i - z i) ^ 2 + (r i - q i) ^ 2 + -2 * τ * (r i - q i) ≤ (r i - z i) ^ 2 := fun i => by
    have e := hq i
    unfold relu at e
    split at e
    · rw [e]
      grind
    · have := mul_nonneg (hr.1 i) (b := τ - z i) (by grind)
      rw [e]
      grind
  have hs := sum_le_sum h
  rw [sum_add, sum_add, ← mul_sum, sum_sub, hr.2] at hs
  change _ + _ + -2 * τ * (1 - sum q) ≤ _ at hs
  rw [h1] at hs
  simp only [normSq]
  grind

/-- Equality in `sparsemax_optimal`: the scores `(1, 0)` have the sparsemax `(1, 0)`, and even weights are at the
squared distance `1/2` from both. -/
theorem sparsemax_optimal_tight :
    (∀ i, (basisVec 0 : Vec Rat 2) i = relu ((basisVec 0 : Vec Rat 2) i - 0)) ∧
      normSq (fun i => (basisVec 0 : Vec Rat 2) i - basisVec 0 i) +
          normSq (fun i => 1 / 2 - (basisVec 0 : Vec Rat 2) i) =
        normSq (fun i => 1 / 2 - (basisVec 0 : Vec Rat 2) i) := by
  decide +kernel

/-- `sparsemax_optimal` needs weights that are not negative: for the scores `(2, 0)`, with the threshold one, the
weights `(3/2, -1/2)` are nearer. -/
theorem sparsemax_optimal_needs_nonneg :
    (∀ i, (basisVec 0 : Vec Rat 2) i = relu (2 * (basisVec 0 : Vec Rat 2) i - 1)) ∧
      normSq (fun i => (if i.val = 0 then 3 / 2 else -1 / 2) - 2 * (basisVec 0 : Vec Rat 2) i) <
        normSq fun i => (basisVec 0 : Vec Rat 2) i - 2 * basisVec 0 i := by
  decide +kernel

end ToyModels
