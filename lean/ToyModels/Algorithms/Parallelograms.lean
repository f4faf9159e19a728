module

public import ToyModels.Algorithms.Groups
public import ToyModels.Foundations.Vector

/-!
# Structured representations: parallelograms

If a network adds the embeddings of two numbers and decodes the result, then it treats two pairs of numbers alike if
their embeddings form a parallelogram. If all pairs with the same sum do, the network must be right about every pair as
soon as it is right about one for each sum. So generalisation is a matter of the geometry of the embedding: numbers must
lie on a line, at equal distances. Modulo a number they cannot, which is why circles appear there.

## Main definitions

* `IsParallelogram E i j k l`: the embeddings of `i`, `j` and of `k`, `l` have the same sum.
* `SeesOnlySum E answer`: the answers of a decoder on pairs depend on the sum of the embeddings only.
* `effectiveLoss E i j k l`: the total squared defect of a list of parallelograms.
* `effectiveGradient`: its gradient.

## Main statements

* `parallelogram_iff_arithmetic`: all parallelograms of ordinary addition close exactly if the embeddings are equally
  spaced on a line.
* `group_parallelogram_collapse`, `modular_parallelogram_collapse`: if all parallelograms of a finite group close, all
  embeddings are equal.
* `parallelogram_generalises`, `parallelogram_generalises_decoder`: a decoder that is right about one pair is right
  about every pair of its parallelogram, be it linear or anything else.
* `effective_loss_gd_conserves_mean`: gradient descent on the defects does not move the mean of the embeddings.

## Proof idea

On a line, `E (k + 1) + E 0 = E k + E 1` for each `k`. In a group, `E a + E b = E (a b) + E e`; sum over all `b`.

## What is not claimed

That training minimises the defects. A decoder is given by its answers on pairs, not as a function of vectors. The loss
here is not divided by the variance of the embeddings, so it does not exclude that they all shrink to their mean.

## References

* [liu2022], the effective theory of representation learning.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d n p N : Nat}

/-- The embeddings of `i`, `j` and of `k`, `l` have the same sum. -/
def IsParallelogram (E : Fin n → Vec α d) (i j k l : Fin n) : Prop := ∀ a, E i a + E j a = E k a + E l a

/-- The answers on pairs are those of a decoder that sees only the sum of the two embeddings: equal sums have equal
answers. The answers of every function of the sum are such a table, and every such table is one of a function. -/
def SeesOnlySum (E : Fin n → Vec α d) (answer : Fin n → Fin n → Fin N) : Prop :=
  ∀ i j k l, IsParallelogram E i j k l → answer i j = answer k l

/-- The defect of the `q`-th parallelogram: `E i + E j - E k - E l`, with the `q`-th entries of `i`, `j`, `k`, `l`. -/
def parallelogramDefect (E : Fin n → Vec α d) (i j k l : Fin N → Fin n) (q : Fin N) : Vec α d := fun a =>
  E (i q) a + E (j q) a - E (k q) a - E (l q) a

/-- The total squared defect of `N` parallelograms. -/
def effectiveLoss (E : Fin n → Vec α d) (i j k l : Fin N → Fin n) : α :=
  sum fun q => normSq (parallelogramDefect E i j k l q)

/-- The gradient of the total squared defect at the embedding of `t`. -/
def effectiveGradient (E : Fin n → Vec α d) (i j k l : Fin N → Fin n) (t : Fin n) : Vec α d := fun a =>
  sum fun q => 2 * parallelogramDefect E i j k l q a *
    ((if i q = t then 1 else 0) + (if j q = t then 1 else 0) - (if k q = t then 1 else 0) - if l q = t then 1 else 0)

/-- The embeddings after a step of gradient descent on the total squared defect, with learning rate `η`. -/
def effectiveStep (η : α) (E : Fin n → Vec α d) (i j k l : Fin N → Fin n) : Fin n → Vec α d := fun t a =>
  E t a - η * effectiveGradient E i j k l t a

/-- The numbers `0, 1, 2` on a line. -/
def numbers : Fin 3 → Vec Rat 1 := fun x _ => x.val

/-- The squares `0, 1, 4` on a line. -/
def squares : Fin 3 → Vec Rat 1 := fun x _ => x.val ^ 2

/-! ### Ordinary addition -/

private theorem arithmetic_of_steps (E : Fin (p + 2) → Vec α d)
    (h : ∀ k (hk : k + 1 < p + 2), IsParallelogram E ⟨k + 1, hk⟩ 0 ⟨k, by omega⟩ 1) (a : Fin d) :
    ∀ k (hk : k < p + 2), E ⟨k, hk⟩ a = E 0 a + (k : α) * (E 1 a - E 0 a) := by
  intro k
  induction k with
  | zero => intro _; change E 0 a = _; grind
  | succ k ih => intro hk; have := ih (by omega); have := h k hk a; grind

/-- At least two numbers are embedded so that every two pairs with the same sum form a parallelogram, if and only if
their embeddings are equally spaced on a line: `E k = E 0 + k (E 1 - E 0)`.
Source: liu2022, on the effective theory.
Why: the representation with which a network that adds embeddings generalises perfectly is an evenly spaced line.
Tight: an equivalence; `parallelogram_iff_arithmetic_example`. -/
theorem parallelogram_iff_arithmetic (E : Fin (p + 2) → Vec α d) :
    (∀ i j k l : Fin (p + 2), i.val + j.val = k.val + l.val → IsParallelogram E i j k l) ↔
      ∀ k a, E k a = E 0 a + (k.val : α) * (E 1 a - E 0 a) := by
  constructor
  · intro h k a
    exact arithmetic_of_steps E (fun m hm => h _ _ _ _ rfl) a k.val k.isLt
  · intro h i j k l hs a
    have e := congrArg (Nat.cast (R := α)) hs
    rw [h i, h j, h k, h l]
    grind

/-- Not every parallelogram closes if the embeddings are on a line but not equally spaced: the squares `0, 1, 4`. -/
theorem parallelogram_iff_arithmetic_example : ¬IsParallelogram squares 0 2 1 1 := by
  unfold IsParallelogram
  decide +kernel

/-! ### Addition in a finite group -/

/-- If the elements of a finite group are embedded so that every two pairs with the same product form a parallelogram,
then all embeddings are equal.
Source: liu2022, on modular addition.
Why: no network that adds embeddings and decodes the sum generalises from parallelograms on a finite group.
Tight: the conclusion is as strong as can be; `modular_parallelogram_collapse_needs_modular`. -/
theorem group_parallelogram_collapse {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n}
    (hG : IsGroup mul e inv) (E : Fin n → Vec α d)
    (h : ∀ i j k l, mul i j = mul k l → IsParallelogram E i j k l) (i j : Fin n) (a : Fin d) : E i a = E j a := by
  have key : ∀ x, (n : α) * E x a = (n : α) * E e a := fun x => by
    have hs : (sum fun y => E x a + E y a) = sum fun y => E e a + E (mul x y) a :=
      sum_congr fun y => h x y e (mul x y) (by rw [hG.2.1]) a
    rw [sum_add, sum_add, sum_const, sum_const, sum_mul_left hG x fun y => E y a] at hs
    grind
  have hn := (natCast_pos (α := α) n).mpr e.pos
  have h0 : (n : α) ≠ 0 := by grind
  have := key i
  have := key j
  grind

/-- If the numbers modulo `p` are embedded so that every two pairs with the same sum modulo `p` form a parallelogram,
then all embeddings are equal.
Source: liu2022, on modular addition.
Why: the line on which ordinary addition generalises cannot be closed; networks embed residues on circles instead, and
multiply.
Tight: the conclusion is as strong as can be; `modular_parallelogram_collapse_needs_modular`. -/
theorem modular_parallelogram_collapse (E : Fin p → Vec α d)
    (h : ∀ i j k l : Fin p, (i.val + j.val) % p = (k.val + l.val) % p → IsParallelogram E i j k l) (i j : Fin p)
    (a : Fin d) : E i a = E j a :=
  group_parallelogram_collapse (cyclicMul_isGroup (e := ⟨0, i.pos⟩) rfl) E
    (fun _ _ _ _ hs => h _ _ _ _ (Fin.ext_iff.mp hs)) i j a

/-- `modular_parallelogram_collapse` needs the pairs whose sum is carried: the numbers `0, 1, 2` on a line satisfy every
parallelogram of ordinary addition. -/
theorem modular_parallelogram_collapse_needs_modular :
    (∀ i j k l : Fin 3, i.val + j.val = k.val + l.val → IsParallelogram numbers i j k l) ∧
      numbers 0 0 ≠ numbers 1 0 := by
  unfold IsParallelogram
  decide +kernel

/-! ### Generalisation -/

/-- If the embeddings of `i`, `j` and of `k`, `l` form a parallelogram, and a linear read-out of the sum of the
embeddings of `i` and `j` scores `y` above all other candidates, then it does so for `k` and `l` as well.
Source: liu2022, on how training pairs force test pairs.
Why: one training pair of each parallelogram is enough, whatever the read-out has learnt.
Tight: an identity of the scores. -/
theorem parallelogram_generalises {E : Fin n → Vec α d} {i j k l : Fin n} (h : IsParallelogram E i j k l)
    (U : Fin N → Vec α d) (b : Fin N → α) (y : Fin N)
    (hy : ∀ c, c ≠ y → dot (U c) (fun a => E i a + E j a) + b c < dot (U y) (fun a => E i a + E j a) + b y) :
    ∀ c, c ≠ y → dot (U c) (fun a => E k a + E l a) + b c < dot (U y) (fun a => E k a + E l a) + b y := by
  rwa [show (fun a => E k a + E l a) = fun a => E i a + E j a from funext fun a => (h a).symm]

/-- The same for any decoder that sees only the sum of the embeddings, whatever it computes: if it is right about `i`
and `j`, whose label is that of `k` and `l`, then it is right about `k` and `l`.
Source: liu2022, on how training pairs force test pairs.
Why: nothing of the decoder is used but what it sees.
Tight: an identity; `parallelogram_generalises_decoder_needs_label`. -/
theorem parallelogram_generalises_decoder {E : Fin n → Vec α d} {answer label : Fin n → Fin n → Fin N}
    {i j k l : Fin n} (h : IsParallelogram E i j k l) (hs : SeesOnlySum E answer) (hl : label i j = label k l)
    (hd : answer i j = label i j) : answer k l = label k l := by
  rw [← hl, ← hd, hs i j k l h]

/-- `parallelogram_generalises_decoder` needs equal labels: if all embeddings are equal then a decoder that is right
about two equal numbers is wrong about others. -/
theorem parallelogram_generalises_decoder_needs_label :
    SeesOnlySum (fun (_ : Fin 2) (_ : Fin 1) => (0 : Rat)) (fun _ _ => (0 : Fin 2)) ∧
      IsParallelogram (fun (_ : Fin 2) (_ : Fin 1) => (0 : Rat)) 0 0 0 1 ∧ cyclicMul (0 : Fin 2) 0 = 0 ∧
      cyclicMul (0 : Fin 2) 1 ≠ 0 := by
  unfold SeesOnlySum IsParallelogram
  decide +kernel

/-! ### Gradient descent on the defects -/

private theorem sum_defect (F : Fin n → α) (i j k l : Fin n) :
    (sum fun t => F t *
      ((if i = t then 1 else 0) + (if j = t then 1 else 0) - (if k = t then 1 else 0) - if l = t then 1 else 0)) =
      F i + F j - F k - F l := by
  rw [← sum_ite_eq i F, ← sum_ite_eq j F, ← sum_ite_eq k F, ← sum_ite_eq l F, ← sum_add, ← sum_sub, ← sum_sub]
  exact sum_congr fun t => by grind

/-- The inner product of the gradient of the total squared defect with a change `F` of the embeddings is twice the sum
of the inner products of the defects of the embeddings and of the change.
Source: liu2022, on the effective loss.
Why: this is the first-order change of the loss.
Tight: an identity. -/
theorem sum_dot_effectiveGradient (E F : Fin n → Vec α d) (i j k l : Fin N → Fin n) :
    (sum fun t => dot (F t) (effectiveGradient E i j k l t)) =
      2 * sum fun q => dot (parallelogramDefect F i j k l q) (parallelogramDefect E i j k l q) := by
  have h : ∀ a, (sum fun t => F t a * effectiveGradient E i j k l t a) =
      sum fun q => 2 * (parallelogramDefect F i j k l q a * parallelogramDefect E i j k l q a) := fun a => by
    simp only [effectiveGradient, mul_sum]
    rw [sum_comm]
    refine sum_congr fun q => ?_
    have := sum_defect (fun t => F t a) (i q) (j q) (k q) (l q)
    rw [show parallelogramDefect F i j k l q a = _ from this.symm, sum_mul, mul_sum]
    exact sum_congr fun t => by grind
  simp only [dot]
  rw [sum_comm, sum_congr h, sum_comm]
  simp only [mul_sum]

/-- The total squared defect changes along a line `E + t F` by `t` times the inner product of the gradient with `F`,
plus `t²` times the total squared defect of `F`.
Source: liu2022, on the effective loss.
Why: the gradient is what it is called, and the loss is quadratic.
Tight: an identity. -/
theorem effectiveLoss_line (E F : Fin n → Vec α d) (i j k l : Fin N → Fin n) (t : α) :
    effectiveLoss (fun x a => E x a + t * F x a) i j k l =
      effectiveLoss E i j k l + t * (sum fun x => dot (F x) (effectiveGradient E i j k l x)) +
        t ^ 2 * effectiveLoss F i j k l := by
  rw [sum_dot_effectiveGradient]
  simp only [effectiveLoss, normSq, dot, mul_sum, ← sum_add]
  exact sum_congr fun q => sum_congr fun a => by simp only [parallelogramDefect]; grind

/-- A step of gradient descent on the total squared defect does not change the sum of the embeddings, and the inner
product of the embeddings with the gradient is twice the loss.
Source: liu2022, on conserved quantities of the effective theory.
Why: the mean stays where it is; only the shape around it changes.
Tight: an identity. -/
theorem effective_loss_gd_conserves_mean (η : α) (E : Fin n → Vec α d) (i j k l : Fin N → Fin n) :
    (∀ a, (sum fun t => effectiveStep η E i j k l t a) = sum fun t => E t a) ∧
      (sum fun t => dot (E t) (effectiveGradient E i j k l t)) = 2 * effectiveLoss E i j k l := by
  constructor
  · intro a
    have h : (sum fun t => effectiveGradient E i j k l t a) = 0 := by
      simp only [effectiveGradient]
      rw [sum_comm]
      refine sum_eq_zero fun q => ?_
      have := sum_defect (fun _ => 2 * parallelogramDefect E i j k l q a) (i q) (j q) (k q) (l q)
      grind
    simp only [effectiveStep, sum_sub, ← mul_sum, h]
    grind
  · rw [sum_dot_effectiveGradient]
    simp only [effectiveLoss, dot_self]

end ToyModels
