module

public import ToyModels.Foundations.BooleanSet
public import ToyModels.Packing.TightFrame

/-!
# Sign vectors of little total interference

Random directions interfere little on average. Here the random choice is replaced by a greedy one, that fixes one sign
after another so that the total interference stays at its average or below. Any number of sign vectors can be chosen in
this way with an average squared cosine of at most `1 / m`, close to what Welch's bound forces on every family. That is
not yet room for more features: an average does not keep two vectors apart, and the greedy family repeats itself. Of its
first 48 vectors in 16 dimensions only 16 differ by more than their sign. The averages over all sign vectors are
computed as well: random signs keep inner products on average, with controlled fourth moments.

## Main definitions

* `signs S`: the vector with `-1` on the set `S` and `1` off it; `disagreement S T`: where two sets differ.
* `greedySigns V`: signs that interfere little with the vectors `V`; `extendSigns V S` is one step.
* `greedySignFamily α m n`: `n` sign vectors in `m` dimensions, each chosen greedily against those before it.

## Main statements

* `greedySigns_interference_le`: `Σᵢ (s · Vᵢ)² ≤ Σᵢ Vᵢ · Vᵢ` for the greedy signs `s`.
* `extendSignFamily_interference_le`: one more greedy sign vector costs at most `2 n m` of interference.
* `greedySignFamily_interference_le`: the greedy family has `Σ_{i≠j} (sᵢ · sⱼ)² ≤ n (n - 1) m`.
* `sign_family_interference_ge`: every family of sign vectors has `n m (n - m) ≤ Σ_{i≠j} (sᵢ · sⱼ)²`.
* `rademacher_isometry`, `rademacher_fourth_moment`: second and fourth moments over all sign vectors.
* `signs_dot_hamming`: the inner product of sign vectors counts their disagreements.

## Proof idea

Adding a sign `s` to coordinate `a` changes the interference by `Σᵢ Vᵢₐ² + 2 s Σᵢ cᵢ Vᵢₐ`; choose `s` so that the last
term is not positive. Everything is induction on the number of coordinates or of vectors.

## What is not claimed

A bound on the worst pair, nor that the vectors of a family are different: a basis that is repeated satisfies the bound
on the total too. Families of which every two vectors are almost orthogonal take a choice that looks at exponentials of
the inner products: `Packing.ExponentialFamilies`.

## References

* [johnson1984], for the use of random projections; [achlioptas2003], for random signs; [elhage2022], on almost
  orthogonal directions, which these are on average only.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {k m n : Nat}

/-- The vector with `-1` on the set `S` and `1` off it. -/
def signs (S : Fin m → Bool) : Vec α m := fun a => if S a = true then -1 else 1

/-- The set of indices at which two sets differ. -/
def disagreement (S T : Fin m → Bool) : Fin m → Bool := fun a => if S a = T a then false else true

/-- The set `S` with a last index added, which belongs to it if `b` is true. -/
def appendBit (S : Fin m → Bool) (b : Bool) : Fin (m + 1) → Bool := fun a => if h : a.val < m then S ⟨a.val, h⟩ else b

/-- The family `F` of sets with the set `S` added at the end. -/
def appendSet (F : Fin n → Fin m → Bool) (S : Fin m → Bool) : Fin (n + 1) → Fin m → Bool := fun i =>
  if h : i.val < n then F ⟨i.val, h⟩ else S

/-- One more greedy sign: the opposite of the correlation of the last coordinate with the inner products so far. -/
def extendSigns [DecidableLE α] (V : Fin k → Vec α (m + 1)) (S : Fin m → Bool) : Fin (m + 1) → Bool :=
  appendBit S (decide (¬(sum fun i => dot (signs S) (fun a => V i a.castSucc) * V i (Fin.last m)) ≤ 0))

/-- Signs that interfere little with the vectors `V`, chosen greedily from the first coordinate to the last. -/
def greedySigns [DecidableLE α] : {m : Nat} → (Fin k → Vec α m) → Fin m → Bool
  | 0, _ => fun _ => false
  | _ + 1, V => extendSigns V (greedySigns fun i a => V i a.castSucc)

/-- The family `F` of sets with greedy signs against it added at the end. -/
def extendSignFamily (α : Type u) [OrderedField α] [DecidableLE α] (F : Fin n → Fin m → Bool) :
    Fin (n + 1) → Fin m → Bool :=
  appendSet F (greedySigns fun i => (signs (F i) : Vec α m))

/-- `n` sign vectors in `m` dimensions, each one chosen greedily against those before it. -/
def greedySignFamily (α : Type u) [OrderedField α] [DecidableLE α] (m : Nat) : (n : Nat) → Fin n → Fin m → Bool
  | 0 => fun _ _ => false
  | n + 1 => extendSignFamily α (greedySignFamily α m n)

/-! ### Sign vectors -/

/-- A sign vector has squared norm `m`. -/
theorem normSq_signs (S : Fin m → Bool) : normSq (signs S : Vec α m) = (m : α) := by
  have e : ∀ a, (signs S : Vec α m) a ^ 2 = 1 := fun a => by
    unfold signs
    split <;> grind
  rw [normSq, sum_congr e, sum_const]
  grind

/-- The inner product of two sign vectors is `m` less twice the number of places at which they disagree.
Source: macwilliams1977, on codes and inner products.
Why: nearly orthogonal sign patterns are binary codes whose words differ in about half of all places.
Tight: an identity. -/
theorem signs_dot_hamming (S T : Fin m → Bool) :
    dot (signs S : Vec α m) (signs T) = (m : α) - 2 * (count (disagreement S T) : α) := by
  have h := sum_ite_set (disagreement S T) (2 : α)
  have e : ∀ a, (signs S : Vec α m) a * (signs T : Vec α m) a = 1 - if disagreement S T a = true then 2 else 0 :=
    fun a => by
      unfold signs disagreement
      cases S a <;> cases T a <;> simp <;> grind
  rw [dot, sum_congr e, sum_sub, sum_const, h]
  grind

private theorem dot_signs_appendBit (S : Fin m → Bool) (b : Bool) (x : Vec α (m + 1)) :
    dot (signs (appendBit S b)) x =
      dot (signs S) (fun a => x a.castSucc) + (if b = true then -1 else 1) * x (Fin.last m) := by
  have h₁ : ∀ a : Fin m, appendBit S b a.castSucc = S a := fun a => dif_pos a.isLt
  have h₂ : appendBit S b (Fin.last m) = b := dif_neg (Nat.lt_irrefl m)
  rw [dot, sum_succ]
  simp only [signs, h₁, h₂, dot]

/-! ### Greedy signs -/

/-- The greedy signs `s` have `Σᵢ (s · Vᵢ)² ≤ Σᵢ Vᵢ · Vᵢ`, which is the average over all signs.
Source: alon2016, on the method of conditional expectations.
Why: however many features there are, another direction can be found whose total interference with them is no more than
that of a random one on average; it may still be one of them.
Tight: `greedySigns_interference_le_tight`, the standard basis. -/
theorem greedySigns_interference_le [DecidableLE α] (V : Fin k → Vec α m) :
    (sum fun i => dot (signs (greedySigns V)) (V i) ^ 2) ≤ sum fun i => normSq (V i) := by
  induction m with
  | zero =>
    refine sum_le_sum fun i => ?_
    rw [dot, normSq, sum_zero, sum_zero]
    grind
  | succ m ih =>
    have h := ih fun i a => V i a.castSucc
    have key : ∀ x : α, (if decide (¬x ≤ 0) = true then (-1 : α) else 1) * x ≤ 0 := fun x => by
      by_cases hx : x ≤ 0 <;> simp [hx] <;> grind
    have hk := key (sum fun i => dot (signs (greedySigns fun i a => V i a.castSucc)) (fun a => V i a.castSucc) *
      V i (Fin.last m))
    have hs : ∀ b : Bool, (if b = true then (-1 : α) else 1) ^ 2 = 1 := fun b => by cases b <;> simp <;> grind
    have e : ∀ (s c v : α), s ^ 2 = 1 → (c + s * v) ^ 2 = c ^ 2 + v ^ 2 + 2 * s * (c * v) := by grind
    have hn : ∀ i, normSq (V i) = normSq (fun a => V i a.castSucc) + V i (Fin.last m) ^ 2 := fun i => sum_succ _
    simp only [greedySigns, extendSigns, dot_signs_appendBit, e _ _ _ (hs _), hn, sum_add, ← mul_sum]
    grind

/-- Equality in `greedySigns_interference_le`: every sign vector has the same interference with a standard basis. -/
theorem greedySigns_interference_le_tight :
    (sum fun i : Fin 3 => dot (signs (greedySigns fun j : Fin 3 => (basisVec j : Vec Rat 3))) (basisVec i) ^ 2) =
      sum fun i : Fin 3 => normSq (basisVec i : Vec Rat 3) := by
  decide +kernel

/-! ### Families of sign vectors -/

/-- The interference of a family with one more vector. -/
private theorem pairInterference_succ (V : Fin (n + 1) → Vec α m) :
    pairInterference V = pairInterference (fun i : Fin n => V i.castSucc) +
      2 * sum fun i : Fin n => dot (V (Fin.last n)) (V i.castSucc) ^ 2 := by
  have h₁ : ∀ i : Fin n, i.castSucc ≠ Fin.last n := fun i => Fin.ne_of_lt i.castSucc_lt_last
  have h₂ : ∀ i : Fin n, Fin.last n ≠ i.castSucc := fun i => (h₁ i).symm
  have e : ∀ i : Fin n, dot (V i.castSucc) (V (Fin.last n)) = dot (V (Fin.last n)) (V i.castSucc) := fun i =>
    dot_comm _ _
  simp only [pairInterference, sum_succ, Fin.castSucc_inj, if_neg (h₁ _), if_neg (h₂ _), if_true, sum_add, e]
  grind

/-- One more greedy sign vector costs a family of `n` sign vectors in `m` dimensions at most `2 n m` of interference.
Source: elhage2022, on almost orthogonal directions; the greedy choice replaces a random vector.
Why: one more vector has an average squared cosine of at most `1 / m` with the others, though it may repeat one of them.
Tight: `greedySignFamily_interference_le_tight`, in one dimension. -/
theorem extendSignFamily_interference_le [DecidableLE α] (F : Fin n → Fin m → Bool) :
    pairInterference (fun i => (signs (extendSignFamily α F i) : Vec α m)) ≤
      pairInterference (fun i => (signs (F i) : Vec α m)) + 2 * ((n : α) * (m : α)) := by
  have h₁ : ∀ i : Fin n, extendSignFamily α F i.castSucc = F i := fun i => dif_pos i.isLt
  have h₂ : extendSignFamily α F (Fin.last n) = greedySigns fun i => (signs (F i) : Vec α m) :=
    dif_neg (Nat.lt_irrefl n)
  have h := greedySigns_interference_le fun i => (signs (F i) : Vec α m)
  simp only [normSq_signs, sum_const] at h
  simp only [pairInterference_succ, h₁, h₂]
  grind

/-- The greedy family of `n` sign vectors in `m` dimensions has `Σ_{i≠j} (sᵢ · sⱼ)² ≤ n (n - 1) m`.
Source: elhage2022, on almost orthogonal directions; the greedy choice replaces random vectors.
Why: any number of vectors fits with an average squared cosine of at most `1 / m`; no bound on any one pair follows.
Tight: `greedySignFamily_interference_le_tight`, in one dimension. -/
theorem greedySignFamily_interference_le [DecidableLE α] (m n : Nat) :
    pairInterference (fun i => (signs (greedySignFamily α m n i) : Vec α m)) ≤ (n : α) * ((n : α) - 1) * (m : α) := by
  induction n with
  | zero => rw [pairInterference, sum_zero]; grind
  | succ n ih =>
    have h := extendSignFamily_interference_le (α := α) (greedySignFamily α m n)
    rw [greedySignFamily]
    grind

/-- Equality in `greedySignFamily_interference_le`: four signs in one dimension have interference `12`. -/
theorem greedySignFamily_interference_le_tight :
    (pairInterference fun i => (signs (greedySignFamily Rat 1 4 i) : Vec Rat 1)) = 4 * (4 - 1) * 1 := by
  decide +kernel

/-- Every family of `n` sign vectors in `m` dimensions has `n m (n - m) ≤ Σ_{i≠j} (sᵢ · sⱼ)²`.
Source: welch1974.
Why: the greedy family is within the factor `(n - 1) / (n - m)` of the least possible interference.
Tight: `sign_family_interference_ge_tight`, the four sign vectors of the plane. -/
theorem sign_family_interference_ge (F : Fin n → Fin m → Bool) :
    (n : α) * (m : α) * ((n : α) - (m : α)) ≤ pairInterference fun i => (signs (F i) : Vec α m) := by
  have h := welch_frame_potential fun i => (signs (F i) : Vec α m)
  rw [framePotential_eq_add] at h
  simp only [normSq_signs, sum_const] at h
  have hp : 0 ≤ pairInterference fun i => (signs (F i) : Vec α m) := sum_nonneg fun i => sum_nonneg fun j => by
    have := sq_nonneg (dot (signs (F i) : Vec α m) (signs (F j)))
    split <;> grind
  cases m with
  | zero => grind
  | succ m => exact le_of_mul_le_mul_left (c := ((m + 1 : Nat) : α)) (by grind) ((natCast_pos (m + 1)).mpr (by omega))

/-- Equality in `sign_family_interference_ge`: the four sign vectors of the plane have interference `16`. -/
theorem sign_family_interference_ge_tight :
    (pairInterference fun i : Fin 4 => (signs (pattern i.val) : Vec Rat 2)) = 4 * 2 * (4 - 2) := by
  decide +kernel

/-! ### Averages over all sign vectors -/

private theorem natCast_two_pow (m : Nat) : ((2 ^ m : Nat) : α) = 2 ^ m := by
  induction m with
  | zero => grind
  | succ m ih => rw [Nat.pow_succ]; grind

private theorem dot_signVector_succ (x : Vec α (m + 1)) (t : Fin (2 ^ m)) :
    dot (signVector t.val) x = dot (signVector t.val) (fun a => x a.castSucc) + x (Fin.last m) := by
  have h : (signVector t.val : Vec α (m + 1)) (Fin.last m) = 1 := by
    rw [signVector, pattern_last t.isLt]
    rfl
  rw [dot, sum_succ, h]
  simp only [dot]
  congr 1
  grind

private theorem dot_signVector_two_pow_add (x : Vec α (m + 1)) (t : Fin (2 ^ m)) :
    dot (signVector (2 ^ m + t.val)) x = dot (signVector t.val) (fun a => x a.castSucc) - x (Fin.last m) := by
  have h : (signVector (2 ^ m + t.val) : Vec α (m + 1)) (Fin.last m) = -1 := by
    rw [signVector, pattern_two_pow_add_last t.isLt]
    rfl
  have h' : ∀ a : Fin m, (signVector (2 ^ m + t.val) : Vec α (m + 1)) a.castSucc = (signVector t.val : Vec α m) a :=
    fun a => congrArg (fun b : Bool => if b = true then (-1 : α) else 1) (pattern_two_pow_add t.val a)
  rw [dot, sum_succ, h]
  simp only [h', dot]
  grind

/-- Over all sign vectors `s` in `m` dimensions, `Σₛ (s · x) (s · y) = 2ᵐ (x · y)`.
Source: achlioptas2003, on projections by random signs.
Why: random sign projections keep the geometry of the features on average.
Tight: an identity. -/
theorem rademacher_isometry (x y : Vec α m) :
    (sum fun t : Fin (2 ^ m) => dot (signVector t.val) x * dot (signVector t.val) y) = 2 ^ m * dot x y := by
  induction m with
  | zero => simp only [dot, sum_zero, Nat.pow_zero, sum_const]; grind
  | succ m ih =>
    have h := ih (fun a => x a.castSucc) fun a => y a.castSucc
    have e : dot x y = dot (fun a => x a.castSucc) (fun a => y a.castSucc) + x (Fin.last m) * y (Fin.last m) :=
      sum_succ _
    rw [sum_two_pow_succ fun t => dot (signVector t.val) x * dot (signVector t.val) y]
    simp only [lastOff, lastOn]
    have e' : ∀ t : Fin (2 ^ m), dot (signVector t.val) x * dot (signVector t.val) y +
        dot (signVector (2 ^ m + t.val)) x * dot (signVector (2 ^ m + t.val)) y =
        2 * (dot (signVector t.val) (fun a => x a.castSucc) * dot (signVector t.val) fun a => y a.castSucc) +
          2 * (x (Fin.last m) * y (Fin.last m)) := fun t => by
      rw [dot_signVector_succ, dot_signVector_succ, dot_signVector_two_pow_add, dot_signVector_two_pow_add]
      grind
    rw [sum_congr e', sum_add, ← mul_sum, h, sum_const, natCast_two_pow, e]
    grind

/-- Over all sign vectors `s` in `m` dimensions, `Σₛ (s · x)⁴ = 2ᵐ (3 (x · x)² - 2 Σₐ xₐ⁴)`.
Source: achlioptas2003, on the moments behind the variance of a random projection.
Why: the variance of a random projection is controlled, and largest for vectors that are spread out.
Tight: an identity. -/
theorem rademacher_fourth_moment (x : Vec α m) :
    (sum fun t : Fin (2 ^ m) => dot (signVector t.val) x ^ 4) =
      2 ^ m * (3 * normSq x ^ 2 - 2 * sum fun a => x a ^ 4) := by
  induction m with
  | zero => simp only [dot, normSq, sum_zero, Nat.pow_zero, sum_const]; grind
  | succ m ih =>
    have h := ih fun a => x a.castSucc
    have h₂ := rademacher_isometry (fun a => x a.castSucc) fun a => x a.castSucc
    have e : normSq x = normSq (fun a => x a.castSucc) + x (Fin.last m) ^ 2 := sum_succ _
    rw [sum_two_pow_succ fun t => dot (signVector t.val) x ^ 4, sum_succ fun a => x a ^ 4]
    simp only [lastOff, lastOn]
    have e' : ∀ t : Fin (2 ^ m), dot (signVector t.val) x ^ 4 + dot (signVector (2 ^ m + t.val)) x ^ 4 =
        2 * dot (signVector t.val) (fun a => x a.castSucc) ^ 4 +
          12 * x (Fin.last m) ^ 2 * (dot (signVector t.val) (fun a => x a.castSucc) *
            dot (signVector t.val) fun a => x a.castSucc) + 2 * x (Fin.last m) ^ 4 := fun t => by
      rw [dot_signVector_succ, dot_signVector_two_pow_add]
      grind
    rw [sum_congr e', sum_add, sum_add, ← mul_sum, ← mul_sum, h, h₂, sum_const, natCast_two_pow, e, dot_self]
    grind

/-- Over all sign vectors, the fourth moment of `s · x` is at most three times the square of its second moment:
`Σₛ (s · x)⁴ ≤ 3 · 2ᵐ (x · x)²`.
Source: achlioptas2003; the constant is that of a Gaussian.
Why: with the isometry this is the variance bound from which random projections preserve distances with high
probability.
Tight: only for `x = 0`; `rademacher_fourth_moment` is the exact value. -/
theorem rademacher_fourth_moment_le (x : Vec α m) :
    (sum fun t : Fin (2 ^ m) => dot (signVector t.val) x ^ 4) ≤ 3 * (2 ^ m * normSq x ^ 2) := by
  have h : 0 ≤ sum fun a => x a ^ 4 := sum_nonneg fun a => by
    have := sq_nonneg (x a ^ 2)
    grind
  have := mul_nonneg (natCast_nonneg (α := α) (2 ^ m)) h
  rw [natCast_two_pow] at this
  rw [rademacher_fourth_moment]
  grind

end ToyModels
