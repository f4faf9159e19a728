module

public import ToyModels.Packing.SignVectors

/-!
# Exponentially many almost orthogonal directions

The number of directions of which every two are almost orthogonal grows exponentially with the dimension. Random signs
show this in most accounts of superposition, by a union bound over all pairs. Here the random choice is replaced by a
computed one, as `Packing.SignVectors` does for the total interference, but now with a bound on every pair: signs are
chosen one after another so that a sum of exponentials, which a single bad pair would make large, stays at its average
or below. In `4 q` dimensions about `(27/16)ᵠ / 2` sign vectors are found with all cosines below `1/2`, and a quarter of
a billion in 1,000 dimensions with all cosines below `1/5`.

## Main definitions

* `agreement S T`: where two sets agree; `agreementWeight lam S T`: the number of these places, in the exponent.
* `signPotential lam F S`: the potential, large if the signs `S` agree or disagree much with one of the family `F`.
* `potentialSigns lam F`: signs of small potential; `extendPotentialSigns lam F S` is one step.
* `extendPotentialFamily lam F`: the family with these signs added.
* `potentialSignFamily lam m n`: `n` sign vectors in `m` dimensions, each chosen in this way against those before it.

## Main statements

* `sum_signPotential`: over all sign vectors the potential is `2 n` on average.
* `potentialSigns_signPotential_le`: the chosen signs have a potential of at most `2 n`.
* `potentialSigns_low_coherence`: so they are almost orthogonal to each of `n` vectors, if `n` is not too large.
* `quarter_billion_signs_count`: how far this goes in 1,000 dimensions.

Two examples draw the conclusion for whole families: in `4 q` dimensions up to `(27/16)ᵠ / 2` vectors have all cosines
below `1/2`, and in 1,000 dimensions a quarter of a billion have all cosines below `1/5`.

## Proof idea

Each place multiplies the weight of a pair by `1 + lam` or `1 - lam`, so that the two choices of a sign have the
potential of the signs before it on average, and the better choice does not increase it. It starts at `2 n`. A pair that
agrees in `a` of `m` places contributes at least `(1 + lam)ᵃ (1 - lam)ᵐ⁻ᵃ`, and there is none if that is above `2 n`.

## What is not claimed

The greatest possible number: these families are of the size that a random choice gives, as in the Gilbert-Varshamov
bound for codes. Nothing is said of how fast the best number grows.

## References

* [raghavan1988], for pessimistic estimators; [alon2016], chapter 16, on conditional expectations; [gilbert1952], for
  codes of this size; [elhage2022], on exponentially many almost orthogonal directions.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The set of indices at which two sets agree. -/
def agreement (S T : Fin m → Bool) : Fin m → Bool := fun a => if S a = T a then true else false

/-- The weight of a pair of sets: `1 + lam` to the number of their agreements times `1 - lam` to that of their
disagreements. -/
def agreementWeight (lam : α) (S T : Fin m → Bool) : α :=
  (1 + lam) ^ count (agreement S T) * (1 - lam) ^ count (disagreement S T)

/-- The potential of signs against a family: the weights of all pairs, for `lam`, which counts agreements, and for
`-lam`, which counts disagreements. -/
def signPotential (lam : α) (F : Fin n → Fin m → Bool) (S : Fin m → Bool) : α :=
  sum fun i => agreementWeight lam S (F i) + agreementWeight (-lam) S (F i)

/-- One more sign, the one of the smaller potential. -/
def extendPotentialSigns [DecidableLE α] (lam : α) (F : Fin n → Fin (m + 1) → Bool) (S : Fin m → Bool) :
    Fin (m + 1) → Bool :=
  appendBit S (decide (signPotential lam F (appendBit S true) ≤ signPotential lam F (appendBit S false)))

/-- Signs of small potential against the family `F`, chosen one by one from the first coordinate to the last. -/
def potentialSigns [DecidableLE α] (lam : α) : {m : Nat} → (Fin n → Fin m → Bool) → Fin m → Bool
  | 0, _ => fun _ => false
  | _ + 1, F => extendPotentialSigns lam F (potentialSigns lam fun i a => F i a.castSucc)

/-- The family `F` of sets with signs of small potential against it added at the end. -/
def extendPotentialFamily [DecidableLE α] (lam : α) (F : Fin n → Fin m → Bool) : Fin (n + 1) → Fin m → Bool :=
  appendSet F (potentialSigns lam F)

/-- `n` sign vectors in `m` dimensions, each one of small potential against those before it. -/
def potentialSignFamily [DecidableLE α] (lam : α) (m : Nat) : (n : Nat) → Fin n → Fin m → Bool
  | 0 => fun _ _ => false
  | n + 1 => extendPotentialFamily lam (potentialSignFamily lam m n)

/-! ### Agreements -/

private theorem count_agreement_succ (S T : Fin (m + 1) → Bool) :
    count (agreement S T) = count (agreement (fun a => S a.castSucc) fun a => T a.castSucc) +
      if S (Fin.last m) = T (Fin.last m) then 1 else 0 := by
  rw [count]
  change _ + (if agreement S T (Fin.last m) = true then 1 else 0) = _
  by_cases h : S (Fin.last m) = T (Fin.last m) <;> simp only [agreement, h, if_true, if_false] <;> rfl

private theorem count_disagreement_succ (S T : Fin (m + 1) → Bool) :
    count (disagreement S T) = count (disagreement (fun a => S a.castSucc) fun a => T a.castSucc) +
      if S (Fin.last m) = T (Fin.last m) then 0 else 1 := by
  rw [count]
  change _ + (if disagreement S T (Fin.last m) = true then 1 else 0) = _
  by_cases h : S (Fin.last m) = T (Fin.last m) <;> simp only [disagreement, h, if_true, if_false] <;> rfl

/-- Two sets agree or disagree at each of the `m` places. -/
theorem count_agreement_add (S T : Fin m → Bool) : count (agreement S T) + count (disagreement S T) = m := by
  induction m with
  | zero => rfl
  | succ m ih =>
    have h := ih (fun a => S a.castSucc) fun a => T a.castSucc
    rw [count_agreement_succ, count_disagreement_succ]
    split <;> omega

/-- Two sign vectors that agree in fewer than `a` places and disagree in fewer than `a` have an inner product of
absolute value less than `2 a - m`. -/
theorem dot_signs_lt {S T : Fin m → Bool} {a : Nat} (h : count (agreement S T) < a)
    (h' : count (disagreement S T) < a) :
    -(2 * (a : α) - (m : α)) < dot (signs S) (signs T) ∧ dot (signs S) (signs T) < 2 * (a : α) - (m : α) := by
  have e := congrArg (fun k : Nat => (k : α)) (count_agreement_add S T)
  have h₁ := (natCast_le_natCast (α := α) _ _).mpr (Nat.succ_le_of_lt h)
  have h₂ := (natCast_le_natCast (α := α) _ _).mpr (Nat.succ_le_of_lt h')
  rw [signs_dot_hamming]
  grind

/-! ### The potential -/

private theorem appendBit_castSucc (S : Fin m → Bool) (b : Bool) (a : Fin m) : appendBit S b a.castSucc = S a :=
  dif_pos a.isLt

private theorem appendBit_last (S : Fin m → Bool) (b : Bool) : appendBit S b (Fin.last m) = b :=
  dif_neg (Nat.lt_irrefl m)

private theorem agreementWeight_appendBit (lam : α) (S : Fin m → Bool) (b : Bool) (T : Fin (m + 1) → Bool) :
    agreementWeight lam (appendBit S b) T =
      (if b = T (Fin.last m) then 1 + lam else 1 - lam) * agreementWeight lam S fun a => T a.castSucc := by
  have e : (fun a : Fin m => appendBit S b a.castSucc) = S := funext (appendBit_castSucc S b)
  rw [agreementWeight, count_agreement_succ, count_disagreement_succ, e, appendBit_last, agreementWeight]
  by_cases h : b = T (Fin.last m)
  · simp only [if_pos h, Nat.add_zero, Lean.Grind.Semiring.pow_succ]; grind
  · simp only [if_neg h, Nat.add_zero, Lean.Grind.Semiring.pow_succ]; grind

/-- The two choices of one more sign have the potential of the signs before it on average. -/
theorem signPotential_appendBit (lam : α) (F : Fin n → Fin (m + 1) → Bool) (S : Fin m → Bool) :
    signPotential lam F (appendBit S false) + signPotential lam F (appendBit S true) =
      2 * signPotential lam (fun i a => F i a.castSucc) S := by
  unfold signPotential
  rw [← sum_add, mul_sum]
  refine sum_congr fun i => ?_
  simp only [agreementWeight_appendBit]
  cases F i (Fin.last m) <;> simp <;> grind

private theorem signPotential_zero (lam : α) (F : Fin n → Fin 0 → Bool) (S : Fin 0 → Bool) :
    signPotential lam F S = 2 * (n : α) := by
  have e : ∀ T : Fin 0 → Bool, ∀ l : α, agreementWeight l S T = 1 := fun T l => by
    simp only [agreementWeight, count]
    grind
  simp only [signPotential, e, sum_const]
  grind

private theorem pattern_lastOff (k : Fin (2 ^ m)) :
    (pattern (lastOff k).val : Fin (m + 1) → Bool) = appendBit (pattern k.val) false := by
  funext a
  cases a using Fin.lastCases with
  | last => rw [appendBit_last]; exact pattern_last k.isLt
  | cast a => rw [appendBit_castSucc]; rfl

private theorem pattern_lastOn (k : Fin (2 ^ m)) :
    (pattern (lastOn k).val : Fin (m + 1) → Bool) = appendBit (pattern k.val) true := by
  funext a
  cases a using Fin.lastCases with
  | last => rw [appendBit_last]; exact pattern_two_pow_add_last k.isLt
  | cast a => rw [appendBit_castSucc]; exact pattern_two_pow_add k.val a

/-- Over all `2ᵐ` sign vectors the potential against `n` sign vectors is `2 n` on average.
Source: alon2016, chapter 16, on the method of conditional expectations.
Why: what random signs achieve on average, some signs achieve; the greedy choice finds them.
Tight: an identity. -/
theorem sum_signPotential (lam : α) (F : Fin n → Fin m → Bool) :
    (sum fun t : Fin (2 ^ m) => signPotential lam F (pattern t.val)) = 2 ^ m * (2 * (n : α)) := by
  induction m with
  | zero =>
    simp only [signPotential_zero, Nat.pow_zero, sum_const]
    grind
  | succ m ih =>
    rw [sum_two_pow_succ fun t => signPotential lam F (pattern t.val)]
    simp only [pattern_lastOff, pattern_lastOn, signPotential_appendBit, ← mul_sum, ih]
    grind

/-- Signs that are chosen one by one have a potential of at most `2 n` against `n` sign vectors, the average over all
signs.
Source: raghavan1988; alon2016, chapter 16, on the method of conditional expectations.
Why: the potential is a sum of exponentials, so that bounding it bounds every pair and not only the sum over pairs.
Tight: `potentialSigns_signPotential_le_tight`, against all sixteen sign vectors in four dimensions. -/
theorem potentialSigns_signPotential_le [DecidableLE α] (lam : α) (F : Fin n → Fin m → Bool) :
    signPotential lam F (potentialSigns lam F) ≤ 2 * (n : α) := by
  induction m with
  | zero => rw [signPotential_zero]; exact Std.le_refl _
  | succ m ih =>
    have h := ih fun i a => F i a.castSucc
    rw [potentialSigns, extendPotentialSigns]
    generalize potentialSigns lam (fun i (a : Fin m) => F i a.castSucc) = S at h ⊢
    have hs := signPotential_appendBit lam F S
    by_cases hb : signPotential lam F (appendBit S true) ≤ signPotential lam F (appendBit S false)
    · rw [decide_eq_true hb]; grind
    · rw [decide_eq_false hb]; grind

/-- Equality in `potentialSigns_signPotential_le`: all sixteen sign vectors in four dimensions, where every choice of
signs has the potential `32`. -/
theorem potentialSigns_signPotential_le_tight :
    signPotential (1 / 2 : Rat) (fun i : Fin 16 => (pattern i.val : Fin 4 → Bool))
      (potentialSigns (1 / 2 : Rat) fun i : Fin 16 => (pattern i.val : Fin 4 → Bool)) = 2 * 16 := by
  decide +kernel

/-- The choice matters in `potentialSigns_signPotential_le`: signs that are those of the stored vector itself have the
potential `5/2`, above `2`. -/
theorem potentialSigns_signPotential_le_needs_choice :
    2 * 1 < signPotential (1 / 2 : Rat) (fun _ : Fin 1 => (pattern 0 : Fin 2 → Bool)) (pattern 0) := by
  decide +kernel

/-! ### One more direction -/

private theorem pow_nonneg {x : α} (h : 0 ≤ x) (e : Nat) : 0 ≤ x ^ e := by
  induction e with
  | zero => grind
  | succ e ih => rw [Lean.Grind.Semiring.pow_succ]; exact mul_nonneg ih h

private theorem pow_le_pow {x y : α} (h : 0 ≤ x) (hxy : x ≤ y) (e : Nat) : x ^ e ≤ y ^ e := by
  induction e with
  | zero => grind
  | succ e ih =>
    have h₁ := mul_le_mul_of_nonneg_left ih h
    have h₂ := mul_nonneg (a := y - x) (b := y ^ e) (by grind) (pow_nonneg (by grind) e)
    rw [Lean.Grind.Semiring.pow_succ, Lean.Grind.Semiring.pow_succ]
    grind

private theorem agreementWeight_nonneg {lam : α} (h : -1 ≤ lam) (h' : lam ≤ 1) (S T : Fin m → Bool) :
    0 ≤ agreementWeight lam S T :=
  mul_nonneg (pow_nonneg (by grind) _) (pow_nonneg (by grind) _)

private theorem agreementWeight_neg (lam : α) (S T : Fin m → Bool) :
    agreementWeight (-lam) S T = (1 + lam) ^ count (disagreement S T) * (1 - lam) ^ count (agreement S T) := by
  rw [agreementWeight, show 1 + -lam = 1 - lam by grind, show 1 - -lam = 1 + lam by grind]
  grind

private theorem shift_pow_le {lam : α} (h0 : 0 ≤ lam) (h1 : lam ≤ 1) {a A D : Nat} (hAD : A + D = m) (ha : a ≤ A) :
    (1 + lam) ^ a * (1 - lam) ^ (m - a) ≤ (1 + lam) ^ A * (1 - lam) ^ D := by
  obtain ⟨e, rfl⟩ : ∃ e, A = a + e := ⟨A - a, by omega⟩
  have hm : m - a = D + e := by omega
  rw [hm, Lean.Grind.Semiring.pow_add, Lean.Grind.Semiring.pow_add]
  have h := mul_nonneg (pow_nonneg (x := 1 + lam) (by grind) a) (pow_nonneg (x := 1 - lam) (by grind) D)
  have := mul_le_mul_of_nonneg_left (pow_le_pow (x := 1 - lam) (y := 1 + lam) (by grind) (by grind) e) h
  grind

/-- If `2 n < (1 + lam)ᵃ (1 - lam)ᵐ⁻ᵃ` with `0 ≤ lam ≤ 1`, then the chosen signs agree with each of `n` given sign
vectors in fewer than `a` places and disagree in fewer than `a`.
Source: raghavan1988, on pessimistic estimators; gilbert1952, on codes.
Why: there is room for one more feature that is almost orthogonal to every feature so far, until there are
exponentially many; `dot_signs_lt` says it in inner products.
Tight: `potentialSigns_low_coherence_tight`, three vectors that leave one direction. -/
theorem potentialSigns_low_coherence [DecidableLE α] {lam : α} {a : Nat} (F : Fin n → Fin m → Bool) (h0 : 0 ≤ lam)
    (h1 : lam ≤ 1) (h : 2 * (n : α) < (1 + lam) ^ a * (1 - lam) ^ (m - a)) (i : Fin n) :
    count (agreement (potentialSigns lam F) (F i)) < a ∧ count (disagreement (potentialSigns lam F) (F i)) < a := by
  have hS := potentialSigns_signPotential_le lam F
  generalize potentialSigns lam F = S at hS ⊢
  have hp := agreementWeight_nonneg (lam := lam) (by grind) h1 S
  have hq := agreementWeight_nonneg (lam := -lam) (by grind) (by grind) S
  have hi := single_le_sum (f := fun i => agreementWeight lam S (F i) + agreementWeight (-lam) S (F i))
    (fun i => by have := hp (F i); have := hq (F i); grind) i
  have hc := count_agreement_add S (F i)
  rw [signPotential] at hS
  have hp' := hp (F i)
  have hq' := hq (F i)
  constructor <;> refine Nat.lt_of_not_le fun hle => ?_
  · have : _ ≤ agreementWeight lam S (F i) := shift_pow_le h0 h1 hc hle
    grind
  · have := shift_pow_le h0 h1 ((Nat.add_comm _ _).trans hc) hle
    rw [← agreementWeight_neg] at this
    grind

/-- `potentialSigns_low_coherence` with `m = a = 3` and `lam = 1` is sharp: three sign vectors satisfy its hypothesis
and leave a single direction, with its opposite. -/
theorem potentialSigns_low_coherence_tight :
    2 * (3 : Rat) < (1 + 1) ^ 3 * (1 - 1) ^ (3 - 3) ∧
      ∀ t : Fin 8, (∀ i : Fin 3, count (agreement (pattern t.val : Fin 3 → Bool) (pattern i.val)) < 3 ∧
        count (disagreement (pattern t.val : Fin 3 → Bool) (pattern i.val)) < 3) ↔ t.val = 3 ∨ t.val = 4 := by
  decide +kernel

/-- The inequality in `potentialSigns_low_coherence` must be strict: for `m = a = 2` and `lam = 1` two sign vectors make
it an equality and leave none. -/
theorem potentialSigns_low_coherence_needs_strict :
    2 * (2 : Rat) = (1 + 1) ^ 2 * (1 - 1) ^ (2 - 2) ∧
      ∀ t : Fin 4, ∃ i : Fin 2, 2 ≤ count (agreement (pattern t.val : Fin 2 → Bool) (pattern i.val)) ∨
        2 ≤ count (disagreement (pattern t.val : Fin 2 → Bool) (pattern i.val)) := by
  decide +kernel

/-! ### Exponentially many directions -/

private theorem agreement_comm (S T : Fin m → Bool) : agreement S T = agreement T S :=
  funext fun a => by simp only [agreement, eq_comm]

private theorem disagreement_comm (S T : Fin m → Bool) : disagreement S T = disagreement T S :=
  funext fun a => by simp only [disagreement, eq_comm]

private theorem extendPotentialFamily_low_coherence [DecidableLE α] {lam : α} {a : Nat} (F : Fin n → Fin m → Bool)
    (hF : ∀ i j, i ≠ j → count (agreement (F i) (F j)) < a ∧ count (disagreement (F i) (F j)) < a) (h0 : 0 ≤ lam)
    (h1 : lam ≤ 1) (h : 2 * (n : α) < (1 + lam) ^ a * (1 - lam) ^ (m - a)) (i j : Fin (n + 1)) (hij : i ≠ j) :
    count (agreement (extendPotentialFamily lam F i) (extendPotentialFamily lam F j)) < a ∧
      count (disagreement (extendPotentialFamily lam F i) (extendPotentialFamily lam F j)) < a := by
  have hs := potentialSigns_low_coherence (a := a) F h0 h1 h
  have h₁ : ∀ i : Fin n, extendPotentialFamily lam F i.castSucc = F i := fun i => dif_pos i.isLt
  have h₂ : extendPotentialFamily lam F (Fin.last n) = potentialSigns lam F := dif_neg (Nat.lt_irrefl n)
  cases i using Fin.lastCases with
  | last =>
    cases j using Fin.lastCases with
    | last => exact absurd rfl hij
    | cast j => rw [h₁, h₂]; exact hs j
  | cast i =>
    cases j using Fin.lastCases with
    | last => rw [h₁, h₂, agreement_comm, disagreement_comm]; exact hs i
    | cast j => rw [h₁, h₁]; exact hF i j fun e => hij (congrArg Fin.castSucc e)

private theorem potentialSignFamily_low_coherence [DecidableLE α] {lam : α} {a : Nat} (h0 : 0 ≤ lam) (h1 : lam ≤ 1)
    (h : 2 * ((n : α) - 1) < (1 + lam) ^ a * (1 - lam) ^ (m - a)) (i j : Fin n) (hij : i ≠ j) :
    count (agreement (potentialSignFamily lam m n i) (potentialSignFamily lam m n j)) < a ∧
      count (disagreement (potentialSignFamily lam m n i) (potentialSignFamily lam m n j)) < a := by
  induction n with
  | zero => exact i.elim0
  | succ n ih => exact extendPotentialFamily_low_coherence _ (ih (by grind)) h0 h1 (by grind) i j hij

private theorem half_pow_mul (q : Nat) : (1 + 1 / 2 : α) ^ (3 * q) * (1 - 1 / 2) ^ q * 16 ^ q = 27 ^ q := by
  induction q with
  | zero => grind
  | succ q ih =>
    rw [Nat.mul_add, Lean.Grind.Semiring.pow_add, Lean.Grind.Semiring.pow_succ _ q, Lean.Grind.Semiring.pow_succ _ q,
      Lean.Grind.Semiring.pow_succ _ q, ← ih]
    grind

private theorem two_mul_lt_of_count {k q : Nat} (h : 2 * k * 16 ^ q < 27 ^ q) :
    2 * (k : α) < (1 + 1 / 2) ^ (3 * q) * (1 - 1 / 2) ^ q := by
  have h₁₆ : ((16 ^ q : Nat) : α) = 16 ^ q := (natCast_pow 16 q).trans (congrArg (· ^ q) (by grind))
  have h₂₇ : ((27 ^ q : Nat) : α) = 27 ^ q := (natCast_pow 27 q).trans (congrArg (· ^ q) (by grind))
  have hc := (natCast_le_natCast (α := α) (2 * k * 16 ^ q + 1) (27 ^ q)).mpr h
  have hk : ((2 * k * 16 ^ q + 1 : Nat) : α) = 2 * (k : α) * ((16 ^ q : Nat) : α) + 1 := by
    generalize 16 ^ q = x
    grind
  rw [hk, h₂₇, ← half_pow_mul q, ← h₁₆] at hc
  have h₀ := natCast_nonneg (α := α) (16 ^ q)
  generalize (1 + 1 / 2 : α) ^ (3 * q) * (1 - 1 / 2) ^ q = x at hc ⊢
  refine Classical.byContradiction fun hx => ?_
  have := mul_le_mul_of_nonneg_left (a := x) (b := 2 * (k : α)) (by grind) h₀
  grind

/-- If `2 (n - 1) 16ᵠ < 27ᵠ` then every two of `n` chosen sign vectors in `4 q` dimensions, for `lam = 1/2`, have an
inner product of absolute value less than `2 q`, a cosine below `1/2`.
This is the claim of [elhage2022] on which superposition rests, with a construction in place of chance: the number of
features that interfere little grows exponentially with the dimension. It is stated as an example, because computing
the families takes too long to test it on numbers; its step is `potentialSigns_low_coherence`. -/
example [DecidableLE α] {q : Nat} (h : 2 * (n - 1) * 16 ^ q < 27 ^ q) (i j : Fin n)
    (hij : i ≠ j) :
    -(2 * (q : α)) < dot (signs (potentialSignFamily (1 / 2 : α) (4 * q) n i))
        (signs (potentialSignFamily (1 / 2 : α) (4 * q) n j)) ∧
      dot (signs (potentialSignFamily (1 / 2 : α) (4 * q) n i)) (signs (potentialSignFamily (1 / 2 : α) (4 * q) n j)) <
        2 * (q : α) := by
  obtain ⟨k, rfl⟩ : ∃ k, n = k + 1 := ⟨n - 1, by have := i.isLt; omega⟩
  have hk : 2 * (((k + 1 : Nat) : α) - 1) < (1 + 1 / 2) ^ (3 * q) * (1 - 1 / 2) ^ (4 * q - 3 * q) := by
    have := two_mul_lt_of_count (α := α) h
    rw [show 4 * q - 3 * q = q by omega]
    grind
  have hc := potentialSignFamily_low_coherence (by grind) (by grind) hk i j hij
  have := dot_signs_lt (α := α) hc.1 hc.2
  grind

/-- With `lam = 1` and `m = a = 3` the potential allows four vectors in three dimensions, and there are no more: among
any five two are equal or opposite. -/
theorem potentialSigns_low_coherence_most (F : Fin 5 → Fin 3 → Bool) :
    ∃ i j, i ≠ j ∧ (3 ≤ count (agreement (F i) (F j)) ∨ 3 ≤ count (disagreement (F i) (F j))) := by
  refine Classical.byContradiction fun h => ?_
  have hd : ∀ i j, i ≠ j → dot (signs (F i) : Vec Rat 3) (signs (F j)) ^ 2 ≤ 1 := fun i j hij => by
    have := count_agreement_add (F i) (F j)
    have : count (disagreement (F i) (F j)) = 1 ∨ count (disagreement (F i) (F j)) = 2 := by grind
    rw [signs_dot_hamming]
    rcases this with e | e <;> rw [e] <;> decide +kernel
  have := welch_coherence_of_normSq_eq _ (fun i => normSq_signs (F i)) hd (by omega)
  exact absurd this (by decide +kernel)

/-- The number of vectors must be bounded if all cosines are below `1/2`: of any five sign vectors in four dimensions
two have an inner product of absolute value at least `2`. -/
theorem exponentially_many_signs_needs_count (F : Fin 5 → Fin 4 → Bool) :
    ∃ i j, i ≠ j ∧
      (dot (signs (F i) : Vec Rat 4) (signs (F j)) ≤ -2 ∨ 2 ≤ dot (signs (F i) : Vec Rat 4) (signs (F j))) := by
  refine Classical.byContradiction fun h => ?_
  have hd : ∀ i j, i ≠ j → dot (signs (F i) : Vec Rat 4) (signs (F j)) ^ 2 ≤ 0 := fun i j hij => by
    have h' : ¬(dot (signs (F i) : Vec Rat 4) (signs (F j)) ≤ -2 ∨ 2 ≤ dot (signs (F i) : Vec Rat 4) (signs (F j))) :=
      fun h' => h ⟨i, j, hij, h'⟩
    have := count_agreement_add (F i) (F j)
    rw [signs_dot_hamming] at h' ⊢
    generalize count (disagreement (F i) (F j)) = d at this h' ⊢
    obtain rfl | rfl | rfl | rfl | rfl : d = 0 ∨ d = 1 ∨ d = 2 ∨ d = 3 ∨ d = 4 := by omega
    all_goals grind
  have := welch_coherence_of_normSq_eq _ (fun i => normSq_signs (F i)) hd (by omega)
  exact absurd this (by decide +kernel)

/-- A quarter of a billion sign vectors in 1,000 dimensions are few enough for `potentialSigns_low_coherence`, at every
one that is added, with `lam = 1/5` and `a = 600`. -/
theorem quarter_billion_signs_count :
    2 * ((250000000 : Rat) - 1) < (1 + 1 / 5) ^ 600 * (1 - 1 / 5) ^ (1000 - 600) := by
  decide +kernel

/-- So there is a family of that size: a quarter of a billion sign vectors in 1,000 dimensions, of which every two agree
in fewer than 600 places and disagree in fewer than 600, which is to say that all cosines are below `1/5`. -/
example (i j : Fin 250000000) (hij : i ≠ j) :
    count (agreement (potentialSignFamily (1 / 5 : Rat) 1000 250000000 i)
        (potentialSignFamily (1 / 5 : Rat) 1000 250000000 j)) < 600 ∧
      count (disagreement (potentialSignFamily (1 / 5 : Rat) 1000 250000000 i)
        (potentialSignFamily (1 / 5 : Rat) 1000 250000000 j)) < 600 :=
  potentialSignFamily_low_coherence (by decide +kernel) (by decide +kernel) quarter_billion_signs_count i j hij

end ToyModels
