module

public import ToyModels.Algorithms.Clock
public import ToyModels.Foundations.Matrix

/-!
# Fourier analysis on a finite group

The hands of a clock are waves on the group, and waves of different frequencies are orthogonal. So the part of a network
that uses chosen frequencies can be separated from the rest without remainder: this is what measures of progress during
grokking rest on. And a network that uses all frequencies is the same as a table of all answers.

## Main definitions

* `IsOrthonormal q`: the vectors `q` have length one and are orthogonal.
* `restrictedPart S q f`: the part of `f` in the directions `q k` with `k` in `S`.

## Main statements

* `character_sum_zero`: a wave that is not constant adds up to zero.
* `character_orthogonality`: two different waves are orthogonal.
* `fullFourier_logit_delta`: with all `n` frequencies at equal weights, the right answer scores `n`, and every other
  candidate zero.
* `parseval_restricted_excluded`: the restricted and the excluded part split the energy, and the loss of every model
  within the restricted directions.

## Proof idea

Shift the group under the sum of a wave: the sum is multiplied by a number other than one. The quotient of two waves is
a wave. For the full table, a square matrix with orthonormal rows has orthonormal columns, which is read off from norms.

## What is not claimed

That there are `n` different waves, which is so on commutative groups if the field has enough roots of unity.

## References

* [nanda2023], on the measures of progress; [horn2013], on unitary matrices.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {K m n : Nat}

/-- The vectors `q` have length one and are orthogonal to each other. -/
def IsOrthonormal (q : Fin K → Vec α m) : Prop := ∀ k l, dot (q k) (q l) = if k = l then 1 else 0

/-- The part of `f` in the directions `q k` with `k` in the set `S`. -/
def restrictedPart (S : Fin K → Bool) (q : Fin K → Vec α m) (f : Vec α m) : Vec α m :=
  lincomb (fun k => if S k = true then dot (q k) f else 0) q

/-! ### Orthogonality of waves -/

/-- A wave on a finite group that takes a value other than `(1, 0)` has the sum zero.
Source: nanda2023, on Fourier features.
Why: only the constant frequency has a mean.
Tight: an identity; `character_sum_zero_needs_nontrivial`. -/
theorem character_sum_zero {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n} (hG : IsGroup mul e inv)
    {c s : Fin n → α} (hχ : IsRotation mul c s) {b : Fin n} (hb : c b ≠ 1) : sum c = 0 ∧ sum s = 0 := by
  have hc := sum_mul_right hG b c
  have hs := sum_mul_right hG b s
  rw [sum_congr fun g => (hχ.2 g b).1, sum_sub, ← sum_mul, ← sum_mul] at hc
  rw [sum_congr fun g => (hχ.2 g b).2, sum_add, ← sum_mul, ← sum_mul] at hs
  have hu := hχ.1 b
  have h₁ : (2 - 2 * c b) * sum c = 0 := by grind
  have h₂ : (2 - 2 * c b) * sum s = 0 := by grind
  grind

/-- `character_sum_zero` needs a value other than one: the constant frequency on a clock of four hours adds up to
four. -/
theorem character_sum_zero_needs_nontrivial : sum (quarterCos 0) = 4 ∧ sum (quarterCos 1) = 0 := by
  decide +kernel

private theorem quotient_isRotation {mul : Fin n → Fin n → Fin n} {c s c' s' : Fin n → α} (hχ : IsRotation mul c s)
    (hχ' : IsRotation mul c' s') : IsRotation mul (fun x => c x * c' x + s x * s' x) fun x => s x * c' x - c x * s' x :=
  ⟨fun x => by have := hχ.1 x; have := hχ'.1 x; grind, fun a b => by
    simp only [(hχ.2 a b).1, (hχ.2 a b).2, (hχ'.2 a b).1, (hχ'.2 a b).2]
    constructor <;> grind⟩

/-- Two waves on a finite group that differ somewhere are orthogonal as complex vectors: the sums of `c c' + s s'` and
of `s c' - c s'` are zero.
Source: nanda2023, on Fourier features.
Why: a network's use of one frequency can be measured without regard to the others.
Tight: an identity; a wave with itself gives `n`. -/
theorem character_orthogonality {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n}
    (hG : IsGroup mul e inv) {c s c' s' : Fin n → α} (hχ : IsRotation mul c s) (hχ' : IsRotation mul c' s')
    (hd : ∃ x, c x ≠ c' x ∨ s x ≠ s' x) :
    (sum fun x => c x * c' x + s x * s' x) = 0 ∧ (sum fun x => s x * c' x - c x * s' x) = 0 := by
  obtain ⟨b, hb⟩ := hd
  refine character_sum_zero hG (quotient_isRotation hχ hχ') (b := b) fun h => ?_
  have hu := hχ.1 b
  have hu' := hχ'.1 b
  have h₁ := sq_nonneg (c b - c' b)
  have h₂ := sq_nonneg (s b - s' b)
  have h₃ := sq_eq_zero_iff (c b - c' b)
  have h₄ := sq_eq_zero_iff (s b - s' b)
  grind

/-! ### All frequencies -/

section Columns

open Mat

private theorem frobInner_transpose_mul (A B C D : Mat α n n) :
    (A.transpose.mul B).frobInner (C.transpose.mul D) = (B.mul D.transpose).frobInner (A.mul C.transpose) := by
  rw [← trace_mul_transpose, ← trace_mul_transpose, transpose_mul, transpose_mul, mul_assoc, trace_mul_comm]
  simp only [mul_assoc]

private theorem frobSq_add (A B : Mat α n n) : (A.add B).frobSq = A.frobSq + 2 * A.frobInner B + B.frobSq := by
  simp only [frobSq, frobInner, add, mul_sum, ← sum_add]
  exact sum_congr fun i => sum_congr fun j => by grind

private theorem frobInner_comm (A B : Mat α n n) : A.frobInner B = B.frobInner A :=
  sum_congr fun i => sum_congr fun j => by grind

/-- If the rows of the complex matrix `A + i B` are orthogonal and of squared length `t` then so are its columns. -/
private theorem columns_of_rows {A B : Mat α n n} {t : α}
    (h₁ : (A.mul A.transpose).add (B.mul B.transpose) = smul t one) (h₂ : B.mul A.transpose = A.mul B.transpose) :
    (A.transpose.mul A).add (B.transpose.mul B) = smul t one := by
  have hn := congrArg frobSq h₁
  rw [frobSq_add, frobSq_smul, frobSq_one] at hn
  have ht : ((A.transpose.mul A).add (B.transpose.mul B)).trace = t * (n : α) := by
    rw [trace_add, trace_mul_comm, trace_mul_comm B.transpose, ← trace_add, h₁, trace_smul, trace_one]
  have hQ := frobSq_sub (A.transpose.mul B) (B.transpose.mul A)
  have hP := frobSq_add (A.transpose.mul A) (B.transpose.mul B)
  simp only [← frobInner_self, frobInner_transpose_mul, h₂] at hn hQ hP
  rw [frobInner_comm (B.mul B.transpose) (A.mul A.transpose)] at hQ
  have hz := frobSq_sub ((A.transpose.mul A).add (B.transpose.mul B)) (smul t one)
  rw [frobInner_smul, frobInner_one, frobSq_smul, frobSq_one, ht, ← frobInner_self (add _ _), hP] at hz
  have h₃ := frobSq_nonneg ((A.transpose.mul B).sub (B.transpose.mul A))
  have h₄ := frobSq_nonneg (((A.transpose.mul A).add (B.transpose.mul B)).sub (smul t one))
  rw [← frobInner_self, hQ] at h₃
  have h0 := (frobSq_eq_zero_iff (((A.transpose.mul A).add (B.transpose.mul B)).sub (smul t one))).mp (by grind)
  funext i j
  have := h0 i j
  simp only [sub] at this
  grind

end Columns

/-- If a finite group of `n` elements has `n` different waves, then with all of them at equal weights the sum of `a` and
`b` scores `n`, and every other candidate zero.
Source: nanda2023, on key frequencies.
Why: a table of all answers is the network that uses all frequencies; a few are cheaper, with a smaller margin.
Tight: an identity; `fullFourier_logit_delta_needs_all`. -/
theorem fullFourier_logit_delta {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n}
    (hG : IsGroup mul e inv) {c s : Fin n → Fin n → α} (hχ : ∀ k, IsRotation mul (c k) (s k))
    (hd : ∀ k l, k ≠ l → ∃ x, c k x ≠ c l x ∨ s k x ≠ s l x) (a b y : Fin n) :
    clockSum (fun _ => 1) c s a b y = if y = mul a b then (n : α) else 0 := by
  have hself : ∀ k, (sum fun x => c k x * c k x + s k x * s k x) = (n : α) := fun k => by
    rw [sum_congr fun x => show c k x * c k x + s k x * s k x = 1 by have := (hχ k).1 x; grind, sum_const]
    grind
  have h₁ : (Mat.mul c (Mat.transpose c)).add (Mat.mul s (Mat.transpose s)) = Mat.smul (n : α) Mat.one := by
    funext k l
    simp only [Mat.add, Mat.mul, Mat.transpose, Mat.smul, Mat.one, ← sum_add]
    by_cases h : k = l
    · subst h
      rw [hself, if_pos rfl]
      grind
    · rw [(character_orthogonality hG (hχ k) (hχ l) (hd k l h)).1, if_neg h]
      grind
  have h₂ : Mat.mul s (Mat.transpose c) = Mat.mul c (Mat.transpose s) := by
    funext k l
    simp only [Mat.mul, Mat.transpose]
    by_cases h : k = l
    · subst h
      exact sum_congr fun x => by grind
    · have := (character_orthogonality hG (hχ k) (hχ l) (hd k l h)).2
      rw [sum_sub] at this
      grind
  have h := congrFun (congrFun (columns_of_rows h₁ h₂) (mul a b)) y
  simp only [Mat.add, Mat.mul, Mat.transpose, Mat.smul, Mat.one, ← sum_add] at h
  have hk : ∀ k, 1 * clockLogit (c k) (s k) a b y = c k (mul a b) * c k y + s k (mul a b) * s k y := fun k => by
    rw [clockLogit, ((hχ k).2 a b).1, ((hχ k).2 a b).2]
    grind
  rw [clockSum, sum_congr hk, h]
  by_cases hy : y = mul a b
  · rw [if_pos hy, if_pos hy.symm]
    grind
  · rw [if_neg hy, if_neg fun h' => hy h'.symm]
    grind

/-- On the clock of four hours all four frequencies together are a table of the answers. -/
theorem fullFourier_logit_delta_example :
    ∀ a b y, clockSum (fun _ => 1) quarterCos quarterSin a b y = if y = cyclicMul a b then 4 else 0 := by
  decide +kernel

/-- `fullFourier_logit_delta` needs all frequencies: on the clock of four hours without the frequency two, `1` scores
`1` for the sum of `0` and `0`. -/
theorem fullFourier_logit_delta_needs_all :
    clockSum (fun k => if k.val = 2 then 0 else 1) quarterCos quarterSin 0 0 1 = 1 := by
  decide +kernel

/-! ### Restricted and excluded parts -/

private theorem dot_restrictedPart {q : Fin K → Vec α m} (hq : IsOrthonormal q) (S : Fin K → Bool) (c : Fin K → α)
    (f : Vec α m) :
    dot (fun a => f a - restrictedPart S q f a) (lincomb (fun k => if S k = true then c k else 0) q) = 0 := by
  have hk : ∀ k, dot (q k) (restrictedPart S q f) = if S k = true then dot (q k) f else 0 := fun k => by
    rw [restrictedPart, dot_lincomb, ← sum_ite_eq k fun l => if S l = true then dot (q l) f else 0]
    exact sum_congr fun l => by rw [hq k l]; grind
  rw [dot_lincomb]
  refine sum_eq_zero fun k => ?_
  rw [dot_comm, dot_sub, hk]
  grind

/-- For orthonormal directions and a set `S` of them, the restricted part of `f` and what it leaves have together the
energy of `f`; and the squared distance of `f` from any `y` in the span of the directions in `S` is that of the
restricted part from `y` plus the energy that is excluded.
Source: nanda2023, on restricted and excluded loss.
Why: what a network does with its key frequencies can be measured apart from everything else, without remainder.
Tight: an identity; `parseval_restricted_excluded_needs_orthonormal`. -/
theorem parseval_restricted_excluded {q : Fin K → Vec α m} (hq : IsOrthonormal q) (S : Fin K → Bool) (f : Vec α m)
    (c : Fin K → α) :
    normSq (restrictedPart S q f) + normSq (fun a => f a - restrictedPart S q f a) = normSq f ∧
      normSq (fun a => f a - lincomb (fun k => if S k = true then c k else 0) q a) =
        normSq (fun a => restrictedPart S q f a - lincomb (fun k => if S k = true then c k else 0) q a) +
          normSq fun a => f a - restrictedPart S q f a := by
  have h₁ := dot_restrictedPart hq S (fun k => dot (q k) f) f
  have h₂ := dot_restrictedPart hq S c f
  change dot _ (restrictedPart S q f) = 0 at h₁
  rw [dot_comm, dot_sub] at h₁ h₂
  rw [dot_comm _ f, dot_comm _ (restrictedPart S q f)] at h₂
  simp only [normSq_sub]
  rw [dot_comm f (restrictedPart S q f)]
  rw [dot_self] at h₁
  constructor <;> grind

/-- `parseval_restricted_excluded` needs orthonormal directions: with one direction twice, `1` is restricted to `2`. -/
theorem parseval_restricted_excluded_needs_orthonormal :
    normSq (restrictedPart (fun _ => true) (fun (_ : Fin 2) (_ : Fin 1) => (1 : Rat)) fun _ => 1) = 4 := by
  decide +kernel

end ToyModels
