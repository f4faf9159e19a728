module

public import ToyModels.Dictionary.Shrinkage
public import ToyModels.Foundations.BooleanSet
public import ToyModels.Superposition.OneSparse

/-!
# Keeping the largest read-outs

A TopK autoencoder replaces the penalty by a rule: keep the largest read-outs and drop the others. With one feature
active at a time this rule has no limit on the number of features at all: of vectors of equal norm the active one always
has the largest read-out, if only they are all different. With several active features the rule is the best code of its
size if the directions are orthonormal, and can be far from it if they are not.

## Main definitions

* `topCode top V h`: the read-outs of `h` on the set `top`, and zero elsewhere.

## Main statements

* `dot_lt_normSq_iff`: the inner product of two vectors of equal norm is below its square exactly if they differ.
* `top1_exact_iff`, `top1_circle`: so the largest read-out finds the active feature, of any number in the plane.
* `topCode_error`, `topK_orthonormal_optimal`: along orthonormal directions the largest read-outs are the best code.

## Proof idea

The squared distance of two vectors of equal norm is twice the difference between their squared norm and their inner
product. Along orthonormal directions a code leaves out the squares of all read-outs off its support, and the largest
ones are best kept.

## What is not claimed

Nothing about noise, for which directions that are nearly equal are bad, or about how such a dictionary is trained.

## References

* [gao2024], on TopK autoencoders.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The read-outs of `h` along the directions in the set `top`, and zero for the others. -/
def topCode (top : Fin n → Bool) (V : Fin n → Vec α m) (h : Vec α m) : Vec α n := fun j =>
  if top j = true then dot (V j) h else 0

/-- The directions `e₀`, `e₁` and `(3/5, 4/5)` in the plane. -/
def threeInPlane : Fin 3 → Vec Rat 2 := fun j a =>
  if j.val = 2 then if a.val = 0 then 3 / 5 else 4 / 5 else if j.val = a.val then 1 else 0

/-! ### One active feature -/

/-- If two vectors have the same norm, then their inner product is less than its square if and only if they differ.
Source: horn2013, chapter 0, the equality case of Cauchy-Schwarz.
Why: a feature is read more strongly along its own direction than along any other of the same length.
Tight: an equivalence; `dot_lt_normSq_iff_needs_norms`. -/
theorem dot_lt_normSq_iff {v w : Vec α m} (h : normSq v = normSq w) : dot v w < normSq w ↔ ∃ a, v a ≠ w a := by
  have hs := normSq_sub v w
  constructor
  · intro hlt
    refine Classical.byContradiction fun hn => ?_
    have he : v = w := funext fun a => Classical.byContradiction fun ha => hn ⟨a, ha⟩
    rw [he, dot_self] at hlt
    grind
  · intro ⟨a, ha⟩
    have := normSq_pos (x := fun a => v a - w a) ⟨a, by grind⟩
    grind

/-- `dot_lt_normSq_iff` needs equal norms: the inner product of `2` and `1` is above the square of the second. -/
theorem dot_lt_normSq_iff_needs_norms : normSq (fun _ : Fin 1 => (1 : Rat)) < dot (fun _ => 2) fun _ : Fin 1 => 1 := by
  decide +kernel

/-- If all features are written along vectors of the same norm, then a single active one, of any amplitude `t > 0`, has
the largest read-out, whichever it is, if and only if no two of the vectors are equal.
Source: gao2024, on TopK with one active latent.
Why: selecting the largest needs no margin, so that the number of features is not limited by the dimension.
Tight: an equivalence; `top1_circle` has any number of features in the plane. -/
theorem top1_exact_iff {W : Fin n → Vec α m} {s t : α} (hs : ∀ i, normSq (W i) = s) (ht : 0 < t) :
    (∀ i j, i ≠ j →
      dot (W j) (lincomb (fun k => t * basisVec i k) W) < dot (W i) (lincomb (fun k => t * basisVec i k) W)) ↔
      ∀ i j, i ≠ j → ∃ a, W i a ≠ W j a := by
  have e : ∀ i j, dot (W j) (lincomb (fun k => t * basisVec i k) W) <
      dot (W i) (lincomb (fun k => t * basisVec i k) W) ↔ ∃ a, W i a ≠ W j a := fun i j => by
    have h := dot_lt_normSq_iff ((hs i).trans (hs j).symm)
    rw [dot_lincomb_smul_basisVec, dot_lincomb_smul_basisVec, dot_self, hs i, dot_comm, ← h, hs j]
    constructor
    · intro hlt
      refine Classical.byContradiction fun hn => ?_
      have := mul_le_mul_of_nonneg_left (a := s) (b := dot (W i) (W j)) (by grind) (Std.le_of_lt ht)
      grind
    · intro hlt
      have := mul_pos (a := t) (b := s - dot (W i) (W j)) ht (by grind)
      grind
  exact forall_congr' fun i => forall_congr' fun j => forall_congr' fun _ => e i j

/-- On the circle of rational directions in the plane the largest read-out is that of the active feature, for any number
of features.
Source: gao2024, on TopK with one active latent; elhage2022, for the comparison.
Why: two dimensions hold any number of features of any amplitude for an autoencoder that picks the largest, where a
rectifier holds four.
Tight: two dimensions for every `n`; `top1_circle_example`. -/
theorem top1_circle [DecidableLE α] {t : α} (ht : 0 < t) (i j : Fin n) (hij : i ≠ j) :
    dot (circleFeatures n j) (lincomb (fun k => t * basisVec i k) (circleFeatures n)) <
      dot (circleFeatures n i) (lincomb (fun k => t * basisVec i k) (circleFeatures n : Fin n → Vec α 2)) := by
  obtain ⟨hb, hn⟩ := (relu_onesparse_bias_exact_iff (circleFeatures n : Fin n → Vec α 2) _).mp relu_circle_exact
  have h := hn j i fun e => hij e.symm
  have hi := hb i
  have hj := hb j
  have := mul_pos (a := t) (b := normSq (circleFeatures n i : Vec α 2) -
    dot (circleFeatures n j : Vec α 2) (circleFeatures n i)) ht (by grind)
  rw [dot_lincomb_smul_basisVec, dot_lincomb_smul_basisVec, dot_self]
  grind

/-- Twelve features on the circle in the plane have squared norms of `12⁴ = 20736`, and every two have a smaller inner
product, by at least one. -/
theorem top1_circle_example :
    ∀ i j, dot (circleFeatures 12 i : Vec Rat 2) (circleFeatures 12 j) ≤ if i = j then 20736 else 20735 := by
  decide +kernel

/-! ### Several active features -/

/-- Along orthonormal directions the reconstruction from the read-outs on a set has the squared error `‖h‖²`, less the
squares of these read-outs.
Source: horn2013, chapter 0.
Why: each latent that is kept explains the square of its read-out.
Tight: an identity. -/
theorem topCode_error {V : Fin n → Vec α m} (hu : ∀ i, normSq (V i) = 1) (ho : ∀ i j, i ≠ j → dot (V i) (V j) = 0)
    (h : Vec α m) (top : Fin n → Bool) :
    normSq (fun a => h a - lincomb (topCode top V h) V a) =
      normSq h - sum fun j => if top j = true then dot (V j) h ^ 2 else 0 := by
  have e : (sum fun j => dot (V j) h ^ 2) - (sum fun j => (dot (V j) h - topCode top V h j) ^ 2) =
      sum fun j => if top j = true then dot (V j) h ^ 2 else 0 := by
    rw [← sum_sub]
    exact sum_congr fun j => by unfold topCode; split <;> grind
  rw [normSq_sub_lincomb_orthonormal hu ho]
  grind

private theorem sq_sub_le {y f t : α} {a b : Bool} (h₁ : a = true → t ≤ y ^ 2) (h₂ : a = false → y ^ 2 ≤ t)
    (h₃ : b = false → f = 0) :
    y ^ 2 - (if a = true then y ^ 2 else 0) + ((if a = true then t else 0) - if b = true then t else 0) ≤
      (y - f) ^ 2 := by
  have h₄ := sq_nonneg (y - f)
  cases b
  · rw [h₃ rfl]
    cases a
    · simp only [Bool.false_eq_true, if_false]
      grind
    · have := h₁ rfl
      simp only [Bool.false_eq_true, if_false, if_true]
      grind
  · cases a
    · have := h₂ rfl
      simp only [Bool.false_eq_true, if_false, if_true]
      grind
    · simp only [if_true]
      grind

/-- Along orthonormal directions no code whose support `T` is at most as large as `top` has a smaller error than the
read-outs on `top`, if these are the largest: at least `t` in square on `top`, and at most `t` elsewhere.
Source: gao2024, on TopK autoencoders.
Why: keeping the largest read-outs, unchanged, is the best that a sparse code can do where features do not interfere;
unlike a penalty it does not shrink.
Tight: `f = topCode top V h`; `topK_orthonormal_optimal_needs_orthogonal`. -/
theorem topK_orthonormal_optimal {V : Fin n → Vec α m} (hu : ∀ i, normSq (V i) = 1)
    (ho : ∀ i j, i ≠ j → dot (V i) (V j) = 0) (h : Vec α m) {top T : Fin n → Bool} {t : α} (ht : 0 ≤ t)
    (hon : ∀ j, top j = true → t ≤ dot (V j) h ^ 2) (hoff : ∀ j, top j = false → dot (V j) h ^ 2 ≤ t)
    (hT : count T ≤ count top) {f : Vec α n} (hf : ∀ j, T j = false → f j = 0) :
    normSq (fun a => h a - lincomb (topCode top V h) V a) ≤ normSq fun a => h a - lincomb f V a := by
  have hc := mul_le_mul_of_nonneg_left ((natCast_le_natCast (α := α) _ _).mpr hT) ht
  have hs := sum_le_sum (f := fun j => dot (V j) h ^ 2 - (if top j = true then dot (V j) h ^ 2 else 0) +
      ((if top j = true then t else 0) - if T j = true then t else 0))
    (g := fun j => (dot (V j) h - f j) ^ 2) fun j => sq_sub_le (hon j) (hoff j) (hf j)
  rw [sum_add, sum_sub, sum_sub, sum_ite_set, sum_ite_set] at hs
  rw [topCode_error hu ho, normSq_sub_lincomb_orthonormal hu ho]
  grind

/-- `topK_orthonormal_optimal` needs orthogonal directions: `(1, 1)` reads `1`, `1` and `7/5` along `e₀`, `e₁` and
`(3/5, 4/5)`; the largest two leave an error, and the first two leave none. -/
theorem topK_orthonormal_optimal_needs_orthogonal :
    (∀ j, dot (threeInPlane j) (fun _ => 1) = if j.val = 2 then 7 / 5 else 1) ∧
      normSq (fun a => 1 - lincomb (topCode (fun j => decide (0 < j.val)) threeInPlane fun _ => 1) threeInPlane a) =
        32 / 25 ∧
      normSq (fun a => 1 - lincomb (topCode (fun j => decide (j.val < 2)) threeInPlane fun _ => 1) threeInPlane a) =
        0 := by
  decide +kernel

end ToyModels
