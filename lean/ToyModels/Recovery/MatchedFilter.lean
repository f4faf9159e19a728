module

public import ToyModels.Foundations.BooleanSet

/-!
# The matched filter

Many features are written into few dimensions as `h = Σⱼ xⱼ Vⱼ`, with unit directions `Vⱼ`. The simplest way to read
feature `i` back is to project on its direction: `Vᵢ · h`. What comes back is the feature plus interference from all
others, and the interference is small if few features are active and their directions are nearly orthogonal.

## Main definitions

* `matchedFilter V x i`: the read-out `Vᵢ · Σⱼ xⱼ Vⱼ`.
* `interference V x i`: what the other features contribute to it, `Σ_{j ≠ i} xⱼ (Vᵢ · Vⱼ)`.

## Main statements

* `matchedFilter_eq`: the read-out is `(Vᵢ · Vᵢ) xᵢ` plus the interference.
* `matchedFilter_bounds`: with `k` active features of size at most `M` and coherence `μ` the read-out of an active
  feature is off by at most `(k - 1) μ M`, and that of an inactive one by at most `k μ M`.
* `matchedFilter_gap_ge`: so an active read-out exceeds an inactive one by at least `xᵢ - (2 k - 1) μ M`.

## Proof idea

Each active feature other than `i` contributes at most `μ M` in absolute value.

## What is not claimed

These are worst-case bounds: interference of random sign is smaller, see `Recovery/Interference.lean`.

## References

* [donoho2003]; [tropp2004]; [elhage2022], on superposition as compressed sensing.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The read-out of feature `i` from the superposition `Σⱼ xⱼ Vⱼ` along its own direction: `Vᵢ · Σⱼ xⱼ Vⱼ`. -/
def matchedFilter (V : Fin n → Vec α m) (x : Vec α n) (i : Fin n) : α := dot (V i) (lincomb x V)

/-- What the other features contribute to the read-out of feature `i`: `Σ_{j ≠ i} xⱼ (Vᵢ · Vⱼ)`. -/
def interference (V : Fin n → Vec α m) (x : Vec α n) (i : Fin n) : α :=
  sum fun j => if i = j then 0 else x j * dot (V i) (V j)

/-- Three unit vectors in the plane: `(3/5, 4/5)`, `(3/5, -4/5)` and `(1, 0)`. -/
def tiltedTriple : Fin 3 → Vec Rat 2 := fun i a =>
  if i.val = 2 then if a.val = 0 then 1 else 0 else if a.val = 0 then 3 / 5 else if i.val = 0 then 4 / 5 else -4 / 5

/-- Two features with the same direction, in one dimension. -/
def parallelPair : Fin 2 → Vec Rat 1 := fun _ _ => 1

/-! ### Signal and interference -/

/-- The read-out of a feature is the feature, times the squared norm of its direction, plus interference.
Source: elhage2022, on interference.
Why: all that can go wrong in reading a feature along its direction is the overlap with other active features.
Tight: an identity. -/
theorem matchedFilter_eq (V : Fin n → Vec α m) (x : Vec α n) (i : Fin n) :
    matchedFilter V x i = normSq (V i) * x i + interference V x i := by
  rw [matchedFilter, dot_lincomb, interference, ← sum_ite_eq i fun j => normSq (V j) * x j, ← sum_add]
  exact sum_congr fun j => by
    by_cases h : i = j
    · subst h
      rw [dot_self]
      grind
    · grind

/-- A product of factors of absolute values at most `a` and `b` is at most `a b`. -/
private theorem mul_le_of_bounds {a b x y : α} (hx : -a ≤ x ∧ x ≤ a) (hy : -b ≤ y ∧ y ≤ b) : x * y ≤ a * b := by
  have h₁ := mul_nonneg (a := a - x) (b := b + y) (by grind) (by grind)
  have h₂ := mul_nonneg (a := a + x) (b := b - y) (by grind) (by grind)
  grind

private theorem interference_le {V : Fin n → Vec α m} {x : Vec α n} {S : Fin n → Bool} {μ M : α}
    (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ) (hx : ∀ j, S j = false → x j = 0)
    (hM : ∀ j, -M ≤ x j ∧ x j ≤ M) (i : Fin n) :
    interference V x i ≤ ((count S : α) - indicator S i) * μ * M := by
  have h : interference V x i ≤ sum fun j => (if S j = true then μ * M else 0) -
      if i = j then (if S j = true then μ * M else 0) else 0 := by
    refine sum_le_sum fun j => ?_
    by_cases hij : i = j
    · grind
    · have hb := mul_le_of_bounds (hM j) (hμ i j hij)
      have h0 := hx j
      cases hS : S j <;> grind
  rw [sum_sub, sum_ite_set, sum_ite_eq i fun j => if S j = true then μ * M else 0] at h
  unfold indicator
  split <;> grind

/-- Interference from features of absolute value at most `M` on a set `S`, between directions with coherence `μ`, is at
most `μ M` times the number of features in `S` other than `i`.
Source: tropp2004, on the coherence of a dictionary.
Why: interference grows with the number of active features, not with the number of features.
Measure: the interference at a feature against the number of active features times the worst overlap.
Tight: `matchedFilter_bounds_tight`, two parallel features. -/
theorem interference_bounds {V : Fin n → Vec α m} {x : Vec α n} {S : Fin n → Bool} {μ M : α}
    (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ) (hx : ∀ j, S j = false → x j = 0)
    (hM : ∀ j, -M ≤ x j ∧ x j ≤ M) (i : Fin n) :
    -(((count S : α) - indicator S i) * μ * M) ≤ interference V x i ∧
      interference V x i ≤ ((count S : α) - indicator S i) * μ * M := by
  have h := interference_le hμ (x := fun j => -x j) (by grind) (fun j => by have := hM j; grind) i (M := M) (S := S)
  have e : interference V (fun j => -x j) i = -interference V x i := by
    rw [interference, interference, ← sum_neg]
    exact sum_congr fun j => by split <;> grind
  exact ⟨by grind, interference_le hμ hx hM i⟩

/-- With `k` active features, of absolute value at most `M`, along unit directions with coherence `μ`, the matched
filter is off by at most `(k - 1) μ M` at an active feature and by at most `k μ M` at an inactive one.
Source: tropp2004, on the coherence of a dictionary; elhage2022, on interference.
Why: sparse features can be read linearly in spite of superposition, up to an error that one can compute.
Tight: `matchedFilter_bounds_tight`, two parallel features. -/
theorem matchedFilter_bounds {V : Fin n → Vec α m} {x : Vec α n} {S : Fin n → Bool} {μ M : α}
    (hu : ∀ i, normSq (V i) = 1) (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ)
    (hx : ∀ j, S j = false → x j = 0) (hM : ∀ j, -M ≤ x j ∧ x j ≤ M) (i : Fin n) :
    -(((count S : α) - if S i = true then 1 else 0) * μ * M) ≤ matchedFilter V x i - x i ∧
      matchedFilter V x i - x i ≤ ((count S : α) - if S i = true then 1 else 0) * μ * M := by
  have h := interference_bounds hμ hx hM i
  rw [matchedFilter_eq, hu i]
  unfold indicator at h
  grind

/-- Equality in `matchedFilter_bounds`: two active parallel features, with `k = 2` and `μ = M = 1`, read `2` for `1`. -/
theorem matchedFilter_bounds_tight :
    (∀ i, normSq (parallelPair i) = 1) ∧
      (∀ i j, i ≠ j → -1 ≤ dot (parallelPair i) (parallelPair j) ∧ dot (parallelPair i) (parallelPair j) ≤ 1) ∧
      ∀ i, matchedFilter parallelPair (fun _ => 1) i - 1 = ((count fun _ : Fin 2 => true : Rat) - 1) * 1 * 1 := by
  decide +kernel

/-- `matchedFilter_bounds` needs unit directions: the single direction `2` reads `4` for `1`. -/
theorem matchedFilter_bounds_needs_unit :
    ¬ matchedFilter (fun (_ : Fin 1) (_ : Fin 1) => (2 : Rat)) (fun _ => 1) 0 - 1 ≤
      ((count fun _ : Fin 1 => true : Rat) - 1) * 0 * 1 := by
  decide +kernel

/-- An active read-out exceeds an inactive one by at least `xᵢ - (2 k - 1) μ M`, for `k` active features of absolute
value at most `M` along unit directions with coherence `μ`.
Source: tropp2004, on the coherence of a dictionary.
Why: a margin between read-outs, from which thresholds, biases and rankings of features follow.
Tight: `matchedFilter_gap_ge_tight`, a parallel pair with one active feature. -/
theorem matchedFilter_gap_ge {V : Fin n → Vec α m} {x : Vec α n} {S : Fin n → Bool} {μ M : α}
    (hu : ∀ i, normSq (V i) = 1) (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ)
    (hx : ∀ j, S j = false → x j = 0) (hM : ∀ j, -M ≤ x j ∧ x j ≤ M) {i j : Fin n} (hi : S i = true)
    (hj : S j = false) : x i - (2 * (count S : α) - 1) * μ * M ≤ matchedFilter V x i - matchedFilter V x j := by
  have h₁ := matchedFilter_bounds hu hμ hx hM i
  have h₂ := matchedFilter_bounds hu hμ hx hM j
  have h₃ := hx j hj
  simp only [hi, hj, if_true] at h₁ h₂
  grind

/-- Equality in `matchedFilter_gap_ge`: with `k = μ = M = 1` both parallel features read `1`, whichever is active. -/
theorem matchedFilter_gap_ge_tight :
    (1 : Rat) - (2 * (count fun i : Fin 2 => decide (i.val = 0) : Rat) - 1) * 1 * 1 =
      matchedFilter parallelPair (indicator fun i => decide (i.val = 0)) 0 -
        matchedFilter parallelPair (indicator fun i => decide (i.val = 0)) 1 := by
  decide +kernel

end ToyModels
