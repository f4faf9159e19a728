module

public import ToyModels.Foundations.Vector
public import ToyModels.Superposition.Relu

/-!
# Shrinkage: what an L1 penalty does to a sparse autoencoder

A sparse autoencoder is trained to reconstruct activations from few latents, and the penalty on the sum of the latents
that makes them few also makes them small. The effect is exact. For one latent the best activation is not the amount `x`
that is there but `x - lam / 2`, or zero; for latents along orthonormal directions every active one is short by
`lam / 2`, whatever its size, and the reconstruction of `k` active features misses exactly `k lam² / 4`.

## Main definitions

* `latentLoss lam x f`: the loss `(x - f)² + lam f` of an activation `f` where the amount is `x`.
* `softThreshold lam x`: the shrunk activation, `x - lam / 2` or zero.
* `saeLoss lam V h f`: the loss of a code `f` for the activation vector `h`, with the decoder `V`.
* `shrunkCode lam V h`: the shrunk read-outs of `h` along `V`.

## Main statements

* `l1_shrinkage`, `l1_shrinkage_unique`: the shrunk activation is the only best one, by the square of the distance.
* `l1_orthonormal_minimiser`: along orthonormal directions the shrunk read-outs are the best code.
* `l1_orthonormal_error`: they miss `k lam² / 4`.

## Proof idea

The loss of `f` is that of the shrunk activation, plus the square of their distance, plus a product that vanishes if the
latent is active and has no negative factor if it is not. Orthonormal directions split the error into one such problem
for each latent and a rest that no code changes.

## What is not claimed

Nothing about directions that are not orthonormal, where latents compete: there the shrunk read-outs, which a linear
encoder with a rectifier computes, need not be best. That training finds them is not claimed either.

## References

* [rajamanoharan2024], where gates are introduced against shrinkage; [bricken2023], for the loss.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The loss of the activation `f` of one latent, if the amount `x` is there: `(x - f)² + lam f`. -/
def latentLoss (lam x f : α) : α := (x - f) ^ 2 + lam * f

/-- The shrunk activation: `x - lam / 2`, or zero if that is negative. -/
def softThreshold [DecidableLE α] (lam x : α) : α := relu (x - lam / 2)

/-- The loss of a sparse autoencoder with the decoder directions `V` for the activation vector `h` with the code `f`:
the squared error of the reconstruction, plus `lam` times the sum of the code. -/
def saeLoss (lam : α) (V : Fin n → Vec α m) (h : Vec α m) (f : Vec α n) : α :=
  normSq (fun a => h a - lincomb f V a) + lam * sum f

/-- The read-outs of `h` along the directions `V`, shrunk. -/
def shrunkCode [DecidableLE α] (lam : α) (V : Fin n → Vec α m) (h : Vec α m) : Vec α n := fun j =>
  softThreshold lam (dot (V j) h)

/-! ### One latent -/

section
variable [DecidableLE α]

/-- Against the shrunk activation, every activation `f ≥ 0` loses at least the square of its distance from it.
Source: rajamanoharan2024, on shrinkage.
Why: the penalty biases what it is meant to select: an active latent is best set `lam / 2` too low.
Tight: `l1_shrinkage_tight`; an equality for all `f` if the latent is active, by `latentLoss_eq`. -/
theorem l1_shrinkage (lam x : α) {f : α} (hf : 0 ≤ f) :
    latentLoss lam x (softThreshold lam x) + (f - softThreshold lam x) ^ 2 ≤ latentLoss lam x f := by
  unfold latentLoss softThreshold relu
  split
  · grind
  · have := mul_nonneg hf (show (0 : α) ≤ lam - 2 * x by grind)
    grind

/-- Equality in `l1_shrinkage`: if `3` is there and `lam = 2`, then the best activation is `2`, with a loss of `5`, and
the activation `3` loses `6`. -/
theorem l1_shrinkage_tight :
    softThreshold 2 3 = (2 : Rat) ∧ latentLoss 2 3 2 = (5 : Rat) ∧ latentLoss 2 3 3 = (5 : Rat) + (3 - 2) ^ 2 := by
  decide +kernel

/-- `l1_shrinkage` needs activations that are not negative: if `-1` is there and `lam = 1`, then the activation `-1`
has a loss of `-1`, below that of the shrunk activation, which is zero. -/
theorem l1_shrinkage_needs_nonneg :
    softThreshold 1 (-1) = (0 : Rat) ∧ latentLoss 1 (-1) (-1) = (-1 : Rat) ∧ latentLoss 1 (-1) 0 = (1 : Rat) := by
  decide +kernel

/-- Among the activations `f ≥ 0` the shrunk one is the only one of least loss.
Source: rajamanoharan2024, on shrinkage.
Why: there is no other optimum to be found: a better optimiser shrinks as well.
Tight: an equivalence; `l1_shrinkage_needs_nonneg`. -/
theorem l1_shrinkage_unique (lam x : α) {f : α} (hf : 0 ≤ f) :
    latentLoss lam x f ≤ latentLoss lam x (softThreshold lam x) ↔ f = softThreshold lam x := by
  have h := l1_shrinkage lam x hf
  have h0 := sq_nonneg (f - softThreshold lam x)
  constructor
  · intro hle
    have := (sq_eq_zero_iff (f - softThreshold lam x)).mp (Std.le_antisymm (by grind) h0)
    grind
  · intro e
    rw [e]
    exact Std.le_refl _

/-- An active latent loses `lam / 2`, and its loss is `lam x - lam² / 4`, plus the square of the distance of `f` from
its best value.
Source: rajamanoharan2024, on shrinkage.
Why: the bias is the same for weak and for strong features, so that it is relatively worst for the weak ones.
Tight: an identity. -/
theorem latentLoss_eq {lam x : α} (hx : lam / 2 ≤ x) (f : α) :
    softThreshold lam x = x - lam / 2 ∧
      latentLoss lam x f = lam * x - lam ^ 2 / 4 + (f - softThreshold lam x) ^ 2 := by
  unfold latentLoss softThreshold
  rw [relu_of_nonneg (by grind)]
  exact ⟨rfl, by grind⟩

end

/-! ### Orthonormal directions -/

/-- If the directions `V` are orthonormal, then the squared error of a code `f` is what they do not explain of `h`, plus
the squared distance of `f` from the read-outs.
Source: horn2013, chapter 0.
Why: the best code of an orthonormal dictionary is what is read along each direction, one direction at a time.
Tight: an identity. -/
theorem normSq_sub_lincomb_orthonormal {V : Fin n → Vec α m} (hu : ∀ i, normSq (V i) = 1)
    (ho : ∀ i j, i ≠ j → dot (V i) (V j) = 0) (h : Vec α m) (f : Vec α n) :
    normSq (fun a => h a - lincomb f V a) =
      normSq h - (sum fun j => dot (V j) h ^ 2) + sum fun j => (dot (V j) h - f j) ^ 2 := by
  have hq : normSq (lincomb f V) = sum fun j => f j ^ 2 := by
    rw [normSq_lincomb]
    refine sum_congr fun i => ?_
    rw [← sum_ite_eq i fun _ => f i ^ 2]
    refine sum_congr fun j => ?_
    by_cases hij : i = j
    · subst hij
      rw [if_pos rfl, dot_self, hu]
      grind
    · rw [if_neg hij, ho i j hij]
      grind
  have hs : (sum fun j => (dot (V j) h - f j) ^ 2) =
      (sum fun j => dot (V j) h ^ 2) - 2 * (sum fun j => f j * dot h (V j)) + sum fun j => f j ^ 2 := by
    rw [mul_sum, ← sum_sub, ← sum_add]
    exact sum_congr fun j => by rw [dot_comm h]; grind
  rw [normSq_sub, hq, dot_lincomb, hs]
  grind

variable [DecidableLE α]

/-- If the directions `V` are orthonormal, then every code `f ≥ 0` loses against the shrunk read-outs at least the
squared distance from them, so that they are the only best code.
Source: rajamanoharan2024, on shrinkage; bricken2023, for the loss.
Why: features that do not interfere at all are shrunk all the same: the bias comes from the penalty, not from
superposition.
Tight: `l1_orthonormal_error_tight`; `l1_orthonormal_minimiser_needs_orthogonal`. -/
theorem l1_orthonormal_minimiser (lam : α) {V : Fin n → Vec α m} (hu : ∀ i, normSq (V i) = 1)
    (ho : ∀ i j, i ≠ j → dot (V i) (V j) = 0) (h : Vec α m) {f : Vec α n} (hf : ∀ j, 0 ≤ f j) :
    saeLoss lam V h (shrunkCode lam V h) + normSq (fun j => f j - shrunkCode lam V h j) ≤ saeLoss lam V h f := by
  have hs : (sum fun j => (dot (V j) h - shrunkCode lam V h j) ^ 2) + lam * sum (shrunkCode lam V h) +
      normSq (fun j => f j - shrunkCode lam V h j) ≤ (sum fun j => (dot (V j) h - f j) ^ 2) + lam * sum f := by
    have h' := sum_le_sum fun j => l1_shrinkage lam (dot (V j) h) (hf j)
    simp only [latentLoss, sum_add, ← mul_sum] at h'
    exact h'
  rw [saeLoss, saeLoss, normSq_sub_lincomb_orthonormal hu ho, normSq_sub_lincomb_orthonormal hu ho]
  grind

/-- `l1_orthonormal_minimiser` needs orthogonal directions: two equal latents for the amount `1` are both set to `1/2`
with `lam = 1` and explain everything together, with a loss of `1`; one of them alone at `1/2` loses `3/4`. -/
theorem l1_orthonormal_minimiser_needs_orthogonal :
    shrunkCode 1 (fun _ : Fin 2 => (basisVec 0 : Vec Rat 1)) (basisVec 0) = (fun _ => 1 / 2) ∧
      saeLoss 1 (fun _ : Fin 2 => (basisVec 0 : Vec Rat 1)) (basisVec 0) (fun _ => 1 / 2) = 1 ∧
      saeLoss 1 (fun _ : Fin 2 => (basisVec 0 : Vec Rat 1)) (basisVec 0)
        (fun j => if j.val = 0 then 1 / 2 else 0) = 3 / 4 := by
  refine ⟨funext fun j => ?_, by decide +kernel, by decide +kernel⟩
  have : ∀ j : Fin 2, shrunkCode 1 (fun _ : Fin 2 => (basisVec 0 : Vec Rat 1)) (basisVec 0) j = 1 / 2 := by
    decide +kernel
  exact this j

/-- If `h` is made of orthonormal directions with amounts of at least `lam / 2`, then the reconstruction from the best
code of `n` latents has the squared error `n lam² / 4`.
Source: rajamanoharan2024, on shrinkage.
Why: reconstruction error that no dictionary learning removes, because it is bought by the penalty.
Tight: an identity; `l1_orthonormal_error_tight`, `l1_orthonormal_error_needs_amount`. -/
theorem l1_orthonormal_error {lam : α} {V : Fin n → Vec α m} (hu : ∀ i, normSq (V i) = 1)
    (ho : ∀ i j, i ≠ j → dot (V i) (V j) = 0) {x : Vec α n} (hx : ∀ j, lam / 2 ≤ x j) :
    normSq (fun a => lincomb x V a - lincomb (shrunkCode lam V (lincomb x V)) V a) = (n : α) * (lam ^ 2 / 4) := by
  have hd : ∀ j, dot (V j) (lincomb x V) = x j := fun j => by
    rw [dot_lincomb, ← sum_ite_eq j x]
    refine sum_congr fun i => ?_
    by_cases hij : j = i
    · subst hij
      rw [if_pos rfl, dot_self, hu]
      grind
    · rw [if_neg hij, ho j i hij]
      grind
  have hc : ∀ j, (dot (V j) (lincomb x V) - shrunkCode lam V (lincomb x V) j) ^ 2 = lam ^ 2 / 4 := fun j => by
    rw [shrunkCode, hd, (latentLoss_eq (hx j) 0).1]
    grind
  have hz := normSq_sub_lincomb_orthonormal hu ho (lincomb x V) x
  have h0 : normSq (fun a => lincomb x V a - lincomb x V a) = 0 := sum_eq_zero fun a => by grind
  have h1 : (sum fun j => (dot (V j) (lincomb x V) - x j) ^ 2) = 0 := sum_eq_zero fun j => by rw [hd]; grind
  rw [normSq_sub_lincomb_orthonormal hu ho, sum_congr hc, sum_const]
  grind

/-- An instance of `l1_orthonormal_error`: the vector `(3, 4)` gets the code `(2, 3)` with `lam = 2`, with the error
`2 = 2 · 2² / 4`. -/
theorem l1_orthonormal_error_tight :
    (∀ j, shrunkCode 2 (fun i : Fin 2 => (basisVec i : Vec Rat 2)) (fun a => 3 + a.val) j = 2 + (j.val : Rat)) ∧
      normSq (fun a => 3 + (a.val : Rat) - lincomb (shrunkCode 2 (fun i : Fin 2 => (basisVec i : Vec Rat 2))
        (fun a => 3 + a.val)) (fun i : Fin 2 => (basisVec i : Vec Rat 2)) a) = 2 * (2 ^ 2 / 4) := by
  decide +kernel

/-- `l1_orthonormal_error` needs amounts of at least `lam / 2`: the amount `1/2` is dropped altogether with `lam = 2`,
with the error `1/4`, less than `1`. -/
theorem l1_orthonormal_error_needs_amount :
    normSq (fun a => 1 / 2 - lincomb (shrunkCode 2 (fun i : Fin 1 => (basisVec i : Vec Rat 1)) fun _ => 1 / 2)
      (fun i : Fin 1 => (basisVec i : Vec Rat 1)) a) = 1 / 4 := by
  decide +kernel

end ToyModels
