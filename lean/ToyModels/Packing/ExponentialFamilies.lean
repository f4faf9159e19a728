module

public import ToyModels.Packing.SignVectors

/-!
# Exponentially many almost orthogonal directions

The number of directions of which every two are almost orthogonal grows exponentially with the dimension. Random signs
show this in most accounts of superposition, by a union bound over all pairs. Here the random choice is replaced by a
computed one, as `Packing.SignVectors` does for the total interference, but now with a bound on every pair: signs are
chosen one after another so that a sum of exponentials, which a single bad pair would make large, stays at its average
or below. In `4 r` dimensions about `(27/16)ʳ / 2` sign vectors are found with all cosines below `1/2`, and a quarter of
a billion in 1,000 dimensions with all cosines below `1/5`.

## Main definitions

* `agreement S T`: where two sets agree; `agreementWeight lam S T`: the number of these places, in the exponent.
* `signPotential lam F S`: the potential, large if the signs `S` agree or disagree much with one of the family `F`.
* `lighterSign lam P Q s`: the next sign, the one that leaves the smaller total of weights (`totalWeight`), each weight
  multiplied by a `placeWeight`.
* `potentialSigns lam F`: signs of small potential, chosen one by one. They are the binary digits of the number
  `potentialCode lam F`; `weightedCode lam P Q F` goes on from weights.
* `signRate lam q b`: the rate at which the number of vectors grows with each `q` dimensions.
* `potentialFamily lam m n`: `n` sign vectors in `m` dimensions, each chosen in this way against those before it. All
  signs together are the digits of the number `potentialFamilyCode lam m n`, by `codedFamily`; `extendCode` adds a
  vector.

## Main statements

* `sum_signPotential`: over all sign vectors the potential is `2 n` on average.
* `potentialSigns_signPotential_le`: the chosen signs have a potential of at most `2 n`.
* `potentialSigns_low_coherence`: so they are almost orthogonal to each of `n` vectors, if `n` is not too large.
* `potentialFamily_low_coherence`: so is every pair of a family that is chosen vector by vector.
* `exponentially_many_signs`, `one_lt_signRate`: at a fixed bound on the cosines, however small, their number grows
  exponentially with the dimension.
* `quarter_billion_signs_count`: how far this goes in 1,000 dimensions; an example draws the conclusion for the family.

## Proof idea

Each place multiplies the weight of a pair by `1 + lam` or `1 - lam`, so that the two choices of a sign leave the
total weight as it is on average, and the better choice does not increase it. It starts at `2 n`. A pair that
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

/-- The factor of a pair's weight for one more place: `1 + lam` where the signs agree, else `1 - lam`. -/
def placeWeight (lam : α) (b c : Bool) : α := if b = c then 1 + lam else 1 - lam

/-- What weights `P` and `Q` of the pairs so far, for `lam` and `-lam`, add up to after the sign `b` at one more place,
where the family has the signs `s`. -/
def totalWeight (lam : α) (P Q : Fin n → α) (s : Fin n → Bool) (b : Bool) : α :=
  sum fun i => placeWeight lam b (s i) * P i + placeWeight (-lam) b (s i) * Q i

/-- The sign with the smaller total of weights. -/
def lighterSign [DecidableLE α] (lam : α) (P Q : Fin n → α) (s : Fin n → Bool) : Bool :=
  decide (totalWeight lam P Q s true ≤ totalWeight lam P Q s false)

/-- The number whose binary digits are signs against the family `F`, chosen one by one from the last coordinate to the
first, each so that the weights of the pairs, which are `P` and `Q` before, stay small. -/
def weightedCode [DecidableLE α] (lam : α) : {m : Nat} → (P Q : Fin n → α) → (Fin n → Fin m → Bool) → Nat
  | 0, _, _, _ => 0
  | m + 1, P, Q, F =>
    (if lighterSign lam P Q (fun i => F i (Fin.last m)) = true then 2 ^ m else 0) +
      weightedCode lam
        (fun i => placeWeight lam (lighterSign lam P Q fun i => F i (Fin.last m)) (F i (Fin.last m)) * P i)
        (fun i => placeWeight (-lam) (lighterSign lam P Q fun i => F i (Fin.last m)) (F i (Fin.last m)) * Q i)
        fun i a => F i a.castSucc

/-- The number that codes signs of small potential against the family `F`. -/
def potentialCode [DecidableLE α] (lam : α) (F : Fin n → Fin m → Bool) : Nat :=
  weightedCode lam (fun _ => 1) (fun _ => 1) F

/-- Signs of small potential against the family `F`, chosen one by one. -/
def potentialSigns [DecidableLE α] (lam : α) (F : Fin n → Fin m → Bool) : Fin m → Bool := pattern (potentialCode lam F)

/-- The family of `n` sign vectors in `m` dimensions that the number `c` codes: its binary digits are the signs, one
vector after another. -/
def codedFamily (c : Nat) : Fin n → Fin m → Bool := fun i => pattern (c / 2 ^ (m * i.val))

/-- The code of a family of `n` sign vectors, with the code `c`, to which signs of small potential against it are
added. -/
def extendCode [DecidableLE α] (lam : α) (m n c : Nat) : Nat :=
  2 ^ (m * n) * potentialCode lam (codedFamily c : Fin n → Fin m → Bool) + c

/-- The number that codes `n` sign vectors in `m` dimensions, each one of small potential against those before it. -/
def potentialFamilyCode [DecidableLE α] (lam : α) (m : Nat) : Nat → Nat
  | 0 => 0
  | n + 1 => extendCode lam m n (potentialFamilyCode lam m n)

/-- `n` sign vectors in `m` dimensions, each one of small potential against those before it. -/
def potentialFamily [DecidableLE α] (lam : α) (m n : Nat) : Fin n → Fin m → Bool :=
  codedFamily (potentialFamilyCode lam m n)

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
private theorem signPotential_appendBit (lam : α) (F : Fin n → Fin (m + 1) → Bool) (S : Fin m → Bool) :
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

/-- The potential with weights `P` and `Q` of the pairs. -/
private def weightedPotential (lam : α) (P Q : Fin n → α) (F : Fin n → Fin m → Bool) (S : Fin m → Bool) : α :=
  sum fun i => agreementWeight lam S (F i) * P i + agreementWeight (-lam) S (F i) * Q i

private theorem lighterSign_le [DecidableLE α] (lam : α) (P Q : Fin n → α) (s : Fin n → Bool) :
    totalWeight lam P Q s (lighterSign lam P Q s) ≤ sum fun i => P i + Q i := by
  have h : totalWeight lam P Q s true + totalWeight lam P Q s false = 2 * sum fun i => P i + Q i := by
    rw [totalWeight, totalWeight, ← sum_add, mul_sum]
    refine sum_congr fun i => ?_
    cases s i <;> simp [placeWeight] <;> grind
  by_cases hb : totalWeight lam P Q s true ≤ totalWeight lam P Q s false
  · rw [lighterSign, decide_eq_true hb]; grind
  · rw [lighterSign, decide_eq_false hb]; grind

private theorem weightedCode_lt [DecidableLE α] (lam : α) (P Q : Fin n → α) (F : Fin n → Fin m → Bool) :
    weightedCode lam P Q F < 2 ^ m := by
  induction m generalizing P Q with
  | zero => exact Nat.one_pos
  | succ m ih =>
    rw [weightedCode]
    have h := ih (fun i => placeWeight lam (lighterSign lam P Q fun i => F i (Fin.last m)) (F i (Fin.last m)) * P i)
      (fun i => placeWeight (-lam) (lighterSign lam P Q fun i => F i (Fin.last m)) (F i (Fin.last m)) * Q i)
      fun i a => F i a.castSucc
    split <;> omega

private theorem pattern_add_eq_appendBit {k : Nat} (hk : k < 2 ^ m) (b : Bool) :
    (pattern ((if b = true then 2 ^ m else 0) + k) : Fin (m + 1) → Bool) = appendBit (pattern k) b := by
  cases b with
  | false => rw [← pattern_lastOff ⟨k, hk⟩, if_neg Bool.false_ne_true, Nat.zero_add]; rfl
  | true => rw [← pattern_lastOn ⟨k, hk⟩, if_pos rfl]; rfl

private theorem weightedCode_le [DecidableLE α] (lam : α) (P Q : Fin n → α) (F : Fin n → Fin m → Bool) :
    weightedPotential lam P Q F (pattern (weightedCode lam P Q F)) ≤ sum fun i => P i + Q i := by
  induction m generalizing P Q with
  | zero =>
    have e : ∀ S T : Fin 0 → Bool, ∀ l : α, agreementWeight l S T = 1 := fun S T l => by
      simp only [agreementWeight, count]
      grind
    simp only [weightedPotential, e]
    exact sum_le_sum fun i => by grind
  | succ m ih =>
    rw [weightedCode, pattern_add_eq_appendBit (weightedCode_lt lam _ _ _)]
    have hb := lighterSign_le lam P Q fun i => F i (Fin.last m)
    generalize (lighterSign lam P Q fun i => F i (Fin.last m)) = b at hb ⊢
    refine Std.le_trans (Eq.mp (congrArg (· ≤ _) (sum_congr fun i => ?_)) (ih _ _ fun i a => F i a.castSucc)) hb
    rw [agreementWeight_appendBit, agreementWeight_appendBit, placeWeight, placeWeight]
    grind

/-- Signs that are chosen one by one have a potential of at most `2 n` against `n` sign vectors, the average over all
signs.
Source: raghavan1988; alon2016, chapter 16, on the method of conditional expectations.
Why: the potential is a sum of exponentials, so that bounding it bounds every pair and not only the sum over pairs.
Tight: `potentialSigns_signPotential_le_tight`, against all sixteen sign vectors in four dimensions. -/
theorem potentialSigns_signPotential_le [DecidableLE α] (lam : α) (F : Fin n → Fin m → Bool) :
    signPotential lam F (potentialSigns lam F) ≤ 2 * (n : α) := by
  have h := weightedCode_le lam (fun _ => 1) (fun _ => 1) F
  rw [sum_const] at h
  refine Std.le_trans (Eq.mp (congrArg (· ≤ _) (sum_congr fun i => ?_)) h) (by grind)
  rw [potentialSigns, potentialCode]
  grind

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

private theorem potentialFamilyCode_lt [DecidableLE α] (lam : α) (m n : Nat) :
    potentialFamilyCode lam m n < 2 ^ (m * n) := by
  induction n with
  | zero => exact Nat.one_pos
  | succ n ih =>
    have h : potentialCode lam (codedFamily (potentialFamilyCode lam m n) : Fin n → Fin m → Bool) + 1 ≤ 2 ^ m :=
      weightedCode_lt lam _ _ _
    have := Nat.mul_le_mul_left (2 ^ (m * n)) h
    rw [Nat.mul_add, Nat.mul_one] at this
    rw [potentialFamilyCode, extendCode, Nat.mul_succ m n, Nat.pow_add]
    omega

private theorem potentialFamily_last [DecidableLE α] (lam : α) (m n : Nat) :
    potentialFamily lam m (n + 1) (Fin.last n) = potentialSigns lam (potentialFamily lam m n) := by
  have h := potentialFamilyCode_lt lam m n
  refine congrArg pattern ?_
  change extendCode lam m n (potentialFamilyCode lam m n) / 2 ^ (m * n) = _
  rw [extendCode, Nat.mul_add_div (Nat.two_pow_pos _), Nat.div_eq_of_lt h]
  rfl

private theorem pattern_mul_add {c e x : Nat} (h : m ≤ e) : (pattern (2 ^ e * x + c) : Fin m → Bool) = pattern c := by
  funext a
  obtain ⟨d, rfl⟩ : ∃ d, e = a.val + 1 + d := ⟨e - (a.val + 1), by omega⟩
  have hd : 2 ^ (a.val + 1 + d) * x = 2 ^ a.val * (2 * (2 ^ d * x)) := by
    rw [Nat.pow_add, Nat.pow_succ]
    simp only [Nat.mul_assoc]
  rw [pattern, pattern, hd, Nat.mul_add_div (Nat.two_pow_pos _), Nat.mul_add_mod]

private theorem potentialFamily_castSucc [DecidableLE α] (lam : α) (m : Nat) (i : Fin n) :
    potentialFamily lam m (n + 1) i.castSucc = potentialFamily lam m n i := by
  obtain ⟨e, he⟩ : ∃ e, n = i.val + 1 + e := ⟨n - (i.val + 1), by omega⟩
  have hn : m * n = m * i.val + (m + m * e) :=
    (congrArg (m * ·) he).trans (by simp only [Nat.mul_add, Nat.mul_one, Nat.add_assoc])
  change pattern (extendCode lam m n (potentialFamilyCode lam m n) / 2 ^ (m * i.val)) =
    pattern (potentialFamilyCode lam m n / 2 ^ (m * i.val))
  rw [extendCode, hn, Nat.pow_add, Nat.mul_assoc, Nat.mul_add_div (Nat.two_pow_pos _)]
  exact pattern_mul_add (by omega)

/-- Let `0 ≤ lam ≤ 1` and `2 (n - 1) < (1 + lam)ᵃ (1 - lam)ᵐ⁻ᵃ`. Then of `n` sign vectors in `m` dimensions, each chosen
against those before it, every two agree in fewer than `a` places and disagree in fewer than `a`.
Source: elhage2022, on exponentially many almost orthogonal directions, there by chance; raghavan1988; gilbert1952.
Why: the claim on which superposition rests, with a construction in place of chance: for any fixed share `a / m` above a
half, with `lam = 2 a / m - 1`, the count grows exponentially with the dimension.
Tight: `potentialSigns_low_coherence_most`, four vectors in three dimensions. -/
theorem potentialFamily_low_coherence [DecidableLE α] {lam : α} {a : Nat} (h0 : 0 ≤ lam) (h1 : lam ≤ 1)
    (h : 2 * ((n : α) - 1) < (1 + lam) ^ a * (1 - lam) ^ (m - a)) (i j : Fin n) (hij : i ≠ j) :
    count (agreement (potentialFamily lam m n i) (potentialFamily lam m n j)) < a ∧
      count (disagreement (potentialFamily lam m n i) (potentialFamily lam m n j)) < a := by
  induction n with
  | zero => exact i.elim0
  | succ n ih =>
    have hF := ih (by grind)
    have hs := potentialSigns_low_coherence (a := a) (potentialFamily lam m n) h0 h1 (by grind)
    have h₁ := potentialFamily_castSucc (n := n) lam m
    have h₂ := potentialFamily_last lam m n
    cases i using Fin.lastCases with
    | last =>
      cases j using Fin.lastCases with
      | last => exact absurd rfl hij
      | cast j => rw [h₁, h₂]; exact hs j
    | cast i =>
      cases j using Fin.lastCases with
      | last => rw [h₁, h₂, agreement_comm, disagreement_comm]; exact hs i
      | cast j => rw [h₁, h₁]; exact hF i j fun e => hij (congrArg Fin.castSucc e)

/-- By how much each `q` further dimensions multiply the number of sign vectors of which every two agree and disagree in
fewer than `b` of `q` places, in the mean, as the potential for `lam` shows. -/
def signRate (lam : α) (q b : Nat) : α := (1 + lam) ^ b * (1 - lam) ^ (q - b)

private theorem mul_pow {x y : α} (e : Nat) : (x * y) ^ e = x ^ e * y ^ e := by
  induction e with
  | zero => grind
  | succ e ih => simp only [Lean.Grind.Semiring.pow_succ, ih]; grind

private theorem pow_mul' (x : α) (e r : Nat) : x ^ (r * e) = (x ^ e) ^ r := by
  induction r with
  | zero => rw [Nat.zero_mul]; grind
  | succ r ih => rw [Nat.succ_mul, Lean.Grind.Semiring.pow_add, Lean.Grind.Semiring.pow_succ, ih]

/-- For `0 ≤ lam ≤ 1` and `2 (n - 1) < ρʳ`, with the rate `ρ = (1 + lam)ᵇ (1 - lam)^(q - b)`, every two of `n` chosen
sign vectors in `r q` dimensions have an inner product between `-r (2 b - q)` and `r (2 b - q)`: a cosine below
`(2 b - q) / q` in absolute value.
Source: elhage2022, on exponentially many almost orthogonal directions, there by chance; raghavan1988; gilbert1952.
Why: at a bound on the cosines that stays as it is, the number of directions is multiplied by `ρ` with each `q` further
dimensions. By `one_lt_signRate` there is a rate above one for every positive bound. For cosines below one half it is
`27/16` with each four dimensions (`signRate_half`).
Tight: not attained; `exponentially_many_signs_needs_count`, that the number must be bounded. -/
theorem exponentially_many_signs [DecidableLE α] {lam : α} {r q b : Nat} (h0 : 0 ≤ lam) (h1 : lam ≤ 1)
    (h : 2 * ((n : α) - 1) < signRate lam q b ^ r) (i j : Fin n) (hij : i ≠ j) :
    -((r : α) * (2 * (b : α) - (q : α))) <
        dot (signs (potentialFamily lam (r * q) n i)) (signs (potentialFamily lam (r * q) n j)) ∧
      dot (signs (potentialFamily lam (r * q) n i)) (signs (potentialFamily lam (r * q) n j)) <
        (r : α) * (2 * (b : α) - (q : α)) := by
  have hr : signRate lam q b ^ r = (1 + lam) ^ (r * b) * (1 - lam) ^ (r * q - r * b) := by
    rw [signRate, mul_pow, ← Nat.mul_sub, pow_mul', pow_mul']
  have hc := potentialFamily_low_coherence h0 h1 (a := r * b) (by rw [← hr]; exact h) i j hij
  have hd := dot_signs_lt (α := α) hc.1 hc.2
  have e : 2 * ((r * b : Nat) : α) - ((r * q : Nat) : α) = (r : α) * (2 * (b : α) - (q : α)) := by grind
  rwa [e] at hd

private theorem bernoulli_le_pow {x : α} (hx : -1 ≤ x) (e : Nat) : 1 + (e : α) * x ≤ (1 + x) ^ e := by
  induction e with
  | zero => grind
  | succ e ih =>
    have h₁ := mul_le_mul_of_nonneg_left ih (c := 1 + x) (by grind)
    have h₂ := mul_nonneg (natCast_nonneg (α := α) e) (sq_nonneg x)
    rw [Lean.Grind.Semiring.pow_succ]
    grind

private theorem signRate_eq {lam : α} (c e : Nat) :
    signRate lam (2 * c + e) (c + e) = (1 - lam ^ 2) ^ c * (1 + lam) ^ e := by
  have h : 2 * c + e - (c + e) = c := by omega
  rw [signRate, h, show 1 - lam ^ 2 = (1 + lam) * (1 - lam) by grind, mul_pow, Lean.Grind.Semiring.pow_add]
  grind

/-- If `q < 2 b`, then the rate `(1 + lam)ᵇ (1 - lam)^(q - b)` is above one for `0 < lam` with `q lam ≤ 1`.
Source: elhage2022, on exponentially many almost orthogonal directions; gilbert1952.
Why: however small the cosines have to be, `(2 b - q) / q` and no less, the number of directions grows exponentially.
Tight: `signRate_half`, the rate for one half; `one_lt_signRate_needs_majority`. -/
theorem one_lt_signRate {lam : α} {q b : Nat} (hb : q < 2 * b) (h0 : 0 < lam) (h1 : (q : α) * lam ≤ 1) :
    1 < signRate lam q b := by
  rcases Nat.lt_or_ge q b with hqb | hbq
  · have h := bernoulli_le_pow (x := lam) (by grind) b
    have hb' := mul_pos ((natCast_pos (α := α) b).mpr (by omega)) h0
    rw [signRate, Nat.sub_eq_zero_of_le (Nat.le_of_lt hqb)]
    grind
  obtain ⟨c, rfl⟩ : ∃ c, q = b + c := ⟨q - b, by omega⟩
  obtain ⟨e, rfl⟩ : ∃ e, b = c + (e + 1) := ⟨b - c - 1, by omega⟩
  have hq : c + (e + 1) + c = 2 * c + (e + 1) := by omega
  rw [hq] at h1 ⊢
  rw [signRate_eq]
  have hc := natCast_nonneg (α := α) c
  have he := mul_nonneg (natCast_nonneg (α := α) e) (Std.le_of_lt h0)
  have hcl := mul_nonneg hc (Std.le_of_lt h0)
  have hl : lam ≤ 1 := by grind
  have hsq : 0 ≤ 1 - lam ^ 2 := by have := mul_nonneg (a := 1 - lam) (b := 1 + lam) (by grind) (by grind); grind
  have h₁ : 1 + (c : α) * -(lam ^ 2) ≤ (1 - lam ^ 2) ^ c := by
    have h := bernoulli_le_pow (x := -(lam ^ 2)) (by grind) c
    have e : 1 + -(lam ^ 2) = 1 - lam ^ 2 := by grind
    rwa [e] at h
  have h₂ : 1 + lam ≤ (1 + lam) ^ (e + 1) := by
    have := bernoulli_le_pow (x := lam) (by grind) (e + 1)
    grind
  have h₃ : 1 < (1 + (c : α) * -(lam ^ 2)) * (1 + lam) := by
    have := mul_nonneg hcl (b := 1 - lam) (by grind)
    have := mul_pos h0 (b := 1 - (c : α) * lam - (c : α) * lam * lam) (by grind)
    grind
  have h₄ := mul_le_mul_of_nonneg_left h₁ (c := 1 + lam) (by grind)
  have h₅ := mul_le_mul_of_nonneg_left h₂ (pow_nonneg hsq c)
  grind

/-- For cosines below one half, that is fewer than three agreements and disagreements in four places, `lam = 1/2` gives
the rate `27/16`. -/
theorem signRate_half : signRate (1 / 2 : Rat) 4 3 = 27 / 16 := by decide +kernel

/-- `one_lt_signRate` needs more than half of the places: with one of two the rate is below one. -/
theorem one_lt_signRate_needs_majority : signRate (1 / 2 : Rat) 2 1 = 3 / 4 := by decide +kernel

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
    count (agreement (potentialFamily (1 / 5 : Rat) 1000 250000000 i)
        (potentialFamily (1 / 5 : Rat) 1000 250000000 j)) < 600 ∧
      count (disagreement (potentialFamily (1 / 5 : Rat) 1000 250000000 i)
        (potentialFamily (1 / 5 : Rat) 1000 250000000 j)) < 600 :=
  potentialFamily_low_coherence (by decide +kernel) (by decide +kernel) quarter_billion_signs_count i j hij

end ToyModels
