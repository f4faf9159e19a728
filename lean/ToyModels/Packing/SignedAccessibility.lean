module

public import ToyModels.Packing.Accessibility
public import ToyModels.Packing.Equiangular
public import ToyModels.Superposition.ReluCircuits

/-!
# What several active features of either sign cost

If features are active with either sign, then what a read-out hears of `k` others may all add up, whatever the signs of
the overlaps are. Bounded sums of this kind bound the energy of a row of overlaps, exactly: a row with one large entry
and a row of many equal ones are the two worst, and no row is worse than both. So the number of dimensions that
`Packing.Accessibility` finds for inputs of zeros and ones is found here without its additional term, and is attained.

## Main definitions

* `worstError R W S i`: how much read-out `i` errs at worst, if the features of `S` are active with any signs.
* `hardestInput R W S i`: the input at which it errs as much.
* `SignedAccessible R W k ε`: read-outs `R` err by at most `ε`, whichever `k` features are active with whichever signs.

## Main statements

* `signed_error_le`, `signed_error_hardestInput`: `worstError` is what its name says, and is attained.
* `sum_sq_le_of_subset_sums`: sums over small sets bound the sum of squares.
* `sparse_crosstalk_signed_dim_ge`: the dimensions that `k` active features of either sign cost, by what read-outs hear.
* `sparse_accessibility_signed_dim_ge`: the same by how much they err.

## Proof idea

Let `s` be such that `k` entries are at least `s` and the others at most `s`, and let the `k` exceed `s` by `b` in
total, so that `k s + b ≤ ε`. Then the squares add up to at most `n s² + 2 s b + b²`, and `k²` times this is at most
`(k s + b)²` times `k²` or `n`, whichever is larger.

## What is not claimed

That the bound by errors is attained for more than one active feature: what is attained is the bound by what read-outs
hear. Nor the logarithm of the number of features that the bound of [garg2026] has.

## References

* [garg2026], on linear accessibility of sparse inputs, there through Turán's theorem; [alon2003].
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d k n : Nat}

/-- How much read-out `i` errs at worst, if features are written along `W` and read along `R` and those of `S` are
active, with strengths between minus one and one: by the sum of what it should not hear of each. -/
def worstError [DecidableLE α] (R W : Fin n → Vec α d) (S : Fin n → Bool) (i : Fin n) : α :=
  sum fun j => if S j = true then abs (dot (R i) (W j) - basisVec i j) else 0

/-- The input at which read-out `i` errs as much as it can if the features of `S` are active: each has strength one, and
the sign of what the read-out should not hear of it. -/
def hardestInput [DecidableLE α] (R W : Fin n → Vec α d) (S : Fin n → Bool) (i : Fin n) : Vec α n := fun j =>
  if S j = true then (if 0 ≤ dot (R i) (W j) - basisVec i j then 1 else -1) else 0

/-- If features are written along `W` and read along `R`, then on every input with strengths between minus one and one,
of which at most `k` are not zero, each read-out is within `ε` of the feature; by `signed_error_le` and
`signed_error_hardestInput` this bounds the worst error for each set of at most `k` features. -/
def SignedAccessible [DecidableLE α] (R W : Fin n → Vec α d) (k : Nat) (ε : α) : Prop :=
  ∀ (t : Fin (2 ^ n)) (i : Fin n), count (pattern t.val : Fin n → Bool) ≤ k → worstError R W (pattern t.val) i ≤ ε

/-! ### The worst signs -/

private theorem mul_le_abs {x b e : α} [DecidableLE α] (h₁ : -b ≤ x) (h₂ : x ≤ b) :
    x * e ≤ b * abs e ∧ -(b * abs e) ≤ x * e := by
  unfold abs
  split
  · have := mul_nonneg (a := b - x) (b := e) (by grind) (by grind)
    have := mul_nonneg (a := b + x) (b := e) (by grind) (by grind)
    grind
  · have := mul_nonneg (a := b - x) (b := -e) (by grind) (by grind)
    have := mul_nonneg (a := b + x) (b := -e) (by grind) (by grind)
    grind

private theorem read_sub (R W : Fin n → Vec α d) (x : Vec α n) (i : Fin n) :
    dot (R i) (lincomb x W) - x i = sum fun j => x j * (dot (R i) (W j) - basisVec i j) := by
  rw [dot_lincomb, ← sum_ite_eq i x, ← sum_sub]
  exact sum_congr fun j => by rw [basisVec]; split <;> grind

/-- On an input whose strengths are between minus one and one on a set of features, and zero off it, a read-out errs by
at most the sum of what it should not hear of each feature of the set.
Source: elhage2022, on interference; garg2026.
Why: so much do features that are active together cost at worst, whatever their signs and strengths are.
Tight: `signed_error_hardestInput`. -/
theorem signed_error_le [DecidableLE α] (R W : Fin n → Vec α d) (S : Fin n → Bool) {x : Vec α n} (i : Fin n)
    (hx : ∀ j, -indicator S j ≤ x j ∧ x j ≤ indicator S j) :
    -worstError R W S i ≤ dot (R i) (lincomb x W) - x i ∧ dot (R i) (lincomb x W) - x i ≤ worstError R W S i := by
  have h := fun j => mul_le_abs (e := dot (R i) (W j) - basisVec i j) (hx j).1 (hx j).2
  have e : worstError R W S i = sum fun j => indicator S j * abs (dot (R i) (W j) - basisVec i j) :=
    sum_congr fun j => by rw [indicator]; split <;> grind
  rw [read_sub, e, ← sum_neg]
  exact ⟨sum_le_sum fun j => (h j).2, sum_le_sum fun j => (h j).1⟩

/-- At the hardest input the error is the sum of what the read-out should not hear: equality in `signed_error_le`. -/
theorem signed_error_hardestInput [DecidableLE α] (R W : Fin n → Vec α d) (S : Fin n → Bool) (i : Fin n) :
    dot (R i) (lincomb (hardestInput R W S i) W) - hardestInput R W S i i = worstError R W S i := by
  rw [read_sub]
  exact sum_congr fun j => by
    rw [hardestInput, abs]
    by_cases hj : S j = true
    · rw [if_pos hj, if_pos hj]; split <;> grind
    · rw [if_neg hj, if_neg hj]; grind

/-! ### The largest entries -/

private theorem exists_largest (a : Vec α n) (S : Fin n → Bool) (h : ∃ i, S i = true) :
    ∃ i, S i = true ∧ ∀ j, S j = true → a j ≤ a i := by
  induction n with
  | zero => exact h.elim fun i => i.elim0
  | succ n ih =>
    have hlast : ∀ i : Fin (n + 1), (∀ j : Fin n, S j.castSucc = true → a j.castSucc ≤ a i) →
        (S (Fin.last n) = true → a (Fin.last n) ≤ a i) → ∀ j, S j = true → a j ≤ a i := fun i h h' j => by
      cases j using Fin.lastCases with
      | last => exact h'
      | cast j => exact h j
    by_cases hS : ∃ i : Fin n, S i.castSucc = true
    · obtain ⟨i, hi, hmax⟩ := ih (fun i => a i.castSucc) (fun i => S i.castSucc) hS
      by_cases hl : S (Fin.last n) = true ∧ a i.castSucc ≤ a (Fin.last n)
      · exact ⟨Fin.last n, hl.1, hlast _ (fun j hj => Std.le_trans (hmax j hj) hl.2) fun _ => Std.le_refl _⟩
      · exact ⟨i.castSucc, hi, hlast _ hmax fun h => by grind⟩
    · obtain ⟨i, hi⟩ := h
      cases i using Fin.lastCases with
      | last => exact ⟨Fin.last n, hi, hlast _ (fun j hj => absurd ⟨j, hj⟩ hS) fun _ => Std.le_refl _⟩
      | cast i => exact absurd ⟨i, hi⟩ hS

private theorem count_insert {T : Fin n → Bool} {i : Fin n} (hi : T i = false) :
    count (fun j => if i = j then true else T j) = count T + 1 := by
  have e₁ := sum_ite_set (fun j => if i = j then true else T j) (1 : Rat)
  have e₂ := sum_ite_set T (1 : Rat)
  have e₃ := sum_ite_eq i fun _ => (1 : Rat)
  have e : (sum fun j => if (if i = j then true else T j) = true then (1 : Rat) else 0) =
      (sum fun j => if T j = true then 1 else 0) + sum fun j => if i = j then 1 else 0 := by
    rw [← sum_add]
    exact sum_congr fun j => by by_cases hij : i = j <;> grind
  have := (natCast_inj (α := Rat) (count fun j => if i = j then true else T j) (count T + 1)).mp (by grind)
  exact this

private theorem count_full {T : Fin n → Bool} (h : ∀ i, T i = true) : count T = n := by
  have e := sum_ite_set T (1 : Rat)
  simp only [h, if_true, sum_const] at e
  exact (natCast_inj (α := Rat) _ _).mp (by grind)

/-- There are `k` entries of a vector of which none is below a number `s`, while no other is above it. -/
private theorem exists_largest_set {a : Vec α n} (h0 : ∀ j, 0 ≤ a j) (hk : k ≤ n) :
    ∃ (T : Fin n → Bool) (s : α), count T = k ∧ 0 ≤ s ∧ (∀ j, T j = true → s ≤ a j) ∧
      ∀ j, T j = false → a j ≤ s := by
  induction k with
  | zero =>
    refine ⟨fun _ => false, sum a, ?_, sum_nonneg h0, fun j hj => Bool.noConfusion hj, fun j _ => single_le_sum h0 j⟩
    have := sum_ite_set (fun _ : Fin n => false) (1 : Rat)
    exact (natCast_inj (α := Rat) _ _).mp (by simp [sum_const] at this; grind)
  | succ k ih =>
    obtain ⟨T, s, hT, -, hlo, hhi⟩ := ih (by omega)
    have hex : ∃ i, (fun i => !T i) i = true := Classical.byContradiction fun h => by
      have := count_full (T := T) fun i => by have := fun e => h ⟨i, e⟩; simpa using this
      omega
    obtain ⟨i, hi, hmax⟩ := exists_largest a _ hex
    have hi' : T i = false := by simpa using hi
    refine ⟨fun j => if i = j then true else T j, a i, (count_insert hi').trans (by rw [hT]), h0 i,
      fun j hj => ?_, fun j hj => hmax j ?_⟩
    · by_cases hij : i = j
      · rw [hij]; exact Std.le_refl _
      · simp only [if_neg hij] at hj
        exact Std.le_trans (hhi i hi') (hlo j hj)
    · by_cases hij : i = j
      · simp only [if_pos hij] at hj; exact Bool.noConfusion hj
      · simp only [if_neg hij] at hj; simp only [hj]; rfl

/-! ### Sums over small sets -/

private theorem sum_sq_le_sq_sum {f : Fin n → α} (h : ∀ i, 0 ≤ f i) : (sum fun i => f i ^ 2) ≤ sum f ^ 2 := by
  have := sum_le_sum fun i => mul_le_mul_of_nonneg_left (single_le_sum h i) (h i)
  rw [← sum_mul] at this
  have e : (sum fun i => f i ^ 2) = sum fun i => f i * f i := sum_congr fun i => by grind
  grind

private theorem energy_le {K N M s b E ε : α} (hK : 1 ≤ K) (h1 : K ^ 2 ≤ M) (h2 : N ≤ M) (hs : 0 ≤ s) (hb : 0 ≤ b)
    (hsum : K * s + b ≤ ε) (hE : E ≤ N * s ^ 2 + 2 * s * b + b ^ 2) : K ^ 2 * E ≤ ε ^ 2 * M := by
  have hx : 0 ≤ K * s := mul_nonneg (by grind) hs
  have hKM : K ≤ M := by have := mul_nonneg (a := K) (b := K - 1) (by grind) (by grind); grind
  have e₁ := mul_le_mul_of_nonneg_left hE (sq_nonneg K)
  have e₂ := mul_nonneg (a := M - N) (by grind) (sq_nonneg (K * s))
  have e₃ := mul_nonneg (a := M - K) (by grind) (mul_nonneg hx hb)
  have e₄ := mul_nonneg (a := M - K ^ 2) (by grind) (sq_nonneg b)
  have e₅ := mul_nonneg (a := ε - (K * s + b)) (b := ε + (K * s + b)) (by grind) (by grind)
  have e₆ := mul_nonneg (a := M) (by grind) e₅
  grind

private theorem entry_sq_le {x s : α} {A T : Bool} (hs : 0 ≤ s) (hx : 0 ≤ x) (hA : A = false → x = 0)
    (hlo : T = true → s ≤ x) (hhi : T = false → x ≤ s) :
    x ^ 2 ≤ (if A = true then s ^ 2 else 0) + (2 * s * (if T = true then x - s else 0) +
      (if T = true then x - s else 0) ^ 2) := by
  cases T with
  | true =>
    have := hlo rfl
    cases A with
    | true => simp only [if_true]; grind
    | false =>
      have h := hA rfl
      have : s = 0 := by grind
      simp [h, this]
      grind
  | false =>
    have := hhi rfl
    cases A with
    | true =>
      have := mul_nonneg (a := s - x) (b := s + x) (by grind) (by grind)
      simp only [if_true, Bool.false_eq_true, if_false]
      grind
    | false => simp only [hA rfl, Bool.false_eq_true, if_false]; grind

/-- If entries `aⱼ ≥ 0`, of which those off a set `A` are zero, add up to at most `ε` over every set of at most `k` of
them, then `k² Σⱼ aⱼ² ≤ ε² M`, where `M` is at least `k²` and at least the number of elements of `A`.
Source: garg2026, on sparse inputs, there through Turán's theorem.
Why: what `k` active features at a time can do to a read-out bounds what all features can in the mean square. Sets are
numbered by their binary digits.
Tight: `sum_sq_le_of_subset_sums_tight`, one entry, and many equal ones; `sum_sq_le_of_subset_sums_needs_nonneg`. -/
theorem sum_sq_le_of_subset_sums {a : Vec α n} {A : Fin n → Bool} {ε M : α} (h0 : ∀ j, 0 ≤ a j)
    (hA : ∀ j, A j = false → a j = 0)
    (h : ∀ t : Fin (2 ^ n), count (pattern t.val : Fin n → Bool) ≤ k →
      (sum fun j => if pattern t.val j = true then a j else 0) ≤ ε)
    (h1 : (k : α) ^ 2 ≤ M) (h2 : (count A : α) ≤ M) : (k : α) ^ 2 * (sum fun j => a j ^ 2) ≤ ε ^ 2 * M := by
  rcases Nat.eq_zero_or_pos k with rfl | hk
  · have := mul_nonneg (sq_nonneg ε) (b := M) (by grind)
    grind
  have hset : ∀ S : Fin n → Bool, count S ≤ k → (sum fun j => if S j = true then a j else 0) ≤ ε := fun S hS => by
    obtain ⟨t, ht⟩ := exists_pattern S
    have e : (pattern t.val : Fin n → Bool) = S := funext ht
    have := h t (by rw [e]; exact hS)
    rwa [e] at this
  have hk1 := (natCast_le_natCast (α := α) 1 k).mpr hk
  by_cases hkn : k ≤ n
  · obtain ⟨T, s, hT, hs, hlo, hhi⟩ := exists_largest_set h0 hkn
    have hb : ∀ j, 0 ≤ if T j = true then a j - s else 0 := fun j => by have := hlo j; grind
    have hsum := hset T (by omega)
    have e : (sum fun j => if T j = true then a j else 0) =
        (k : α) * s + sum fun j => if T j = true then a j - s else 0 := by
      rw [← hT, ← sum_ite_set T s, ← sum_add]
      exact sum_congr fun j => by split <;> grind
    have hE := sum_le_sum fun j => entry_sq_le hs (h0 j) (hA j) (hlo j) (hhi j)
    have hq := sum_sq_le_sq_sum hb
    rw [sum_add, sum_add, ← mul_sum, sum_ite_set] at hE
    rw [e] at hsum
    exact energy_le (by grind) h1 h2 hs (sum_nonneg hb) hsum (by grind)
  · have hsum := hset (fun _ => true) (by rw [count_full fun _ => rfl]; omega)
    simp only [if_true] at hsum
    have hq := sum_sq_le_sq_sum h0
    exact energy_le (N := 0) (s := 0) (by grind) h1 (by have := natCast_nonneg (α := α) (count A); grind) (by grind)
      (sum_nonneg h0) (by grind) (by grind)

/-- Equality in `sum_sq_le_of_subset_sums` for `k = 2`, in both ways: one entry `ε = 1` out of three, where `M = 4`, and
six equal entries `1/2`, where `M = 6`. -/
theorem sum_sq_le_of_subset_sums_tight :
    ((∀ t : Fin (2 ^ 3), count (pattern t.val : Fin 3 → Bool) ≤ 2 →
        (sum fun j => if pattern t.val j = true then (basisVec 0 : Vec Rat 3) j else 0) ≤ 1) ∧
      (2 : Rat) ^ 2 * (sum fun j => (basisVec 0 : Vec Rat 3) j ^ 2) = 1 ^ 2 * 4) ∧
      (∀ t : Fin (2 ^ 6), count (pattern t.val : Fin 6 → Bool) ≤ 2 →
        (sum fun j : Fin 6 => if pattern t.val j = true then (1 / 2 : Rat) else 0) ≤ 1) ∧
      (2 : Rat) ^ 2 * (sum fun _ : Fin 6 => (1 / 2 : Rat) ^ 2) = 1 ^ 2 * 6 := by
  decide +kernel

/-- `sum_sq_le_of_subset_sums` needs entries that are not negative: those of `(0, -2)` add up to at most `0` over every
set, and their squares to `4`. -/
theorem sum_sq_le_of_subset_sums_needs_nonneg :
    (∀ t : Fin (2 ^ 2), count (pattern t.val : Fin 2 → Bool) ≤ 1 →
        (sum fun j : Fin 2 => if pattern t.val j = true then (if j.val = 0 then (0 : Rat) else -2) else 0) ≤ 0) ∧
      ¬((1 : Rat) ^ 2 * (sum fun j : Fin 2 => (if j.val = 0 then (0 : Rat) else -2) ^ 2) ≤ 0 ^ 2 * 2) := by
  decide +kernel

/-! ### The dimensions that signed sparse inputs cost -/

private theorem count_others (i : Fin n) : (count (fun j => if i = j then false else true) : α) = (n : α) - 1 := by
  have e := sum_ite_set (fun j => if i = j then false else true) (1 : α)
  have e' : (sum fun j => if (if i = j then false else true) = true then (1 : α) else 0) =
      sum fun j => if i = j then 0 else 1 := sum_congr fun j => by by_cases hij : i = j <;> simp [hij]
  rw [e', sum_ite_const] at e
  grind

private theorem count_without_le (i : Fin n) (S : Fin n → Bool) :
    count (fun j => if i = j then false else S j) ≤ count S := by
  have e := sum_le_sum (α := Rat) (f := fun j => if (if i = j then false else S j) = true then 1 else 0)
    (g := fun j => if S j = true then 1 else 0) fun j => by by_cases hij : i = j <;> simp [hij] <;> split <;> grind
  rw [sum_ite_set, sum_ite_set] at e
  exact (natCast_le_natCast (α := Rat) _ _).mp (by grind)

private theorem abs_nonneg_sq [DecidableLE α] (x : α) : 0 ≤ abs x ∧ abs x ^ 2 = x ^ 2 := by
  unfold abs
  split <;> grind

private theorem signed_row_energy_le [DecidableLE α] {g : Vec α n} {ε M : α} (i : Fin n)
    (h : ∀ t : Fin (2 ^ n), pattern t.val i = false → count (pattern t.val : Fin n → Bool) ≤ k →
      (sum fun j => if pattern t.val j = true then abs (g j) else 0) ≤ ε)
    (h1 : (k : α) ^ 2 ≤ M) (h2 : (n : α) - 1 ≤ M) :
    (k : α) ^ 2 * (sum fun j => if i = j then 0 else g j ^ 2) ≤ ε ^ 2 * M := by
  have e : (sum fun j => if i = j then 0 else g j ^ 2) = sum fun j => (if i = j then 0 else abs (g j)) ^ 2 :=
    sum_congr fun j => by have := abs_nonneg_sq (g j); split <;> grind
  rw [e]
  refine sum_sq_le_of_subset_sums (A := fun j => if i = j then false else true) (fun j => ?_) (fun j hj => ?_)
    (fun t ht => ?_) h1 (by rw [count_others]; exact h2)
  · have := abs_nonneg_sq (g j); split <;> grind
  · by_cases hij : i = j
    · rw [if_pos hij]
    · simp [hij] at hj
  · obtain ⟨t', ht'⟩ := exists_pattern fun j => if i = j then false else (pattern t.val : Fin n → Bool) j
    have e₁ : (pattern t'.val : Fin n → Bool) = fun j => if i = j then false else pattern t.val j := funext ht'
    have := h t' (by rw [e₁]; exact if_pos rfl) (by rw [e₁]; exact Nat.le_trans (count_without_le i _) ht)
    rw [e₁] at this
    refine Eq.mpr (congrArg (· ≤ ε) (sum_congr fun j => ?_)) this
    by_cases hij : i = j <;> by_cases hp : pattern t.val j = true <;> simp [hij, hp]

/-- If every read-out hears its own feature with a strength of at least `s > 0`, and up to `k` others, of any signs,
with a strength of at most `ε` together, then `k² n s² ≤ d (k² s² + ε² M)`, where `M` is `k²` or `n - 1`, whichever is
larger.
Source: garg2026, the lower bound for inputs with several active features, there through Turán's theorem.
Why: either there are about as many dimensions as features, or at least `k² s² / ε²`: with the square of the number of
features that are active together.
Tight: `sparse_crosstalk_signed_dim_ge_tight`, a simplex, and twenty-eight features in seven dimensions. -/
theorem sparse_crosstalk_signed_dim_ge [DecidableLE α] (R W : Fin n → Vec α d) {s ε M : α} (hs : 0 < s)
    (hdiag : ∀ i, s ≤ dot (R i) (W i))
    (h : ∀ (t : Fin (2 ^ n)) (i : Fin n), pattern t.val i = false → count (pattern t.val : Fin n → Bool) ≤ k →
      (sum fun j => if pattern t.val j = true then abs (dot (R i) (W j)) else 0) ≤ ε)
    (h1 : (k : α) ^ 2 ≤ M) (h2 : (n : α) - 1 ≤ M) :
    (k : α) ^ 2 * (n : α) * s ^ 2 ≤ (d : α) * ((k : α) ^ 2 * s ^ 2 + ε ^ 2 * M) := by
  rcases Nat.eq_zero_or_pos k with rfl | hk
  · have := mul_nonneg (natCast_nonneg (α := α) d) (mul_nonneg (sq_nonneg ε) (b := M) (by grind))
    grind
  have hkp : (0 : α) < (k : α) := (natCast_pos k).mpr hk
  have hk2 : 0 < (k : α) ^ 2 := by have := mul_pos hkp hkp; grind
  by_cases hn : n = 0
  · subst hn
    have h₁ := mul_nonneg (sq_nonneg ε) (b := M) (by grind)
    have h₂ := mul_nonneg (Std.le_of_lt hk2) (sq_nonneg s)
    have := mul_nonneg (natCast_nonneg (α := α) d) (b := (k : α) ^ 2 * s ^ 2 + ε ^ 2 * M) (by grind)
    grind
  have hrow := fun i => signed_row_energy_le (g := fun j => dot (R i) (W j)) i (fun t => h t i) h1 h2
  have hd := readout_dim_ge_of_crossEnergy R W (E := ε ^ 2 * M / (k : α) ^ 2) hs hdiag
    (fun i => (le_div_iff hk2).mpr (by have := hrow i; grind)) (by omega)
  have hm := mul_le_mul_of_nonneg_left hd (Std.le_of_lt hk2)
  generalize ε ^ 2 * M = X at *
  have e : (k : α) ^ 2 * ((d : α) * (s ^ 2 + X / (k : α) ^ 2)) = (d : α) * ((k : α) ^ 2 * s ^ 2 + X) := by grind
  rw [e] at hm
  grind

/-- Equality in `sparse_crosstalk_signed_dim_ge` for `k = 2`, where `M`, `k²` and `n - 1` are all four: the five
directions of `simplexDirections` hear themselves with the strength `1` and two others with at most `ε = 1/2`. And where
`M = n - 1 = 27` is above `k²`: features written along a fifth of `fanoVectors` and read along these hear themselves
with the strength `3/5` and each other feature with `1/5`, so that `ε = 2/5`. -/
theorem sparse_crosstalk_signed_dim_ge_tight :
    ((∀ i, dot (simplexReadouts i) (simplexDirections i) = 1) ∧
      (∀ (t : Fin (2 ^ 5)) (i : Fin 5), pattern t.val i = false → count (pattern t.val : Fin 5 → Bool) ≤ 2 →
        (sum fun j => if pattern t.val j = true then abs (dot (simplexReadouts i) (simplexDirections j)) else 0) ≤
          1 / 2) ∧
      (2 : Rat) ^ 2 * 5 * 1 ^ 2 = 4 * (2 ^ 2 * 1 ^ 2 + (1 / 2) ^ 2 * 4)) ∧
    (∀ i j, abs (dot (fanoVectors i) fun a => fanoVectors j a / 5) = if i = j then 3 / 5 else 1 / 5) ∧
      (2 : Rat) ^ 2 * 28 * (3 / 5) ^ 2 = 7 * (2 ^ 2 * (3 / 5) ^ 2 + (2 / 5) ^ 2 * 27) := by
  refine ⟨by decide +kernel, fun i j => ?_, by decide +kernel⟩
  obtain ⟨hself, hother, _⟩ := gerzon_equiangular_le_tight
  have e : (fun a => fanoVectors j a / 5) = fun a => 1 / 5 * fanoVectors j a := funext fun a => by grind
  rw [e, dot_smul]
  split
  · rw [‹i = j›, dot_self, hself]
    decide +kernel
  · have h : (dot (fanoVectors i) (fanoVectors j) - 1) * (dot (fanoVectors i) (fanoVectors j) + 1) = 0 := by
      have := hother i j ‹_›
      grind
    rcases Rat.mul_eq_zero.mp h with h | h
    · rw [show dot (fanoVectors i) (fanoVectors j) = 1 by grind]
      decide +kernel
    · rw [show dot (fanoVectors i) (fanoVectors j) = -1 by grind]
      decide +kernel

/-- If read-outs err by at most `ε < 1` whichever features are active, at most `k` out of `n` and with whichever
signs, then `k² n (1 - ε)² ≤ d (k² (1 - ε)² + ε² M)`, where `M` is `k²` or `n - 1`, whichever is larger.
Source: garg2026, the lower bound for inputs with several active features, there through Turán's theorem.
Why: to read features of either sign takes at least about `k² (1 - ε)² / ε²` dimensions, unless each has one of its own.
Tight: for one active feature, `sparse_accessibility_signed_dim_ge_tight`; for more see
`sparse_crosstalk_signed_dim_ge_tight`. `sparse_accessibility_signed_dim_ge_needs_sums`,
`sparse_accessibility_signed_dim_ge_needs_small_error`. -/
theorem sparse_accessibility_signed_dim_ge [DecidableLE α] (R W : Fin n → Vec α d) {ε M : α} (hε : ε < 1)
    (h : SignedAccessible R W k ε) (h1 : (k : α) ^ 2 ≤ M) (h2 : (n : α) - 1 ≤ M) :
    (k : α) ^ 2 * (n : α) * (1 - ε) ^ 2 ≤ (d : α) * ((k : α) ^ 2 * (1 - ε) ^ 2 + ε ^ 2 * M) := by
  rcases Nat.eq_zero_or_pos k with rfl | hk
  · have := mul_nonneg (natCast_nonneg (α := α) d) (mul_nonneg (sq_nonneg ε) (b := M) (by grind))
    grind
  refine sparse_crosstalk_signed_dim_ge R W (s := 1 - ε) (by grind) (fun i => ?_) (fun t i hi ht => ?_) h1 h2
  · obtain ⟨t, ht⟩ := exists_pattern fun j : Fin n => if i = j then true else false
    have e : (pattern t.val : Fin n → Bool) = fun j => if i = j then true else false := funext ht
    have hc : count (pattern t.val : Fin n → Bool) = 1 := by
      have e' := sum_ite_set (pattern t.val : Fin n → Bool) (1 : Rat)
      have : (sum fun j => if (pattern t.val : Fin n → Bool) j = true then (1 : Rat) else 0) =
          sum fun j => if i = j then 1 else 0 := sum_congr fun j => by rw [e]; by_cases hij : i = j <;> simp [hij]
      rw [this, sum_ite_eq i fun _ => (1 : Rat)] at e'
      exact (natCast_inj (α := Rat) _ 1).mp (by grind)
    have h₁ := h t i (by omega)
    rw [worstError, e] at h₁
    have e₂ : (sum fun j =>
        if (if i = j then true else false) = true then abs (dot (R i) (W j) - basisVec i j) else 0) =
        abs (dot (R i) (W i) - 1) := by
      rw [← sum_ite_eq i fun j => abs (dot (R i) (W j) - 1)]
      exact sum_congr fun j => by by_cases hij : i = j <;> simp [hij, basisVec]
    rw [e₂] at h₁
    unfold abs at h₁
    split at h₁ <;> grind
  · refine Eq.mpr (congrArg (· ≤ ε) (sum_congr fun j => ?_)) (h t i ht)
    by_cases hj : pattern t.val j = true
    · have : i ≠ j := fun e => by rw [e, hj] at hi; exact Bool.noConfusion hi
      rw [if_pos hj, if_pos hj, basisVec, if_neg this, Lean.Grind.Ring.sub_eq_add_neg, Lean.Grind.AddCommGroup.neg_zero,
        Lean.Grind.AddCommMonoid.add_zero]
    · rw [if_neg hj, if_neg hj]

/-- Equality in `sparse_accessibility_signed_dim_ge` for `k = 1`: the five directions of `simplexDirections`, read with
four fifths of the strength, err by at most `1/5` on one active feature. -/
theorem sparse_accessibility_signed_dim_ge_tight :
    SignedAccessible (fun i a => 4 / 5 * simplexReadouts i a) simplexDirections 1 (1 / 5) ∧
      (1 : Rat) ^ 2 * 5 * (1 - 1 / 5) ^ 2 = 4 * (1 ^ 2 * (1 - 1 / 5) ^ 2 + (1 / 5) ^ 2 * 4) := by
  refine ⟨?_, by decide +kernel⟩
  unfold SignedAccessible
  decide +kernel

/-- One active feature at a time is not enough for `sparse_accessibility_signed_dim_ge` with `k = 2`: three features in
one dimension that are all heard with strength `1/2` err by `1/2` on one active feature, and `12/4 > 8/4`. -/
theorem sparse_accessibility_signed_dim_ge_needs_sums :
    SignedAccessible (copies 3 1) (copies 3 (1 / 2)) 1 (1 / 2) ∧
      ¬((2 : Rat) ^ 2 * 3 * (1 - 1 / 2) ^ 2 ≤ 1 * (2 ^ 2 * (1 - 1 / 2) ^ 2 + (1 / 2) ^ 2 * 4)) := by
  refine ⟨?_, by decide +kernel⟩
  unfold SignedAccessible
  decide +kernel

/-- `sparse_accessibility_signed_dim_ge` needs its bound on `ε`: an error of `2` is met by one feature in no dimension
at all, and `1 > 0`. -/
theorem sparse_accessibility_signed_dim_ge_needs_small_error :
    SignedAccessible (fun (_ : Fin 1) (_ : Fin 0) => 0) (fun _ _ => 0) 1 (2 : Rat) ∧
      ¬((1 : Rat) ^ 2 * 1 * (1 - 2) ^ 2 ≤ 0 * (1 ^ 2 * (1 - 2) ^ 2 + 2 ^ 2 * 1)) := by
  refine ⟨?_, by decide +kernel⟩
  unfold SignedAccessible
  decide +kernel

end ToyModels
