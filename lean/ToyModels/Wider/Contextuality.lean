module

public import ToyModels.Capacity.Blocks
public import ToyModels.Capacity.Invariance
public import ToyModels.Foundations.Probability
public import ToyModels.Packing.SignVectors
public import ToyModels.Representation.Symmetry

/-!
# What directions can do that joint values cannot

If features had definite values, all at once, then their correlations would obey inequalities: the two best known are
that of Clauser, Horne, Shimony and Holt, for two features on either side, and that of an odd cycle, for features of
which each is anticorrelated with the next. Directions in a space violate both, and by how much is again a theorem.
Superposition is such a case: features as directions have more room than features as values.

## Main definitions

* `chsh a a' b b'`: the combination `a b + a b' + a' b - a' b'`.
* `chshOperator A A' B B'`: the same of matrices; `chshAction` of matrices that act from the left and from the right.
* `nextOnCycle i`: the neighbour of `i` on a cycle.

## Main statements

* `chsh_local_bound`: for joint values `1` and `-1` the mean is between `-2` and `2`.
* `chsh_square_identity`: for matrices the square is four minus the product of two commutators.
* `chsh_tsirelson_sq`: for unit vectors the square is at most eight.
* `odd_cycle_ge`: around a cycle of odd length `n` the products of neighbouring signs add up to at least `2 - n`.

## Proof idea

Of `b + b'` and `b - b'` one is zero. For matrices expand all sixteen products; for vectors use Cauchy-Schwarz. Around
an odd cycle the sign cannot change at every step.

## What is not claimed

Nothing about quantum physics, where the inequalities come from; and the smallest value of an odd cycle of directions
is not computed.

## References

* [clauser1969]; [cirelson1980]; [landau1987]; [klyachko2008], for five directions.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {K k m n : Nat}

open Mat

/-- The combination `a b + a b' + a' b - a' b'` of two values on either side. -/
def chsh (a a' b b' : α) : α := a * b + a * b' + a' * b - a' * b'

/-- The combination `A B + A B' + A' B - A' B'` of matrices. -/
def chshOperator (A A' B B' : Mat α n n) : Mat α n n :=
  (((A.mul B).add (A.mul B')).add (A'.mul B)).sub (A'.mul B')

/-- The combination `A M B + A M B' + A' M B - A' M B'`: one party acts on the left of `M` and the other on the
right. -/
def chshAction (A A' : Mat α m m) (B B' : Mat α n n) (M : Mat α m n) : Mat α m n :=
  (((A.mul (M.mul B)).add (A.mul (M.mul B'))).add (A'.mul (M.mul B))).sub (A'.mul (M.mul B'))

/-- The neighbour of `i` on a cycle of length `n`. -/
def nextOnCycle (i : Fin n) : Fin n := ⟨(i.val + 1) % n, Nat.mod_lt _ i.pos⟩

/-- The reflections `Z` and `X` of the plane on the first of two factors: `Z ⊗ 1` and `X ⊗ 1`. -/
def firstReflection (swaps : Bool) : Mat Rat 4 4 := fun i j =>
  if swaps = true then if (i.val + 2) % 4 = j.val then 1 else 0
  else if i = j then if i.val < 2 then 1 else -1 else 0

/-- The reflections `Z` and `X` of the plane on the second of two factors: `1 ⊗ Z` and `1 ⊗ X`. -/
def secondReflection (swaps : Bool) : Mat Rat 4 4 := fun i j =>
  if swaps = true then if i.val / 2 = j.val / 2 ∧ i ≠ j then 1 else 0
  else if i = j then if i.val % 2 = 0 then 1 else -1 else 0

/-- The reflection `Z` of the plane, which changes the sign of the second coordinate. -/
def planeZ : Mat Rat 2 2 := ofTwo 1 0 0 (-1)

/-- The reflection `X` of the plane, which exchanges the coordinates. -/
def planeX : Mat Rat 2 2 := ofTwo 0 1 1 0

/-- The unit vectors `(4/5, 3/5)` and `(4/5, -3/5)`. -/
def mirroredPair : Fin 2 → Vec Rat 2 := ofTwo (4 / 5) (3 / 5) (4 / 5) (-3 / 5)

/-- Five unit vectors in the plane, each turned by nearly two fifths of a full turn from the one before. -/
def pentagram (i : Fin 5) : Vec Rat 2 := orbit (ofTwo (-4 / 5) (-3 / 5) (3 / 5) (-4 / 5)) (basisVec 0) i.val

/-! ### Joint values -/

/-- Any four signs give the combination `2` or `-2`: its square is four.
Source: clauser1969.
Why: whatever definite values the features have, one of the two sums on a side vanishes.
Tight: an identity. -/
theorem chsh_signs_sq (S : Fin 4 → Bool) : chsh (signs S 0 : α) (signs S 1) (signs S 2) (signs S 3) ^ 2 = 4 := by
  simp only [chsh, signs]
  cases S 0 <;> cases S 1 <;> cases S 2 <;> cases S 3 <;> simp <;> grind

/-- If four features have values `1` and `-1` at each of `K` outcomes then the mean of `a b + a b' + a' b - a' b'` is
between `-2` and `2`, whatever the probabilities of the outcomes.
Source: clauser1969.
Why: what any single assignment of values to all features can do; directions can do more, `chsh_tsirelson_sq_tight`.
Tight: `chsh_signs_sq`: every assignment has one of the two extreme values. -/
theorem chsh_local_bound {p : Fin K → α} (hp : IsDistribution p) (a a' b b' : Fin K → Bool) :
    -2 ≤ (expectation p fun k => chsh (signs a k) (signs a' k) (signs b k) (signs b' k)) ∧
      (expectation p fun k => chsh (signs a k) (signs a' k) (signs b k) (signs b' k)) ≤ 2 := by
  have h : ∀ k, -2 ≤ chsh (signs a k : α) (signs a' k) (signs b k) (signs b' k) ∧
      chsh (signs a k : α) (signs a' k) (signs b k) (signs b' k) ≤ 2 := fun k => by
    simp only [chsh, signs]
    cases a k <;> cases a' k <;> cases b k <;> cases b' k <;> simp <;> grind
  have h₁ := expectation_le hp.1 fun k => (h k).1
  have h₂ := expectation_le hp.1 fun k => (h k).2
  rw [expectation_const hp.2] at h₁ h₂
  exact ⟨h₁, h₂⟩

/-- `chsh_local_bound` needs weights that are not negative: with the weights `3/2` and `-1/2` an assignment of value `2`
and one of value `-2` have the mean `4`. -/
theorem chsh_local_bound_needs_nonneg :
    (expectation (fun k : Fin 2 => if k.val = 0 then 3 / 2 else -1 / 2) fun k => chsh (1 : Rat) 1
      (if k.val = 0 then 1 else -1) (if k.val = 0 then 1 else -1)) = 4 := by
  decide +kernel

/-! ### Matrices -/

/-- If four matrices have the square one, and the first two commute with the last two, then the square of
`A B + A B' + A' B - A' B'` is `4 - [A, A'] [B, B']`.
Source: landau1987.
Why: a violation of the bound for joint values is exactly non-commutation on both sides.
Tight: an identity; `chsh_square_identity_tight`, where the square has the eigenvalue eight. -/
theorem chsh_square_identity {A A' B B' : Mat α n n} (hA : ∀ i j, A.mul A i j = one i j)
    (hA' : ∀ i j, A'.mul A' i j = one i j) (hB : ∀ i j, B.mul B i j = one i j)
    (hB' : ∀ i j, B'.mul B' i j = one i j) (hAB : ∀ i j, A.mul B i j = B.mul A i j)
    (hAB' : ∀ i j, A.mul B' i j = B'.mul A i j) (hA'B : ∀ i j, A'.mul B i j = B.mul A' i j)
    (hA'B' : ∀ i j, A'.mul B' i j = B'.mul A' i j) (i j : Fin n) :
    (chshOperator A A' B B').mul (chshOperator A A' B B') i j =
      4 * one i j - (commutator A A').mul (commutator B B') i j := by
  have cancel : ∀ {X : Mat α n n}, (∀ i j, X.mul X i j = one i j) → ∀ Y : Mat α n n, X.mul (X.mul Y) = Y :=
    fun h Y => by rw [← mul_assoc, funext fun i => funext (h i), one_mul]
  have swap : ∀ {X Y : Mat α n n}, (∀ i j, X.mul Y i j = Y.mul X i j) →
      ∀ Z : Mat α n n, Y.mul (X.mul Z) = X.mul (Y.mul Z) :=
    fun h Z => by rw [← mul_assoc, ← mul_assoc, funext fun i => funext (h i)]
  have e := funext fun i => funext (hB i)
  have e' := funext fun i => funext (hB' i)
  simp only [chshOperator, commutator, mul_add, add_mul, mul_sub, sub_mul, mul_assoc, swap hAB, swap hAB', swap hA'B,
    swap hA'B', cancel hA, cancel hA', e, e', mul_one]
  simp only [add, sub]
  grind

/-- If four matrices have the square one, the first two commute with the last two, and the first two with each other,
then the square of `A B + A B' + A' B - A' B'` is four, as for joint values.
Source: landau1987.
Why: two features on one side that can be had together are enough for the bound of joint values.
Tight: an identity; `chsh_square_identity_tight`, where they do not commute. -/
theorem chsh_square_eq_four {A A' B B' : Mat α n n} (hA : ∀ i j, A.mul A i j = one i j)
    (hA' : ∀ i j, A'.mul A' i j = one i j) (hB : ∀ i j, B.mul B i j = one i j)
    (hB' : ∀ i j, B'.mul B' i j = one i j) (hAB : ∀ i j, A.mul B i j = B.mul A i j)
    (hAB' : ∀ i j, A.mul B' i j = B'.mul A i j) (hA'B : ∀ i j, A'.mul B i j = B.mul A' i j)
    (hA'B' : ∀ i j, A'.mul B' i j = B'.mul A' i j) (hAA' : ∀ i j, A.mul A' i j = A'.mul A i j) (i j : Fin n) :
    (chshOperator A A' B B').mul (chshOperator A A' B B') i j = 4 * one i j := by
  have h : (commutator A A').mul (commutator B B') i j = 0 :=
    sum_eq_zero fun k => by have := hAA' i k; simp only [commutator, sub]; grind
  rw [chsh_square_identity hA hA' hB hB' hAB hAB' hA'B hA'B', h]
  grind

/-- The square has the eigenvalue eight, at `(0, 1, 1, 0)`, for the reflections `Z` and `X` of two planes. -/
theorem chsh_square_identity_tight :
    ∀ i, mulVec ((chshOperator (firstReflection false) (firstReflection true) (secondReflection false)
      (secondReflection true)).mul (chshOperator (firstReflection false) (firstReflection true)
        (secondReflection false) (secondReflection true))) (fun j => if j.val = 1 ∨ j.val = 2 then 1 else 0) i =
      8 * if i.val = 1 ∨ i.val = 2 then 1 else 0 := by
  decide +kernel

/-- `chsh_square_identity` needs the two sides to commute: with `A = B = Z` and `A' = B' = X` the square is zero, but
four minus the product of the commutators is eight. -/
theorem chsh_square_identity_needs_commuting :
    (chshOperator planeZ planeX planeZ planeX).mul (chshOperator planeZ planeX planeZ planeX) 0 0 = 0 ∧
      4 * (one : Mat Rat 2 2) 0 0 - (commutator planeZ planeX).mul (commutator planeZ planeX) 0 0 = 8 := by
  decide +kernel

/-- If one party acts on the left of a matrix and the other on the right, then the combination applied twice is
`(A² + A'²) M (B² + B'²) + (A² - A'²) M {B, B'} + {A, A'} M (B² - B'²) + [A, A'] M [B, B']`, where `{A, A'}` is
`A A' + A' A`; if all squares are one, that is `4 M + [A, A'] M [B, B']`.
Source: landau1987, for squares that are one.
Why: the parties commute because they act on different sides, as heads do that write and read different spaces.
Tight: an identity. -/
theorem chshAction_sq (A A' : Mat α m m) (B B' : Mat α n n) (M : Mat α m n) (i : Fin m) (j : Fin n) :
    chshAction A A' B B' (chshAction A A' B B' M) i j =
      ((A.mul A).add (A'.mul A')).mul (M.mul ((B.mul B).add (B'.mul B'))) i j +
        ((A.mul A).sub (A'.mul A')).mul (M.mul ((B.mul B').add (B'.mul B))) i j +
        ((A.mul A').add (A'.mul A)).mul (M.mul ((B.mul B).sub (B'.mul B'))) i j +
        (commutator A A').mul (M.mul (commutator B B')) i j := by
  simp only [chshAction, commutator, mul_add, add_mul, mul_sub, sub_mul, mul_assoc]
  simp only [add, sub]
  grind

/-! ### Directions -/

/-- For vectors, `(a · b + a · b' + a' · b - a' · b')² ≤ 2 (‖a‖² + ‖a'‖²) (‖b‖² + ‖b'‖²)`; for unit vectors the bound is
eight, where joint values have four.
Source: cirelson1980.
Why: how far the correlations of directions go beyond those of values, and that they do not go further.
Tight: `chsh_tsirelson_sq_tight`. -/
theorem chsh_tsirelson_sq (a a' b b' : Vec α m) :
    (dot a b + dot a b' + dot a' b - dot a' b') ^ 2 ≤ 2 * (normSq a + normSq a') * (normSq b + normSq b') := by
  have h := dot_sq_le (concat a a') (concat (fun i => b i + b' i) fun i => b i - b' i)
  have e : normSq (fun i => b i + b' i) = normSq b + 2 * dot b b' + normSq b' := by
    simp only [normSq, dot, mul_sum, ← sum_add]
    exact sum_congr fun a => by grind
  rw [← dot_self (concat a a'), ← dot_self (concat (fun i => b i + b' i) _), dot_concat, dot_concat, dot_concat,
    dot_add, dot_sub, dot_self, dot_self, dot_self, dot_self, normSq_sub, e] at h
  grind

/-- Equality in `chsh_tsirelson_sq`: the basis of the plane against `(1, 1)` and `(1, -1)`. -/
theorem chsh_tsirelson_sq_tight :
    (dot (basisVec 0) (diagonalPair 0) + dot (basisVec 0) (diagonalPair 1) + dot (basisVec 1) (diagonalPair 0) -
        dot (basisVec 1) (diagonalPair 1)) ^ 2 =
      2 * (normSq (basisVec 0 : Vec Rat 2) + normSq (basisVec 1 : Vec Rat 2)) *
        (normSq (diagonalPair 0) + normSq (diagonalPair 1)) := by
  decide +kernel

/-- `chsh_local_bound` needs values: the unit vectors `(1, 0)` and `(0, 1)` against `(4/5, 3/5)` and `(4/5, -3/5)` have
the combination `14/5`, above two. -/
theorem chsh_local_bound_needs_values :
    (∀ i, normSq (mirroredPair i) = 1) ∧
      dot (basisVec 0) (mirroredPair 0) + dot (basisVec 0) (mirroredPair 1) + dot (basisVec 1) (mirroredPair 0) -
        dot (basisVec 1) (mirroredPair 1) = 14 / 5 := by
  decide +kernel

/-! ### Odd cycles -/

private theorem exists_eq_next (S : Fin (2 * k + 1) → Bool) : ∃ i, S (nextOnCycle i) = S i := by
  apply Classical.byContradiction
  intro hn
  have step : ∀ i, S (nextOnCycle i) = !S i := fun i => by
    have h : S (nextOnCycle i) ≠ S i := fun h => hn ⟨i, h⟩
    revert h
    cases S (nextOnCycle i) <;> cases S i <;> simp
  have alt : ∀ j, (hj : j < 2 * k + 1) → S ⟨j, hj⟩ = (S 0 ^^ decide (j % 2 = 1)) := fun j => by
    induction j with
    | zero => intro hj; simp
    | succ j ih =>
      intro hj
      have e : nextOnCycle (⟨j, by omega⟩ : Fin (2 * k + 1)) = ⟨j + 1, hj⟩ := Fin.ext (Nat.mod_eq_of_lt hj)
      rw [← e, step, ih (by omega)]
      rcases Nat.mod_two_eq_zero_or_one j with h | h <;> simp [h, Nat.add_mod]
  have e : nextOnCycle (⟨2 * k, by omega⟩ : Fin (2 * k + 1)) = 0 := Fin.ext (Nat.mod_self _)
  have h := step ⟨2 * k, by omega⟩
  rw [e, alt (2 * k) (by omega)] at h
  simp at h

/-- Around a cycle of odd length `n` the products of neighbouring signs add up to at least `2 - n`.
Source: klyachko2008, for five; the general inequality is folklore.
Why: of an odd cycle of features, each the opposite of the next, one dimension must get one wrong.
Tight: `odd_cycle_ge_tight`; `odd_cycle_ge_needs_odd`, `odd_cycle_ge_needs_values`. -/
theorem odd_cycle_ge (S : Fin (2 * k + 1) → Bool) :
    2 - ((2 * k + 1 : Nat) : α) ≤ sum fun i => (signs S i : α) * signs S (nextOnCycle i) := by
  obtain ⟨i, hi⟩ := exists_eq_next S
  have h := single_le_sum (f := fun i => (signs S i : α) * signs S (nextOnCycle i) + 1)
    (fun i => by simp only [signs]; split <;> split <;> grind) i
  have e : (signs S i : α) * signs S (nextOnCycle i) = 1 := by
    simp only [signs, hi]
    split <;> grind
  rw [sum_add, sum_const, e] at h
  grind

/-- The mean over any distribution of signs on an odd cycle obeys the same bound.
Source: klyachko2008, for five; the general inequality is folklore.
Why: nor does it help to draw the signs at random.
Tight: `odd_cycle_ge_tight`, a distribution on one point. -/
theorem odd_cycle_expectation_ge {p : Fin K → α} (hp : IsDistribution p) (S : Fin K → Fin (2 * k + 1) → Bool) :
    2 - ((2 * k + 1 : Nat) : α) ≤ sum fun i => expectation p fun q => signs (S q) i * signs (S q) (nextOnCycle i) := by
  have h := expectation_le hp.1 fun q => odd_cycle_ge (α := α) (S q)
  rwa [expectation_const hp.2, expectation_sum] at h

/-- Equality in `odd_cycle_ge`: the signs `1, -1, 1, -1, 1` have the sum `-3`. -/
theorem odd_cycle_ge_tight :
    (sum fun i : Fin 5 => (signs (fun j : Fin 5 => decide (j.val % 2 = 1)) i : Rat) *
      signs (fun j : Fin 5 => decide (j.val % 2 = 1)) (nextOnCycle i)) = -3 := by
  decide +kernel

/-- `odd_cycle_ge` needs an odd length: the signs `1, -1, 1, -1` have the sum `-4`. -/
theorem odd_cycle_ge_needs_odd :
    (sum fun i : Fin 4 => (signs (fun j : Fin 4 => decide (j.val % 2 = 1)) i : Rat) *
      signs (fun j : Fin 4 => decide (j.val % 2 = 1)) (nextOnCycle i)) = -4 := by
  decide +kernel

/-- `odd_cycle_ge` needs values: five unit vectors in the plane go below `-3`. -/
theorem odd_cycle_ge_needs_values :
    (∀ i, normSq (pentagram i) = 1) ∧ (sum fun i => dot (pentagram i) (pentagram (nextOnCycle i))) < -3 := by
  decide +kernel

end ToyModels
