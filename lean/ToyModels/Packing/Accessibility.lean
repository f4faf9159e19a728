module

public import ToyModels.Foundations.BooleanSet
public import ToyModels.Packing.RankLemma

/-!
# What several active features at a time cost

Reading one active feature at a time with an error of at most `ε` takes of the order of `1 / ε²` dimensions. If up to
`k` features are active together then their interference adds up, each must interfere less, and the number of
dimensions grows with the square of `k`: either `n` dimensions, one a feature, or about `k² (1 - ε)² / ε²`.

## Main definitions

* `sparseInput t`: the input of zeros and ones whose active features are the binary digits of `t`.
* `SparselyAccessible R W k ε`: read-outs `R` err by at most `ε` on all such inputs with at most `k` active features.
* `copies`: one feature several times, for a counterexample.
* `simplexDirections`, `simplexReadouts`: five directions in four dimensions that interfere equally.

## Main statements

* `readout_dim_ge_of_crossEnergy`: the rank lemma with a bound on what a read-out hears of all other features together.
* `sparse_crosstalk_dim_ge`: the dimensions that `k` active features at a time cost, by what read-outs hear.
* `sparse_accessibility_dim_ge`: the same by how much they err.

## Proof idea

Of the overlaps of a read-out with other features fewer than `k` are above `ε / k`, since `k` of them would add up to
more than `ε`; so the squares of these add up to at most `ε²`, and so do those of the overlaps below `-ε / k`. The other
squares are at most `ε² / k²` each. This bounds the energy of each row, and the trace lemma does the rest.

## What is not claimed

The bound is not attained: its two terms are not met together. With signed inputs the first is not needed:
`Packing.SignedAccessibility`. The bound of [garg2026] grows with the number of features as well, like
`k² log (n / k) / log k`; here it is the square of `k` alone, and what gives the logarithm for one active feature is
`readout_symPow_le`.

## References

* [garg2026], on linear accessibility of sparse inputs, there through Turán's theorem; [alon2003].
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d k n : Nat}

open Mat

/-- The input whose active features are the places where the binary digit of `t` is one, each of strength one. -/
def sparseInput (t : Fin (2 ^ n)) : Vec α n := indicator (pattern t.val)

/-- If features are written along `W` and read along `R`, then on every input of zeros and ones with at most `k` active
features each read-out is within `ε` of the feature. -/
def SparselyAccessible (R W : Fin n → Vec α d) (k : Nat) (ε : α) : Prop :=
  ∀ (t : Fin (2 ^ n)) (i : Fin n), count (pattern t.val : Fin n → Bool) ≤ k →
    sparseInput t i - ε ≤ dot (R i) (lincomb (sparseInput t) W) ∧
      dot (R i) (lincomb (sparseInput t) W) ≤ sparseInput t i + ε

/-- The number `c`, as `n` features of one dimension. -/
def copies (n : Nat) (c : Rat) : Fin n → Vec Rat 1 := fun _ _ => c

/-- Five directions in four dimensions that add up to zero: `e₀, ..., e₃, -(e₀ + ... + e₃)`. -/
def simplexDirections : Fin 5 → Vec Rat 4 := fun j a => if j.val = 4 then -1 else if j.val = a.val then 1 else 0

/-- Read-outs of `simplexDirections` that hear their own with the strength `1` and each other one with `-1/4`. -/
def simplexReadouts : Fin 5 → Vec Rat 4 := fun i a => if i.val = a.val then 1 else -(1 / 4)

/-! ### Sets and patterns -/

/-- Every set is the pattern of some number. -/
theorem exists_pattern (S : Fin n → Bool) : ∃ t : Fin (2 ^ n), ∀ i, (pattern t.val : Fin n → Bool) i = S i := by
  induction n with
  | zero => exact ⟨⟨0, by decide⟩, fun i => i.elim0⟩
  | succ n ih =>
    obtain ⟨t, ht⟩ := ih fun i => S i.castSucc
    cases hS : S (Fin.last n) with
    | false =>
      refine ⟨lastOff t, fun i => ?_⟩
      cases i using Fin.lastCases with
      | last => rw [hS]; exact pattern_last t.isLt
      | cast i => exact ht i
    | true =>
      refine ⟨lastOn t, fun i => ?_⟩
      cases i using Fin.lastCases with
      | last => rw [hS]; exact pattern_two_pow_add_last t.isLt
      | cast i => exact (pattern_two_pow_add t.val i).trans (ht i)

private theorem count_mono {S T : Fin n → Bool} (h : ∀ i, S i = true → T i = true) : count S ≤ count T := by
  have e := sum_le_sum (α := Rat) (f := fun i => if S i = true then 1 else 0)
    (g := fun i => if T i = true then 1 else 0) fun i => by have := h i; grind
  rw [sum_ite_set, sum_ite_set] at e
  exact (natCast_le_natCast (α := Rat) _ _).mp (by grind)

private theorem count_eq_zero : count (fun _ : Fin n => false) = 0 := by
  induction n with
  | zero => rfl
  | succ n ih => simp only [count, ih]; rfl

private theorem count_single (i : Fin n) : count (fun j => decide (i = j)) = 1 := by
  have e := sum_ite_set (fun j => decide (i = j)) (1 : Rat)
  simp only [decide_eq_true_eq] at e
  rw [sum_ite_eq i fun _ => (1 : Rat)] at e
  exact (natCast_inj (α := Rat) _ 1).mp (by grind)

/-- A set of at least `k` elements has a subset of exactly `k`. -/
private theorem exists_subset_count (S : Fin n → Bool) (h : k ≤ count S) :
    ∃ T : Fin n → Bool, count T = k ∧ ∀ i, T i = true → S i = true := by
  induction n generalizing k with
  | zero => exact ⟨S, by simp only [count] at h ⊢; omega, fun i => i.elim0⟩
  | succ n ih =>
    let b := S (Fin.last n) && decide (1 ≤ k)
    have hb : k - (if b = true then 1 else 0) ≤ count fun i : Fin n => S i.castSucc := by
      rw [count] at h
      by_cases hl : S (Fin.last n) = true <;> by_cases hk : 1 ≤ k <;> simp [b, hl, hk] at h ⊢ <;> omega
    obtain ⟨T, hT, hTS⟩ := ih (fun i => S i.castSucc) hb
    refine ⟨fun i => if hi : i.val < n then T ⟨i.val, hi⟩ else b, ?_, fun i => ?_⟩
    · have e : (fun i : Fin n => if hi : i.castSucc.val < n then T ⟨i.castSucc.val, hi⟩ else b) = T :=
        funext fun i => dif_pos i.isLt
      have e' : (if hi : (Fin.last n).val < n then T ⟨(Fin.last n).val, hi⟩ else b) = b := dif_neg (Nat.lt_irrefl n)
      rw [count, e, e', hT]
      by_cases hl : S (Fin.last n) = true <;> by_cases hk : 1 ≤ k <;> simp [b, hl, hk] <;> omega
    · cases i using Fin.lastCases with
      | last =>
        intro hi
        have hi : (if hi : n < n then T ⟨n, hi⟩ else b) = true := hi
        rw [dif_neg (Nat.lt_irrefl n)] at hi
        simp [b] at hi
        exact hi.1
      | cast i =>
        intro hi
        have hi : (if hi : i.val < n then T ⟨i.val, hi⟩ else b) = true := hi
        rw [dif_pos i.isLt] at hi
        exact hTS i hi

/-! ### The rank lemma for rows -/

/-- If every read-out hears its own feature with a strength of at least `s > 0`, and all other features together with a
squared strength of at most `E`, then `n s² ≤ d (s² + E)`.
Source: alon2003, the rank lemma, there with a bound on each entry.
Why: what a read-out hears of the other features in total sets the number of dimensions, however it is distributed.
Tight: `readout_dim_ge_of_crossEnergy_tight`, five features in four dimensions. -/
theorem readout_dim_ge_of_crossEnergy (R W : Fin n → Vec α d) {s E : α} (hs : 0 < s)
    (hdiag : ∀ i, s ≤ dot (R i) (W i)) (hE : ∀ i, (sum fun j => if i = j then 0 else dot (R i) (W j) ^ 2) ≤ E)
    (hn : 1 ≤ n) : (n : α) * s ^ 2 ≤ (d : α) * (s ^ 2 + E) := by
  have ha : ∀ i, s / dot (R i) (W i) * dot (R i) (W i) = s := fun i => by have := hdiag i; grind
  have ha1 : ∀ i, (s / dot (R i) (W i)) ^ 2 ≤ 1 := fun i => by
    have h₀ : 0 ≤ s / dot (R i) (W i) := div_nonneg (Std.le_of_lt hs) (by have := hdiag i; grind)
    have h₁ := (div_le_iff (a := s) (c := 1) (show 0 < dot (R i) (W i) by have := hdiag i; grind)).mpr
      (by have := hdiag i; grind)
    have := mul_nonneg (a := 1 - s / dot (R i) (W i)) (b := 1 + s / dot (R i) (W i)) (by grind) (by grind)
    grind
  have ht := trace_sq_le_rank_mul_frobSq (scaleRows (fun i => s / dot (R i) (W i)) R) (transpose W)
  have hf : (scaleRows (fun i => s / dot (R i) (W i)) (Mat.mul R (transpose W))).frobSq ≤
      sum fun _ : Fin n => s ^ 2 + E :=
    sum_le_sum fun i => by
      have e : (sum fun j => scaleRows (fun i => s / dot (R i) (W i)) (Mat.mul R (transpose W)) i j ^ 2) =
          s ^ 2 + (s / dot (R i) (W i)) ^ 2 * sum fun j => if i = j then 0 else dot (R i) (W j) ^ 2 := by
        rw [← sum_ite_eq i fun _ => s ^ 2, mul_sum, ← sum_add]
        refine sum_congr fun j => ?_
        change (s / dot (R i) (W i) * dot (R i) (W j)) ^ 2 = _
        have := ha i
        by_cases hij : i = j
        · subst hij; rw [if_pos rfl, if_pos rfl, ha]; grind
        · rw [if_neg hij, if_neg hij]; grind
      have h₁ := mul_nonneg (a := 1 - (s / dot (R i) (W i)) ^ 2) (by have := ha1 i; grind)
        (sum_nonneg fun j => show 0 ≤ if i = j then 0 else dot (R i) (W j) ^ 2 by
          have := sq_nonneg (dot (R i) (W j)); grind)
      have h₂ := hE i
      rw [e]
      grind
  have htr : (scaleRows (fun i => s / dot (R i) (W i)) (Mat.mul R (transpose W))).trace = (n : α) * s := by
    rw [trace, ← sum_const]
    exact sum_congr fun i => ha i
  rw [scaleRows_mul, htr] at ht
  rw [sum_const] at hf
  have hd := mul_le_mul_of_nonneg_left hf (natCast_nonneg (α := α) d)
  exact le_of_mul_le_mul_left (c := (n : α)) (by grind) ((natCast_pos n).mpr hn)

/-- Equality in `readout_dim_ge_of_crossEnergy`: the five directions of a simplex hear themselves with the strength
`s = 1`, and the four others with a squared strength of `E = 1/4` together. -/
theorem readout_dim_ge_of_crossEnergy_tight :
    (∀ i, dot (simplexReadouts i) (simplexDirections i) = 1) ∧
      (∀ i, (sum fun j => if i = j then 0 else dot (simplexReadouts i) (simplexDirections j) ^ 2) = 1 / 4) ∧
      (5 : Rat) * 1 ^ 2 = 4 * (1 ^ 2 + 1 / 4) := by
  decide +kernel

/-! ### Sums over small sets -/

private theorem large_entries_count {b : Vec α n} {ε : α} (hk : 1 ≤ k)
    (h : ∀ S : Fin n → Bool, count S ≤ k → (sum fun j => if S j = true then b j else 0) ≤ ε) {T : Fin n → Bool}
    (hT : ∀ j, T j = true → ε < (k : α) * b j) : count T ≤ k := by
  refine Nat.le_of_not_lt fun hlt => ?_
  obtain ⟨U, hU, hUT⟩ := exists_subset_count T (Nat.le_of_lt hlt)
  obtain ⟨i, hi⟩ : ∃ i, U i = true := Classical.byContradiction fun hn => by
    have : U = fun _ => false := funext fun i => Bool.eq_false_iff.mpr fun e => hn ⟨i, e⟩
    rw [this, count_eq_zero] at hU
    omega
  have h₁ := single_le_sum (f := fun j => if U j = true then (k : α) * b j - ε else 0)
    (fun j => by have := hUT j; have := hT j; grind) i
  have e : (sum fun j => if U j = true then (k : α) * b j - ε else 0) =
      (k : α) * (sum fun j => if U j = true then b j else 0) - (k : α) * ε := by
    have e' := sum_ite_set U ε
    rw [hU] at e'
    rw [← e', mul_sum, ← sum_sub]
    exact sum_congr fun j => by split <;> grind
  have h₂ := hT i (hUT i hi)
  have h₃ := mul_le_mul_of_nonneg_left (h U (by omega)) (natCast_nonneg (α := α) k)
  simp only [hi, if_true] at h₁
  grind

private theorem large_entries_sq_le {b : Vec α n} {ε : α} (hk : 1 ≤ k) (hε : 0 ≤ ε)
    (h : ∀ S : Fin n → Bool, count S ≤ k → (sum fun j => if S j = true then b j else 0) ≤ ε) {T : Fin n → Bool}
    (hT : ∀ j, T j = true → ε < (k : α) * b j) : (sum fun j => if T j = true then b j ^ 2 else 0) ≤ ε ^ 2 := by
  have hkp : (0 : α) < (k : α) := (natCast_pos k).mpr hk
  have hpos : ∀ j, T j = true → 0 ≤ b j := fun j hj =>
    le_of_mul_le_mul_left (c := (k : α)) (by have := hT j hj; grind) hkp
  have hs := h T (large_entries_count hk h hT)
  have hle : ∀ j, T j = true → b j ≤ ε := fun j hj => by
    have h₁ := single_le_sum (f := fun j => if T j = true then b j else 0) (fun j => by have := hpos j; grind) j
    simp only [hj, if_true] at h₁
    grind
  have h₄ : (sum fun j => if T j = true then b j ^ 2 else 0) ≤ sum fun j => ε * if T j = true then b j else 0 :=
    sum_le_sum fun j => by
      by_cases hj : T j = true
      · rw [if_pos hj, if_pos hj]
        have := mul_nonneg (hpos j hj) (b := ε - b j) (by have := hle j hj; grind)
        grind
      · rw [if_neg hj, if_neg hj]; grind
  rw [← mul_sum] at h₄
  have := mul_le_mul_of_nonneg_left hs hε
  grind

private theorem subset_energy_le [DecidableLT α] {a : Vec α n} {ε : α} (hk : 1 ≤ k) {i : Fin n} (hi : a i = 0)
    (h : ∀ S : Fin n → Bool, count S ≤ k → -ε ≤ (sum fun j => if S j = true then a j else 0) ∧
      (sum fun j => if S j = true then a j else 0) ≤ ε) :
    (k : α) ^ 2 * (sum fun j => a j ^ 2) ≤ (2 * (k : α) ^ 2 + ((n : α) - 1)) * ε ^ 2 := by
  have hε : 0 ≤ ε := by
    have := (h (fun _ => false) (by rw [count_eq_zero]; omega)).2
    rwa [sum_eq_zero fun j => by simp] at this
  have h₁ := large_entries_sq_le (b := a) hk hε (fun S hS => (h S hS).2) (T := fun j => decide (ε < (k : α) * a j))
    fun j hj => of_decide_eq_true hj
  have h₂ := large_entries_sq_le (b := fun j => -a j) hk hε (fun S hS => by
      have e : (sum fun j => if S j = true then -a j else 0) = -(sum fun j => if S j = true then a j else 0) := by
        rw [← sum_neg]; exact sum_congr fun j => by split <;> grind
      rw [e]; have := (h S hS).1; grind) (T := fun j => decide (ε < (k : α) * -a j)) fun j hj => of_decide_eq_true hj
  have h₃ : (sum fun j => (k : α) ^ 2 * a j ^ 2) ≤ sum fun j =>
      (k : α) ^ 2 * (if decide (ε < (k : α) * a j) = true then a j ^ 2 else 0) +
        (k : α) ^ 2 * (if decide (ε < (k : α) * -a j) = true then (-a j) ^ 2 else 0) +
          (if i = j then 0 else ε ^ 2) := sum_le_sum fun j => by
    have q₁ := sq_nonneg ε
    have q₂ := mul_nonneg (sq_nonneg (k : α)) (sq_nonneg (a j))
    simp only [decide_eq_true_eq]
    by_cases hij : i = j
    · subst hij
      rw [hi, if_pos rfl]
      split <;> split <;> grind
    rw [if_neg hij]
    by_cases c₁ : ε < (k : α) * a j
    · rw [if_pos c₁]
      split <;> grind
    · by_cases c₂ : ε < (k : α) * -a j
      · rw [if_neg c₁, if_pos c₂]; grind
      · rw [if_neg c₁, if_neg c₂]
        have := mul_nonneg (a := ε - (k : α) * a j) (b := ε + (k : α) * a j) (by grind) (by grind)
        grind
  rw [← mul_sum, sum_add, sum_add, ← mul_sum, ← mul_sum, sum_ite_const] at h₃
  have h₄ := mul_le_mul_of_nonneg_left h₁ (sq_nonneg (k : α))
  have h₅ := mul_le_mul_of_nonneg_left h₂ (sq_nonneg (k : α))
  grind

/-! ### The dimensions that sparse inputs cost -/

private theorem row_energy_le [DecidableLT α] {g : Vec α n} {ε : α} (hk : 1 ≤ k) (i : Fin n)
    (h : ∀ S : Fin n → Bool, S i = false → count S ≤ k → -ε ≤ (sum fun j => if S j = true then g j else 0) ∧
      (sum fun j => if S j = true then g j else 0) ≤ ε) :
    (k : α) ^ 2 * (sum fun j => if i = j then 0 else g j ^ 2) ≤ (2 * (k : α) ^ 2 + ((n : α) - 1)) * ε ^ 2 := by
  have e : (sum fun j => if i = j then 0 else g j ^ 2) = sum fun j => (if i = j then 0 else g j) ^ 2 :=
    sum_congr fun j => by split <;> grind
  rw [e]
  refine subset_energy_le hk (i := i) (if_pos rfl) fun S hS => ?_
  have hc := count_mono (S := fun j => if i = j then false else S j) (T := S) fun j hj => by
    have hj : (if i = j then false else S j) = true := hj
    by_cases hij : i = j
    · rw [if_pos hij] at hj; exact Bool.noConfusion hj
    · rwa [if_neg hij] at hj
  have h₁ := h (fun j => if i = j then false else S j) (if_pos rfl) (Nat.le_trans hc hS)
  have e' : (sum fun j => if (if i = j then false else S j) = true then g j else 0) =
      sum fun j => if S j = true then (if i = j then 0 else g j) else 0 :=
    sum_congr fun j => by by_cases hij : i = j <;> simp [hij]
  rwa [e'] at h₁

/-- If every read-out hears its own feature with a strength of at least `s > 0`, and every set of at most `k ≥ 1` others
with a strength between `-ε` and `ε`, then `k² n s² ≤ d (k² s² + (2 k² + n - 1) ε²)`.
Source: garg2026, the lower bound for inputs with several active features, there through Turán's theorem.
Why: for many features it says `d ≥ k² s² / ε²`: features that are active together need more dimensions, with the square
of their number. Sets are numbered by their binary digits.
Tight: not attained; `sparse_crosstalk_dim_ge_needs_sums`, that single overlaps do not suffice. -/
theorem sparse_crosstalk_dim_ge [DecidableLT α] (R W : Fin n → Vec α d) {s ε : α} (hk : 1 ≤ k) (hs : 0 < s)
    (hdiag : ∀ i, s ≤ dot (R i) (W i))
    (h : ∀ (t : Fin (2 ^ n)) (i : Fin n), pattern t.val i = false → count (pattern t.val : Fin n → Bool) ≤ k →
      -ε ≤ (sum fun j => if pattern t.val j = true then dot (R i) (W j) else 0) ∧
        (sum fun j => if pattern t.val j = true then dot (R i) (W j) else 0) ≤ ε) :
    (k : α) ^ 2 * (n : α) * s ^ 2 ≤ (d : α) * ((k : α) ^ 2 * s ^ 2 + (2 * (k : α) ^ 2 + ((n : α) - 1)) * ε ^ 2) := by
  have hk1 := (natCast_le_natCast (α := α) 1 k).mpr hk
  have hkp : (0 : α) < (k : α) := (natCast_pos k).mpr hk
  have hk2 : 1 ≤ (k : α) ^ 2 := by have := mul_nonneg (a := (k : α) - 1) (b := (k : α) + 1) (by grind) (by grind); grind
  by_cases hn : n = 0
  · subst hn
    have h₁ := mul_nonneg (a := 2 * (k : α) ^ 2 - 1) (by grind) (sq_nonneg ε)
    have h₂ := mul_nonneg (sq_nonneg (k : α)) (sq_nonneg s)
    have := mul_nonneg (natCast_nonneg (α := α) d)
      (b := (k : α) ^ 2 * s ^ 2 + (2 * (k : α) ^ 2 - 1) * ε ^ 2) (by grind)
    grind
  have hrow := fun i => row_energy_le (g := fun j => dot (R i) (W j)) hk i fun S hi hS => by
    obtain ⟨t, ht⟩ := exists_pattern S
    have e : (pattern t.val : Fin n → Bool) = S := funext ht
    have := h t i (by rw [e]; exact hi) (by rw [e]; exact hS)
    rwa [e] at this
  have hd := readout_dim_ge_of_crossEnergy R W (E := (2 * (k : α) ^ 2 + ((n : α) - 1)) * ε ^ 2 / (k : α) ^ 2)
    hs hdiag (fun i => (le_div_iff (by grind)).mpr (by have := hrow i; grind)) (by omega)
  have hm := mul_le_mul_of_nonneg_left hd (sq_nonneg (k : α))
  generalize (2 * (k : α) ^ 2 + ((n : α) - 1)) * ε ^ 2 = X at *
  have e : (k : α) ^ 2 * ((d : α) * (s ^ 2 + X / (k : α) ^ 2)) = (d : α) * ((k : α) ^ 2 * s ^ 2 + X) := by grind
  rw [e] at hm
  grind

/-- Single overlaps do not suffice for `sparse_crosstalk_dim_ge` with `k = 2`: five features in one dimension that are
all heard with strength `1/2` have overlaps `1/2`, and `20/4 > 16/4`. -/
theorem sparse_crosstalk_dim_ge_needs_sums :
    (∀ i j : Fin 5, i ≠ j → dot (copies 5 1 i) (copies 5 (1 / 2) j) = 1 / 2) ∧
      ¬((2 : Rat) ^ 2 * 5 * (1 / 2) ^ 2 ≤ 1 * (2 ^ 2 * (1 / 2) ^ 2 + (2 * 2 ^ 2 + (5 - 1)) * (1 / 2) ^ 2)) := by
  decide +kernel

/-- If read-outs err by at most `ε < 1` on every input of zeros and ones with at most `k ≥ 1` active features out of
`n`, then `k² n (1 - ε)² ≤ d (k² (1 - ε)² + (2 k² + n - 1) ε²)`.
Source: garg2026, the lower bound for inputs with several active features, there through Turán's theorem.
Why: for many features it says `d ≥ k² (1 - ε)² / ε²`: features that are read together need more dimensions, with the
square of their number.
Tight: not attained; `sparse_accessibility_dim_ge_needs_sums`, `sparse_accessibility_dim_ge_needs_small_error`. -/
theorem sparse_accessibility_dim_ge [DecidableLT α] (R W : Fin n → Vec α d) {ε : α} (hk : 1 ≤ k) (hε : ε < 1)
    (h : SparselyAccessible R W k ε) :
    (k : α) ^ 2 * (n : α) * (1 - ε) ^ 2 ≤
      (d : α) * ((k : α) ^ 2 * (1 - ε) ^ 2 + (2 * (k : α) ^ 2 + ((n : α) - 1)) * ε ^ 2) := by
  have hsum : ∀ (t : Fin (2 ^ n)) (i : Fin n), dot (R i) (lincomb (sparseInput t) W) =
      sum fun j => if pattern t.val j = true then dot (R i) (W j) else 0 := fun t i => by
    rw [dot_lincomb]
    exact sum_congr fun j => by simp only [sparseInput, indicator]; grind
  refine sparse_crosstalk_dim_ge R W hk (s := 1 - ε) (by grind) (fun i => ?_) (fun t i hi ht => ?_)
  · obtain ⟨t, ht⟩ := exists_pattern fun j : Fin n => decide (i = j)
    have e : (pattern t.val : Fin n → Bool) = fun j => decide (i = j) := funext ht
    have h₁ := (h t i (by rw [e, count_single]; exact hk)).1
    rw [hsum] at h₁
    simp only [sparseInput, indicator, e, decide_eq_true_eq, if_true] at h₁
    rwa [sum_ite_eq i fun j => dot (R i) (W j)] at h₁
  · have h₁ := h t i ht
    rw [hsum, sparseInput, indicator, hi, if_neg Bool.false_ne_true] at h₁
    exact ⟨by grind, by grind⟩

/-- One active feature at a time is not enough for `sparse_accessibility_dim_ge` with `k = 2`: five features in one
dimension that are all heard with strength `1/2` err by `1/2` on one active feature, and `20/4 > 16/4`. -/
theorem sparse_accessibility_dim_ge_needs_sums :
    SparselyAccessible (copies 5 1) (copies 5 (1 / 2)) 1 (1 / 2) ∧
      ¬((2 : Rat) ^ 2 * 5 * (1 - 1 / 2) ^ 2 ≤ 1 * (2 ^ 2 * (1 - 1 / 2) ^ 2 + (2 * 2 ^ 2 + (5 - 1)) * (1 / 2) ^ 2)) := by
  refine ⟨?_, by decide +kernel⟩
  unfold SparselyAccessible
  decide +kernel

/-- `sparse_accessibility_dim_ge` needs its bound on `ε`: an error of `2` is met by one feature in no dimension at all,
and `1 > 0`. -/
theorem sparse_accessibility_dim_ge_needs_small_error :
    SparselyAccessible (fun (_ : Fin 1) (_ : Fin 0) => 0) (fun _ _ => 0) 1 (2 : Rat) ∧
      ¬((1 : Rat) ^ 2 * 1 * (1 - 2) ^ 2 ≤ 0 * (1 ^ 2 * (1 - 2) ^ 2 + (2 * 1 ^ 2 + (1 - 1)) * 2 ^ 2)) := by
  refine ⟨?_, by decide +kernel⟩
  unfold SparselyAccessible
  decide +kernel

end ToyModels
