module

public import ToyModels.Foundations.Matrix
public import ToyModels.Foundations.Probability
public import ToyModels.Superposition.Relu

/-!
# Patching, mediation and ablation

Causal experiments on a network overwrite part of its activations and watch the output. If the output is linear in what
is overwritten then the results of such experiments add up: patches of several components, restorations of all
coordinates of a layer, direct and indirect effects, interchanges on independent subspaces. Each of these sums fails
for some small network that is not linear, which is why each theorem here comes with one.

## Main definitions

* `readComponents U c`: a linear read-out `Σᵢ Uᵢ cᵢ` of several components.
* `patchSet S s b`: the components of a base run `b`, those in the set `S` taken from a source run `s`.
* `oneComponent i`: the set with the one element `i`.
* `restoreCoordinate i c x`: the vector `x` with coordinate `i` taken from `c`.
* `mediatedOutput D B x M`: what comes directly from `x` and what comes by the mediator `M`.
* `subspacePatch P s b`: the base with its part in the subspace of `P` taken from the source.
* `quadraticModel A c x`: the function `x · A x + c · x`.
* `ablationLoss p X U c`: the mean squared change of a read-out if an activation is replaced by the constant `c`.

## Main statements

* `patch_effects_additive`: the effect of patching a set is the sum of the effects of its elements.
* `layer_cut_restoration`: restored one by one, the coordinates of a layer bring back the whole effect.
* `total_eq_direct_add_indirect`: a total effect is a direct and an indirect one.
* `subspace_interchange_additive`: interchanges on subspaces that do not see one another are one interchange.
* `attribution_patching_error_quadratic`: attribution patching misses exactly the curvature.
* `mean_ablation_optimal_constant`: the mean is the constant whose ablation hurts least.

## Proof idea

Linearity; the last one completes a square.

## What is not claimed

Nothing about how far a given network is from linear.

## References

* [vig2020] and [pearl2009], on mediation; [geiger2024], on interchange interventions; [syed2023], on attribution
  patching; [wang2023], on mean ablation.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d e k m n K : Nat}

open Mat

/-- A linear read-out of several components. -/
def readComponents (U : Fin k → Mat α n d) (c : Fin k → Vec α d) : Vec α n := fun a => sum fun i => (U i).mulVec (c i) a

/-- The components of the base run `b`, with those in the set `S` taken from the source run `s`. -/
def patchSet (S : Fin k → Bool) (s b : Fin k → Vec α d) : Fin k → Vec α d := fun i => if S i = true then s i else b i

/-- The set whose only element is `i`. -/
def oneComponent (i : Fin k) : Fin k → Bool := fun j => decide (i = j)

/-- The vector `x` with coordinate `i` taken from `c`. -/
def restoreCoordinate (i : Fin n) (c x : Vec α n) : Vec α n := fun j => if i = j then c j else x j

/-- An output that depends linearly on an input `x` and on a mediator `M`. -/
def mediatedOutput (D : Mat α n d) (B : Mat α n e) (x : Vec α d) (M : Vec α e) : Vec α n :=
  fun a => D.mulVec x a + B.mulVec M a

/-- The base `b` with what `P` sees of it exchanged for what `P` sees of the source `s`. -/
def subspacePatch (P : Mat α n n) (s b : Vec α n) : Vec α n := fun i => b i + P.mulVec (fun j => s j - b j) i

/-- A quadratic function of an activation, `x · A x + c · x`. -/
def quadraticModel (A : Mat α n n) (c x : Vec α n) : α := dot x (A.mulVec x) + dot c x

/-- How much a read-out `U` changes in the mean square, over outcomes `X` with weights `p`, if the activation is
replaced by the constant `c`. -/
def ablationLoss (p : Fin K → α) (X : Fin K → Vec α d) (U : Mat α n d) (c : Vec α d) : α :=
  expectation p fun k => normSq (U.mulVec fun a => X k a - c a)

/-! ### Patching components -/

private theorem readComponents_patchSet (U : Fin k → Mat α n d) (S : Fin k → Bool) (s b : Fin k → Vec α d) (a : Fin n) :
    readComponents U (patchSet S s b) a - readComponents U b a =
      sum fun i => if S i = true then (U i).mulVec (s i) a - (U i).mulVec (b i) a else 0 := by
  simp only [readComponents, ← sum_sub]
  refine sum_congr fun i => ?_
  cases h : S i <;> simp only [patchSet, h, if_true, Bool.false_eq_true, if_false]
  grind

private theorem readComponents_oneComponent (U : Fin k → Mat α n d) (i : Fin k) (s b : Fin k → Vec α d) (a : Fin n) :
    readComponents U (patchSet (oneComponent i) s b) a - readComponents U b a =
      (U i).mulVec (s i) a - (U i).mulVec (b i) a := by
  rw [readComponents_patchSet, ← sum_ite_eq i fun j => (U j).mulVec (s j) a - (U j).mulVec (b j) a]
  exact sum_congr fun j => by simp only [oneComponent, decide_eq_true_eq]

/-- For a linear read-out, patching a set of components changes the output by the sum of what patching each of them
alone does.
Source: vig2020, on the effects of single neurons and of sets of them.
Why: the scores of activation patching can be added up only as far as the rest of the network is linear.
Tight: an identity; `patch_effects_additive_needs_linear`. -/
theorem patch_effects_additive (U : Fin k → Mat α n d) (S : Fin k → Bool) (s b : Fin k → Vec α d) (a : Fin n) :
    readComponents U (patchSet S s b) a - readComponents U b a =
      sum fun i =>
        if S i = true then readComponents U (patchSet (oneComponent i) s b) a - readComponents U b a else 0 := by
  rw [readComponents_patchSet]
  simp only [readComponents_oneComponent]

/-- `patch_effects_additive` needs a linear read-out: a neuron for the conjunction of two components answers to both
patches together and to none alone. -/
theorem patch_effects_additive_needs_linear :
    relu ((1 : Rat) + 1 - 1) - relu ((0 : Rat) + 0 - 1) = 1 ∧
      relu ((1 : Rat) + 0 - 1) - relu ((0 : Rat) + 0 - 1) +
          (relu ((0 : Rat) + 1 - 1) - relu ((0 : Rat) + 0 - 1)) = 0 := by
  decide +kernel

/-- If everything after a layer is linear, then restoring its coordinates one at a time from the corrupted activation
`x` to the clean one `c` has effects that add up to the whole effect.
Source: vig2020, on total effects and the effects of single mediators.
Why: says when the scores of causal tracing should add up to one: if the traced layer is a cut and what follows linear.
Tight: an identity; `layer_cut_restoration_needs_linear`. -/
theorem layer_cut_restoration (B : Mat α m n) (c x : Vec α n) (a : Fin m) :
    (sum fun i => B.mulVec (restoreCoordinate i c x) a - B.mulVec x a) = B.mulVec c a - B.mulVec x a := by
  have e : ∀ i, B.mulVec (restoreCoordinate i c x) a - B.mulVec x a = B a i * (c i - x i) := fun i => by
    rw [← sum_ite_eq i fun j => B a j * (c j - x j)]
    simp only [mulVec, dot, ← sum_sub]
    exact sum_congr fun j => by unfold restoreCoordinate; grind
  rw [sum_congr e]
  simp only [mulVec, dot, ← sum_sub]
  exact sum_congr fun i => by grind

/-- `layer_cut_restoration` needs linearity: of two coordinates that back one another up, as in the larger of two
numbers, each alone restores all of the effect. -/
theorem layer_cut_restoration_needs_linear :
    (1 + relu ((0 : Rat) - 1)) + (0 + relu ((1 : Rat) - 0)) = 2 ∧ 1 + relu ((1 : Rat) - 1) = 1 := by
  decide +kernel

/-! ### Mediation -/

/-- A total effect is the direct effect, with the mediator held at its first value, and the indirect effect, with the
input held at its first value.
Source: pearl2009, on direct and indirect effects; vig2020, for language models.
Why: the decomposition on which causal mediation analysis of components rests.
Tight: an identity; `total_eq_direct_add_indirect_needs_linear`. -/
theorem total_eq_direct_add_indirect (D : Mat α n d) (B : Mat α n e) (A : Mat α e d) (x y : Vec α d) (a : Fin n) :
    mediatedOutput D B y (A.mulVec y) a - mediatedOutput D B x (A.mulVec x) a =
      (mediatedOutput D B y (A.mulVec x) a - mediatedOutput D B x (A.mulVec x) a) +
        (mediatedOutput D B x (A.mulVec y) a - mediatedOutput D B x (A.mulVec x) a) := by
  unfold mediatedOutput
  grind

/-- `total_eq_direct_add_indirect` needs that input and mediator do not interact: for their product, with a mediator
equal to the input, the total effect from `0` to `1` is `1`, and the direct and the indirect effect are both `0`. -/
theorem total_eq_direct_add_indirect_needs_linear :
    (1 * 1 - 0 * 0 : Rat) = 1 ∧ (1 * 0 - 0 * 0 : Rat) + (0 * 1 - 0 * 0) = 0 := by
  decide +kernel

/-! ### Patching subspaces -/

/-- After an interchange on the subspace of an idempotent `P`, what `P` sees is what it sees of the source.
Source: geiger2024, on interchange interventions in a rotated basis.
Why: the intervention does to its subspace what patching does to a component.
Tight: an identity. -/
theorem subspacePatch_reads {P : Mat α n n} (hP : P.mul P = P) (s b : Vec α n) (i : Fin n) :
    P.mulVec (subspacePatch P s b) i = P.mulVec s i := by
  have h₁ : P.mulVec (subspacePatch P s b) i =
      P.mulVec b i + P.mulVec (P.mulVec fun j => s j - b j) i := dot_add _ _ _
  have h₂ : P.mulVec (fun j => s j - b j) i = P.mulVec s i - P.mulVec b i := dot_sub _ _ _
  rw [h₁, mulVec_mulVec, hP, h₂]
  grind

/-- If `P` does not see what `R` writes, then an interchange by `R` followed by one by `P` is one interchange by both.
Source: geiger2024, on interchange interventions on several variables.
Why: independent causal variables need subspaces that do not see one another; then the order does not matter.
Tight: an identity; `subspace_interchange_additive_needs_orthogonal`. -/
theorem subspace_interchange_additive {P R : Mat α n n} (h : ∀ i j, P.mul R i j = 0) (s b : Vec α n) (i : Fin n) :
    subspacePatch P s (subspacePatch R s b) i = subspacePatch (P.add R) s b i := by
  have h0 : P.mulVec (R.mulVec fun j => s j - b j) i = 0 := by
    rw [mulVec_mulVec]
    exact sum_eq_zero fun j => by rw [h i j]; grind
  have h₁ : P.mulVec (fun j => s j - b j - R.mulVec (fun l => s l - b l) j) i =
      P.mulVec (fun j => s j - b j) i - P.mulVec (R.mulVec fun j => s j - b j) i := dot_sub _ _ _
  have e : (fun j => s j - subspacePatch R s b j) = fun j => s j - b j - R.mulVec (fun l => s l - b l) j :=
    funext fun j => by unfold subspacePatch; grind
  change subspacePatch R s b i + P.mulVec (fun j => s j - subspacePatch R s b j) i = _
  rw [e, h₁, h0]
  simp only [subspacePatch, add_mulVec]
  grind

/-- `subspace_interchange_additive` needs subspaces that do not see one another: for the lines along `(1, 0)` and
`(3/5, 4/5)` the result depends on the order. -/
theorem subspace_interchange_additive_needs_orthogonal :
    subspacePatch (ofTwo 1 0 0 0 : Mat Rat 2 2) (basisVec 0)
        (subspacePatch (ofTwo (9 / 25) (12 / 25) (12 / 25) (16 / 25)) (basisVec 0) fun _ => 0) 1 = 12 / 25 ∧
      subspacePatch (ofTwo (9 / 25) (12 / 25) (12 / 25) (16 / 25) : Mat Rat 2 2) (basisVec 0)
        (subspacePatch (ofTwo 1 0 0 0) (basisVec 0) fun _ => 0) 1 = 0 := by
  decide +kernel

/-! ### Attribution patching -/

/-- For a quadratic function, the linear estimate of a patch from `x` to `y`, by the gradient at `x`, misses its effect
by exactly the curvature along the patch.
Source: syed2023, on attribution patching as a linear approximation.
Why: attribution patching is good for small patches and for directions without curvature, and this is its error.
Tight: an identity; `attribution_patching_error_needs_symmetric`. -/
theorem attribution_patching_error_quadratic {A : Mat α n n} (hA : ∀ i j, A i j = A j i) (c x y : Vec α n) :
    quadraticModel A c y - quadraticModel A c x - dot (fun i => 2 * A.mulVec x i + c i) (fun i => y i - x i) =
      dot (fun i => y i - x i) (A.mulVec fun i => y i - x i) := by
  have ht : A.transpose = A := funext fun i => funext fun j => hA j i
  have hs : dot x (A.mulVec y) = dot y (A.mulVec x) := by rw [dot_mulVec, ht, dot_comm]
  have hM : (A.mulVec fun i => y i - x i) = fun i => A.mulVec y i - A.mulVec x i := funext fun i => dot_sub _ _ _
  have hd : ∀ z : Vec α n, dot (fun i => y i - x i) z = dot y z - dot x z := fun z => by
    rw [dot_comm, dot_sub, dot_comm z, dot_comm z]
  have hg : ∀ z : Vec α n, dot (fun i => 2 * A.mulVec x i + c i) z = 2 * dot z (A.mulVec x) + dot c z := fun z => by
    rw [dot_comm, dot_add, dot_smul, dot_comm z c]
  simp only [hM, hg, hd, dot_sub, hs]
  unfold quadraticModel
  grind

/-- `attribution_patching_error_quadratic` needs a symmetric matrix: otherwise twice the matrix is not the second
derivative. -/
theorem attribution_patching_error_needs_symmetric :
    quadraticModel (ofTwo 0 1 0 0 : Mat Rat 2 2) (fun _ => 0) (fun _ => 1) -
          quadraticModel (ofTwo 0 1 0 0 : Mat Rat 2 2) (fun _ => 0) (basisVec 0) = 1 ∧
      dot (fun i => 2 * (ofTwo 0 1 0 0 : Mat Rat 2 2).mulVec (basisVec 0) i) (basisVec 1) = 0 ∧
      dot (basisVec 1) ((ofTwo 0 1 0 0 : Mat Rat 2 2).mulVec (basisVec 1)) = 0 := by
  decide +kernel

/-! ### Ablation by a constant -/

private theorem ablationLoss_eq (p : Fin K → α) (X : Fin K → Vec α d) (U : Mat α n d) (c : Vec α d) :
    ablationLoss p X U c = sum fun a => expectation p fun k => (U.mulVec (X k) a - U.mulVec c a) ^ 2 := by
  have h : ∀ k a, (U.mulVec fun b => X k b - c b) a = U.mulVec (X k) a - U.mulVec c a := fun k a => dot_sub _ _ _
  simp only [ablationLoss, expectation, normSq, h, mul_sum]
  rw [sum_comm]

/-- Replacing an activation by a constant costs what replacing it by its mean costs, and the squared length of what the
read-out sees of the difference between the two.
Source: wang2023, on mean ablation; the identity is the decomposition into variance and bias.
Why: for every linear read-out at once, the mean is the constant whose ablation does the least damage.
Tight: an identity; `mean_ablation_optimal_constant_needs_sum_one`. -/
theorem mean_ablation_optimal_constant {p : Fin K → α} (hp : sum p = 1) (X : Fin K → Vec α d) (U : Mat α n d)
    (c : Vec α d) :
    ablationLoss p X U c = ablationLoss p X U (fun a => expectation p fun k => X k a) +
      normSq (U.mulVec fun a => (expectation p fun k => X k a) - c a) := by
  have hm : ∀ a, U.mulVec (fun b => expectation p fun k => X k b) a = expectation p fun k => U.mulVec (X k) a :=
    fun a => by
    simp only [mulVec, dot, expectation, mul_sum]
    rw [sum_comm]
    exact sum_congr fun k => sum_congr fun b => by grind
  have hs : ∀ a, (U.mulVec fun b => (expectation p fun k => X k b) - c b) a =
      (expectation p fun k => U.mulVec (X k) a) - U.mulVec c a := fun a => (dot_sub _ _ _).trans (by rw [← hm]; rfl)
  simp only [ablationLoss_eq, normSq, hs, hm, ← sum_add]
  exact sum_congr fun a => expectation_sq_sub hp (fun k => U.mulVec (X k) a) _

/-- No constant does less damage than the mean.
Source: wang2023, on mean ablation.
Why: zero ablation also measures how far the mean is from zero; mean ablation only the loss of information.
Tight: at the mean itself. -/
theorem mean_ablation_le {p : Fin K → α} (hp : sum p = 1) (X : Fin K → Vec α d) (U : Mat α n d) (c : Vec α d) :
    ablationLoss p X U (fun a => expectation p fun k => X k a) ≤ ablationLoss p X U c := by
  have h := mean_ablation_optimal_constant hp X U c
  have := normSq_nonneg (U.mulVec fun a => (expectation p fun k => X k a) - c a)
  grind

/-- `mean_ablation_le` needs weights that add up to one: with the weight `2` for the only outcome `1` the weighted sum
`2` costs `2`, and the constant `1` nothing. -/
theorem mean_ablation_optimal_constant_needs_sum_one :
    ablationLoss (fun _ : Fin 1 => 2) (fun _ _ => 1) (one : Mat Rat 1 1) (fun _ => 2) = 2 ∧
      ablationLoss (fun _ : Fin 1 => 2) (fun _ _ => 1) (one : Mat Rat 1 1) (fun _ => 1) = 0 := by
  decide +kernel

end ToyModels
