module

public import ToyModels.Algorithms.Groups
public import ToyModels.Foundations.Matrix

/-!
# Computing in a group with representations

A network that is trained to compose the elements of a group can do so without its multiplication table: it embeds
each element as an orthogonal matrix, multiplies matrices, and scores every candidate by a trace. These are the
theorems that such a network is right, about every finite group, and that they say how it may differ from another one
that is right as well.

A representation may be of a smaller dimension than the matrices that hold it. Then the identity of the group is the
projector onto the subspace in which it acts, and the trace of that is its dimension. So the representations of a
family may have different dimensions, and an irreducible one that is irrational in its own coordinates can be rational.

## Main definitions

* `IsOrthogonalRep mul e ρ`: the matrices `ρ x` multiply as the group does, and are orthogonal on their subspace.
* `groupLogit ρ a b c`: the trace of `ρ(a) ρ(b) ρ(c)ᵀ`, which scores the candidate `c` for the product of `a` and `b`.
* `irrepSum w ρ a b c`: the same for several representations, with a weight for each.
* `symmetricIrreps`: the irreducible representations of the six permutations of three things.

## Main statements

* `group_logit_margin`, `irrep_sum_margin`: a candidate misses the largest score by half a squared distance.
* `group_logit_argmax`: no score is above the dimension, which is attained exactly where the matrices agree.
* `irrep_sum_argmax_iff_jointly_faithful`: all answers are right and unique exactly if only the identity of the group
  is the identity in every representation of positive weight.
* `kernel_translate_logits_eq`: an element that a representation does not see can be added to a candidate unnoticed.
* `trace_logit_conj_invariant`: no basis is distinguished.

## Proof idea

All matrices of an orthogonal representation have the same Frobenius norm, so the inner product of two of them, which
is the score, is largest where they are equal.

## What is not claimed

Which representations training finds. Nothing is said about how a network multiplies the matrices.

## References

* [chughtai2023], on the algorithm and its logits.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d n K : Nat}

open Mat

/-- The matrices `ρ x` are an orthogonal representation of a group with multiplication `mul` and identity `e`, of
dimension `tr ρ(e)`: they multiply as the group does, and are orthogonal where they act, `ρ(x)ᵀ ρ(x) = ρ(e)`. -/
def IsOrthogonalRep (mul : Fin n → Fin n → Fin n) (e : Fin n) (ρ : Fin n → Mat α d d) : Prop :=
  (∀ a b i j, ρ (mul a b) i j = (ρ a).mul (ρ b) i j) ∧ ∀ x i j, (ρ x).transpose.mul (ρ x) i j = ρ e i j

/-- The score of the candidate `c` for the product of `a` and `b`: the trace of `ρ(a) ρ(b) ρ(c)ᵀ`. -/
def groupLogit (ρ : Fin n → Mat α d d) (a b c : Fin n) : α := (((ρ a).mul (ρ b)).mul (ρ c).transpose).trace

/-- The score from several representations, with the weight `w k` for the representation `ρ k`. -/
def irrepSum (w : Fin K → α) (ρ : Fin K → Fin n → Mat α d d) (a b c : Fin n) : α :=
  sum fun k => w k * groupLogit (ρ k) a b c

/-- The six permutations of three things as permutation matrices. -/
def symmetricPermutation (x : Fin 6) : Mat Rat 3 3 := fun i j =>
  if (if x.val < 3 then (x.val + j.val) % 3 else (x.val + 3 - j.val) % 3) = i.val then 1 else 0

/-- The irreducible representations of the six permutations of three things: the trivial one and the sign, of
dimension one, and the standard one, of dimension two, in which the permutations act on the plane across `(1, 1, 1)`. -/
def symmetricIrreps (k : Fin 3) (x : Fin 6) : Mat Rat 3 3 := fun i j =>
  if k.val = 2 then symmetricPermutation x i j - 1 / 3
  else if i.val = 0 ∧ j.val = 0 then if k.val = 1 ∧ 3 ≤ x.val then -1 else 1
  else 0

/-- The group of two elements acting on the plane by a reflection that is not orthogonal, of rows `(1, 2)` and
`(0, -1)`. -/
def skewReflection (x : Fin 2) : Mat Rat 2 2 := if x.val = 0 then one else ofTwo 1 2 0 (-1)

/-- Two signs of the four-element group of pairs of bits, whose product adds both bits: each sees one bit. -/
def bitSigns (k : Fin 2) (x : Fin 4) : Mat Rat 1 1 := fun _ _ =>
  if k.val = 0 then if x.val < 2 then 1 else -1 else if x.val % 2 = 0 then 1 else -1

/-- The addition of pairs of bits, without carry. -/
def bitsMul (a b : Fin 4) : Fin 4 := ⟨2 * ((a.val / 2 + b.val / 2) % 2) + (a.val + b.val) % 2, by omega⟩

/-! ### One representation -/

/-- An orthogonal representation takes the group's products to products of matrices. -/
theorem IsOrthogonalRep.map_mul {mul : Fin n → Fin n → Fin n} {e : Fin n} {ρ : Fin n → Mat α d d}
    (hρ : IsOrthogonalRep mul e ρ) (a b : Fin n) : ρ (mul a b) = (ρ a).mul (ρ b) :=
  funext fun i => funext (hρ.1 a b i)

/-- The matrices of an orthogonal representation are orthogonal on the subspace of its projector. -/
theorem IsOrthogonalRep.transpose_mul_self {mul : Fin n → Fin n → Fin n} {e : Fin n} {ρ : Fin n → Mat α d d}
    (hρ : IsOrthogonalRep mul e ρ) (x : Fin n) : (ρ x).transpose.mul (ρ x) = ρ e :=
  funext fun i => funext (hρ.2 x i)

/-- The score is the Frobenius inner product of the matrices of the product and of the candidate. -/
theorem groupLogit_eq_frobInner {mul : Fin n → Fin n → Fin n} {e : Fin n} {ρ : Fin n → Mat α d d}
    (hρ : IsOrthogonalRep mul e ρ) (a b c : Fin n) : groupLogit ρ a b c = (ρ (mul a b)).frobInner (ρ c) := by
  rw [hρ.map_mul, ← trace_mul_transpose, groupLogit]

/-- The matrices of an orthogonal representation have as their squared Frobenius norm its dimension. -/
theorem frobSq_of_isOrthogonalRep {mul : Fin n → Fin n → Fin n} {e : Fin n} {ρ : Fin n → Mat α d d}
    (hρ : IsOrthogonalRep mul e ρ) (x : Fin n) : (ρ x).frobSq = (ρ e).trace := by
  rw [← trace_transpose_mul_self, hρ.transpose_mul_self]

/-- Twice the amount by which a candidate's score is below the dimension is the squared distance of its matrix from
the matrix of the product.
Source: chughtai2023, on the logits as characters.
Why: how clearly an answer stands out is read off from the representation alone.
Tight: an identity; `group_logit_argmax_needs_orthogonal`. -/
theorem group_logit_margin {mul : Fin n → Fin n → Fin n} {e : Fin n} {ρ : Fin n → Mat α d d}
    (hρ : IsOrthogonalRep mul e ρ) (a b c : Fin n) :
    2 * ((ρ e).trace - groupLogit ρ a b c) = ((ρ (mul a b)).sub (ρ c)).frobSq := by
  rw [frobSq_sub, frobSq_of_isOrthogonalRep hρ, frobSq_of_isOrthogonalRep hρ, groupLogit_eq_frobInner hρ]
  grind

private theorem sub_frobSq_eq_zero_iff (A B : Mat α d d) : (A.sub B).frobSq = 0 ↔ B = A := by
  rw [frobSq_eq_zero_iff]
  refine ⟨fun h => ?_, fun h i j => by simp only [h, sub]; grind⟩
  funext i j
  have := h i j
  simp only [sub] at this
  grind

/-- No candidate scores more than the dimension, and a candidate scores that exactly if its matrix is the matrix of the
product.
Source: chughtai2023, on the argument of maximal characters.
Why: the algorithm is right in every finite group: the product is among the best candidates, and any other best one is
an element that the representation cannot tell from it.
Tight: the product itself; `group_logit_argmax_needs_orthogonal`, `group_logit_argmax_needs_faithful`. -/
theorem group_logit_argmax {mul : Fin n → Fin n → Fin n} {e : Fin n} {ρ : Fin n → Mat α d d}
    (hρ : IsOrthogonalRep mul e ρ) (a b c : Fin n) :
    groupLogit ρ a b c ≤ (ρ e).trace ∧ (groupLogit ρ a b c = (ρ e).trace ↔ ρ c = ρ (mul a b)) := by
  have h := group_logit_margin hρ a b c
  have h0 := frobSq_nonneg ((ρ (mul a b)).sub (ρ c))
  rw [← sub_frobSq_eq_zero_iff]
  constructor <;> grind

/-- `group_logit_argmax` needs matrices that are orthogonal: with the reflection of rows `(1, 2)` and `(0, -1)` for the
element `1` of the group of two elements, that element scores `6` for itself, although the dimension is two. -/
theorem group_logit_argmax_needs_orthogonal :
    (∀ a b i j, skewReflection (cyclicMul a b) i j = (skewReflection a).mul (skewReflection b) i j) ∧
      groupLogit skewReflection 1 0 1 = 6 ∧ (skewReflection 0).trace = 2 := by
  decide +kernel

/-- The matrices of `symmetricIrreps` are orthogonal representations of the permutations of three things, of the
dimensions one, one and two. -/
theorem symmetricIrreps_isOrthogonalRep :
    (∀ k, IsOrthogonalRep symmetricMul 0 (symmetricIrreps k)) ∧
      ∀ k, (symmetricIrreps k 0).trace = if k.val = 2 then 2 else 1 := by
  unfold IsOrthogonalRep
  decide +kernel

/-- An unfaithful representation does not tell the answers apart: to the sign of a permutation of three things all
three rotations score alike as the product of two reflections. -/
theorem group_logit_argmax_needs_faithful :
    ∀ c : Fin 6, c.val < 3 → groupLogit (symmetricIrreps 1) 3 3 c = (symmetricIrreps 1 0).trace := by
  decide +kernel

/-- The characters of the permutations of three things. In the standard representation the product of two of them
scores `2`, and every other candidate at most `0`. -/
theorem trace_symmetricIrreps :
    (∀ x, (symmetricIrreps 0 x).trace = 1) ∧ (∀ x, (symmetricIrreps 1 x).trace = if x.val < 3 then 1 else -1) ∧
      ∀ x, (symmetricIrreps 2 x).trace = if x.val = 0 then 2 else if x.val < 3 then -1 else 0 := by
  decide +kernel

/-- If a representation does not see `h`, that is `ρ(h) = 1`, then adding `h` to a candidate on either side does not
change its score.
Source: chughtai2023, on faithful representations.
Why: an unfaithful circuit ties on cosets, so that a network needs another one to decide.
Tight: an identity. -/
theorem kernel_translate_logits_eq {mul : Fin n → Fin n → Fin n} {ρ : Fin n → Mat α d d}
    (hM : ∀ a b, ρ (mul a b) = (ρ a).mul (ρ b)) {h : Fin n} (hh : ρ h = one) (a b c : Fin n) :
    groupLogit ρ a b (mul c h) = groupLogit ρ a b c ∧ groupLogit ρ a b (mul h c) = groupLogit ρ a b c := by
  simp only [groupLogit, hM, hh, mul_one, one_mul, and_self]

/-- A change of basis `A ↦ S A S⁻¹` does not change the trace of a product of three matrices.
Source: chughtai2023, on representations up to a change of basis.
Why: the logits determine a representation up to its basis at best; no basis of the hidden layer is distinguished.
Tight: an identity; `trace_logit_conj_invariant_needs_inverse`. -/
theorem trace_logit_conj_invariant {S Si : Mat α d d} (hS : Si.mul S = one) (A B C : Mat α d d) :
    ((((S.mul A).mul Si).mul ((S.mul B).mul Si)).mul ((S.mul C).mul Si)).trace = ((A.mul B).mul C).trace := by
  have cancel : ∀ M : Mat α d d, Si.mul (S.mul M) = M := fun M => by rw [← mul_assoc, hS, one_mul]
  rw [show (((S.mul A).mul Si).mul ((S.mul B).mul Si)).mul ((S.mul C).mul Si) =
    S.mul (((A.mul B).mul C).mul Si) by simp only [mul_assoc, cancel], trace_mul_comm]
  simp only [mul_assoc, hS, mul_one]

/-- `trace_logit_conj_invariant` needs an inverse: with `S = 2` and `1` for its inverse the trace is eightfold. -/
theorem trace_logit_conj_invariant_needs_inverse :
    (((((smul 2 one).mul one).mul one).mul (((smul 2 one).mul one).mul one)).mul
      (((smul 2 one).mul one).mul one) : Mat Rat 1 1).trace = 8 * ((one.mul one).mul one : Mat Rat 1 1).trace := by
  decide +kernel

/-! ### Several representations -/

private theorem irrepSum_margin {mul : Fin n → Fin n → Fin n} {e : Fin n} {ρ : Fin K → Fin n → Mat α d d}
    (hρ : ∀ k, IsOrthogonalRep mul e (ρ k)) (w : Fin K → α) (a b c : Fin n) :
    2 * (irrepSum w ρ a b (mul a b) - irrepSum w ρ a b c) =
      sum fun k => w k * ((ρ k (mul a b)).sub (ρ k c)).frobSq := by
  rw [irrepSum, irrepSum, ← sum_sub, mul_sum]
  refine sum_congr fun k => ?_
  have h := group_logit_margin (hρ k) a b c
  have := ((group_logit_argmax (hρ k) a b (mul a b)).2).mpr rfl
  grind

/-- With weights that are not negative, no candidate scores more than the product does, which is the weighted sum of the
dimensions. Twice the difference is the weighted sum of the squared distances of their matrices.
Source: chughtai2023, on the logits as sums over representations.
Why: whatever representations a network has found, the right answer is among its best ones, and every representation
that it adds can only widen the margin, by the distance at which it sees the two.
Tight: the product itself; `irrep_sum_argmax_needs_nonneg`. -/
theorem irrep_sum_margin {mul : Fin n → Fin n → Fin n} {e : Fin n} {ρ : Fin K → Fin n → Mat α d d}
    (hρ : ∀ k, IsOrthogonalRep mul e (ρ k)) {w : Fin K → α} (hw : ∀ k, 0 ≤ w k) (a b c : Fin n) :
    irrepSum w ρ a b c ≤ irrepSum w ρ a b (mul a b) ∧
      irrepSum w ρ a b (mul a b) = (sum fun k => w k * (ρ k e).trace) ∧
      2 * (irrepSum w ρ a b (mul a b) - irrepSum w ρ a b c) =
        sum fun k => w k * ((ρ k (mul a b)).sub (ρ k c)).frobSq := by
  have hm := irrepSum_margin hρ w a b c
  have h0 := sum_nonneg fun k => mul_nonneg (hw k) (frobSq_nonneg ((ρ k (mul a b)).sub (ρ k c)))
  refine ⟨by grind, sum_congr fun k => ?_, hm⟩
  rw [((group_logit_argmax (hρ k) a b (mul a b)).2).mpr rfl]

private theorem irrepSum_lt_iff {mul : Fin n → Fin n → Fin n} {e : Fin n} {ρ : Fin K → Fin n → Mat α d d}
    (hρ : ∀ k, IsOrthogonalRep mul e (ρ k)) {w : Fin K → α} (hw : ∀ k, 0 ≤ w k) (a b c : Fin n) :
    irrepSum w ρ a b c < irrepSum w ρ a b (mul a b) ↔ ∃ k, 0 < w k ∧ ρ k c ≠ ρ k (mul a b) := by
  have hm := irrepSum_margin hρ w a b c
  have h0 : ∀ k, 0 ≤ w k * ((ρ k (mul a b)).sub (ρ k c)).frobSq := fun k => mul_nonneg (hw k) (frobSq_nonneg _)
  have hz := sum_eq_zero_iff h0
  have hs := sum_nonneg h0
  have hk : ∀ k, w k * ((ρ k (mul a b)).sub (ρ k c)).frobSq = 0 ↔ ¬(0 < w k ∧ ρ k c ≠ ρ k (mul a b)) := fun k => by
    rw [ne_eq, ← sub_frobSq_eq_zero_iff]
    have := hw k
    grind
  rw [← Classical.not_not (a := ∃ k, _), not_exists, ← forall_congr' hk, ← hz]
  grind

/-- Represent a finite group by several orthogonal representations, with weights that are not negative, and score every
candidate for a product by the weighted sum of traces. Then for all `a` and `b` the product scores strictly more than
every other candidate if and only if each element of the group other than the identity differs from the identity in
some representation of positive weight.
Source: chughtai2023, on the algorithm and on weak universality.
Why: any set of representations that are faithful together will do, and nothing less: so networks that all compute by
representations may differ in which ones they use.
Tight: an equivalence; `irrep_sum_argmax_example`, `irrep_sum_argmax_jointly`, `irrep_sum_argmax_needs_nonneg`. -/
theorem irrep_sum_argmax_iff_jointly_faithful {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n}
    (hG : IsGroup mul e inv) {ρ : Fin K → Fin n → Mat α d d} (hρ : ∀ k, IsOrthogonalRep mul e (ρ k)) {w : Fin K → α}
    (hw : ∀ k, 0 ≤ w k) :
    (∀ a b c, c ≠ mul a b → irrepSum w ρ a b c < irrepSum w ρ a b (mul a b)) ↔
      ∀ x, x ≠ e → ∃ k, 0 < w k ∧ ρ k x ≠ ρ k e := by
  simp only [irrepSum_lt_iff hρ hw]
  constructor
  · intro h x hx
    have := h e e x (by rwa [hG.2.1])
    rwa [hG.2.1] at this
  · intro h a b c hc
    have hx : mul (inv (mul a b)) c ≠ e := fun he => hc (by rw [← hG.mul_inv_cancel (mul a b) c, he, hG.mul_one])
    obtain ⟨k, hk, hne⟩ := h _ hx
    refine ⟨k, hk, fun heq => hne ?_⟩
    rw [(hρ k).map_mul, heq, ← (hρ k).map_mul, hG.2.2]

private theorem groupLogit_identity {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n}
    (hG : IsGroup mul e inv) {ρ : Fin n → Mat α d d} (hρ : IsOrthogonalRep mul e ρ) (x : Fin n) :
    groupLogit ρ e e x = (ρ x).trace := by
  have hE : (ρ e).transpose = ρ e := by
    rw [← hρ.transpose_mul_self e, transpose_mul]
    rfl
  rw [groupLogit, ← hρ.map_mul, hG.2.1]
  change ((ρ e).mul (ρ x).transpose).transpose.trace = _
  rw [transpose_mul, hE]
  change ((ρ x).mul (ρ e)).trace = _
  rw [← hρ.map_mul, hG.mul_one]

/-- The same for characters: with weights that are not negative, the weighted sum of the characters is largest at the
identity, and only there if and only if the representations of positive weight are faithful together.
Source: chughtai2023, on the argument of maximal characters.
Why: the logits are a function of the quotient of the product by the candidate, and this is that function.
Tight: an equivalence; `irrep_sum_argmax_needs_nonneg`. -/
theorem character_sum_argmax_iff_jointly_faithful {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n}
    (hG : IsGroup mul e inv) {ρ : Fin K → Fin n → Mat α d d} (hρ : ∀ k, IsOrthogonalRep mul e (ρ k)) {w : Fin K → α}
    (hw : ∀ k, 0 ≤ w k) :
    (∀ x, (sum fun k => w k * (ρ k x).trace) ≤ sum fun k => w k * (ρ k e).trace) ∧
      ((∀ x, x ≠ e → (sum fun k => w k * (ρ k x).trace) < sum fun k => w k * (ρ k e).trace) ↔
        ∀ x, x ≠ e → ∃ k, 0 < w k ∧ ρ k x ≠ ρ k e) := by
  have hc : ∀ x, (sum fun k => w k * (ρ k x).trace) = irrepSum w ρ e e x := fun x =>
    sum_congr fun k => by rw [groupLogit_identity hG (hρ k)]
  have hle := fun x => (irrep_sum_margin hρ hw e e x).1
  have hlt := irrepSum_lt_iff hρ hw e e
  rw [hG.2.1] at hle hlt
  refine ⟨fun x => by rw [hc x, hc e]; exact hle x, ?_⟩
  simp only [hc, hlt]

/-! ### The permutations of three things -/

/-- The standard representation of the permutations of three things is enough, and the trivial one and the sign are not
enough together: with weights on these alone all three rotations score alike.
Source: chughtai2023, on which representations networks learn.
Why: of the three irreducible representations every network that is always right has learnt the standard one.
Tight: an example. -/
theorem irrep_sum_argmax_example :
    (∀ a b c, c ≠ symmetricMul a b → irrepSum (fun k => if k.val = 2 then 1 else 0) symmetricIrreps a b c <
        irrepSum (fun k => if k.val = 2 then 1 else 0) symmetricIrreps a b (symmetricMul a b)) ∧
      irrepSum (fun k => if k.val = 2 then 0 else 1) symmetricIrreps 0 0 1 =
        irrepSum (fun k => if k.val = 2 then 0 else 1) symmetricIrreps 0 0 0 := by
  refine ⟨?_, by decide +kernel⟩
  rw [irrep_sum_argmax_iff_jointly_faithful symmetricMul_isGroup symmetricIrreps_isOrthogonalRep.1 (by decide +kernel)]
  refine fun x hx => ⟨2, by decide +kernel, fun h => ?_⟩
  have ht := congrArg trace h
  rw [trace_symmetricIrreps.2.2, trace_symmetricIrreps.2.2] at ht
  clear h
  revert x
  decide +kernel

/-- Representations can be faithful together although none of them is: of two bits, each sign sees one, and the two
together give every sum a score that no other candidate has.
Source: chughtai2023, on which representations networks learn.
Why: a network can spread one task over parts that do not solve it alone.
Tight: an example. -/
theorem irrep_sum_argmax_jointly :
    (∀ a b c, c ≠ bitsMul a b →
        irrepSum (fun _ => 1) bitSigns a b c < irrepSum (fun _ => 1) bitSigns a b (bitsMul a b)) ∧
      groupLogit (bitSigns 0) 0 0 1 = groupLogit (bitSigns 0) 0 0 0 ∧
      groupLogit (bitSigns 1) 0 0 2 = groupLogit (bitSigns 1) 0 0 0 := by
  decide +kernel

/-- `irrep_sum_argmax_iff_jointly_faithful` and `irrep_sum_margin` need weights that are not negative: with weight `-4`
on the sign, a reflection scores more for the product of the identity with itself than the identity does, although the
standard representation is faithful and of positive weight. -/
theorem irrep_sum_argmax_needs_nonneg :
    irrepSum (fun k => if k.val = 1 then -4 else 1) symmetricIrreps 0 0 0 = -1 ∧
      irrepSum (fun k => if k.val = 1 then -4 else 1) symmetricIrreps 0 0 3 = 5 := by
  decide +kernel

end ToyModels
