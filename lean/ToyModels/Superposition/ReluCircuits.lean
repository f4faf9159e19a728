module

public import ToyModels.Foundations.BooleanSet
public import ToyModels.Superposition.Relu

/-!
# Small circuits of rectifiers

What one and two rectified neurons compute: absolute values, the operations of Boolean logic, and what one neuron
cannot. These are the parts of which computation in superposition is made.

## Main definitions

* `abs x`: the absolute value.
* `inactivePoint a b i`: two points at which the neuron `relu (a x + b)` is constant.

## Main statements

* `abs_eq_relu_add_relu_neg`: two neurons compute the absolute value.
* `abs_not_single_relu`: one neuron does not, whatever its weights.
* `relu_and_of_bool`, `relu_or_of_bool`, `relu_xor_of_bool`: conjunction by one neuron, disjunction and exclusive
  disjunction by two.

## Proof idea

Case analysis on signs; a neuron is constant on the side where it is inactive, the absolute value is not.

## What is not claimed

Nothing about how many circuits share how many neurons.

## References

* [elhage2022], on computation in superposition.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] [DecidableLE α] {n : Nat}

/-- The absolute value. -/
def abs (x : α) : α := if 0 ≤ x then x else -x

/-- Two points, for `i = 0` and `i = 1`, on the side where `relu (a x + b)` is inactive, or anywhere if `a = 0`. -/
def inactivePoint (a b : α) (i : Fin 2) : α :=
  if 0 ≤ a then -(1 + abs b / abs a + i.val) else 1 + abs b / abs a + i.val

/-! ### The absolute value -/

/-- Two opposite rectifiers add up to the absolute value.
Source: elhage2022, on computation in superposition.
Why: the circuit with which a toy model computes absolute values, at two neurons a feature.
Tight: an identity; one neuron is not enough by `abs_not_single_relu`. -/
theorem abs_eq_relu_add_relu_neg (x : α) : relu x + relu (-x) = abs x := by
  unfold relu abs
  split <;> split <;> grind

/-- Of two opposite rectifiers one is always silent.
Source: elhage2022, on computation in superposition.
Why: the two halves of an absolute value never fire together, so that they can share a direction antipodally.
Tight: an identity. -/
theorem relu_mul_relu_neg (x : α) : relu x * relu (-x) = 0 := by
  rcases Std.le_total (a := 0) (b := x) with h | h
  · rw [relu_of_nonpos (x := -x) (by grind)]
    grind
  · rw [relu_of_nonpos h]
    grind

private theorem inactivePoint_inactive (a b : α) (i : Fin 2) (ha : a ≠ 0) : a * inactivePoint a b i + b ≤ 0 := by
  have hi := natCast_nonneg (α := α) i.val
  have hb : b ≤ abs b := by unfold abs; split <;> grind
  have habs : 0 < abs a := by unfold abs; split <;> grind
  have hq : abs a * (abs b / abs a) = abs b := by grind
  have hp := mul_nonneg (Std.le_of_lt habs) hi
  unfold inactivePoint
  generalize abs b / abs a = q at *
  split
  · rw [show abs a = a from if_pos ‹_›] at *
    grind
  · rw [show abs a = -a from if_neg ‹_›] at *
    grind

private theorem abs_inactivePoint (a b : α) (i : Fin 2) : abs (inactivePoint a b i) = 1 + abs b / abs a + i.val := by
  have hi := natCast_nonneg (α := α) i.val
  have hnn : ∀ x : α, 0 ≤ abs x := fun x => by unfold abs; split <;> grind
  have hq := div_nonneg (hnn b) (hnn a)
  have h : ∀ x : α, 0 < x → abs x = x ∧ abs (-x) = x := fun x hx => by
    unfold abs
    constructor <;> split <;> grind
  have hx := h (1 + abs b / abs a + i.val) (by grind)
  unfold inactivePoint
  split
  · exact hx.2
  · exact hx.1

/-- No single rectifier with weights `a`, `b`, `c`, `d` computes the absolute value: it fails at one of two points.
Source: elhage2022, on computation in superposition.
Why: two neurons a feature are needed to compute absolute values without superposition.
Tight: two neurons do it, `abs_eq_relu_add_relu_neg`. -/
theorem abs_not_single_relu (a b c d : α) :
    ∃ i, c * relu (a * inactivePoint a b i + b) + d ≠ abs (inactivePoint a b i) := by
  by_cases h : c * relu (a * inactivePoint a b 0 + b) + d = abs (inactivePoint a b 0)
  · refine ⟨1, fun h' => ?_⟩
    have e : relu (a * inactivePoint a b 0 + b) = relu (a * inactivePoint a b 1 + b) := by
      by_cases ha : a = 0
      · rw [ha]
        congr 1
        grind
      · rw [relu_of_nonpos (inactivePoint_inactive a b 0 ha), relu_of_nonpos (inactivePoint_inactive a b 1 ha)]
    rw [abs_inactivePoint] at h h'
    simp at h h'
    grind
  · exact ⟨0, h⟩

/-! ### Boolean logic -/

/-- One rectifier with bias `-(n - 1)` computes the conjunction of `n` Boolean features.
Source: elhage2022, on computation in superposition.
Why: a neuron that fires only if all its inputs are on, the elementary step of computing with features.
Tight: an identity; `relu_and_of_bool_needs_bool`. -/
theorem relu_and_of_bool (S : Fin n → Bool) :
    relu (sum (indicator S) - ((n : α) - 1)) = if ∀ i, S i = true then 1 else 0 := by
  rw [sum_indicator]
  split
  · rename_i h
    have e : (count S : α) = (n : α) := by
      rw [← sum_indicator, sum_congr fun i => indicator_of_true (h i), sum_const]
      grind
    rw [e, relu_of_nonneg] <;> grind
  · rename_i h
    obtain ⟨i, hi⟩ : ∃ i, S i = false := by grind
    have hc := count_add_le (S := S) i
    rw [hi] at hc
    have := (natCast_le_natCast (α := α) (count S + 1) n).mpr hc
    exact relu_of_nonpos (by grind)

/-- `relu_and_of_bool` needs Boolean features: the activations `2` and `0` look like two active features. -/
theorem relu_and_of_bool_needs_bool : relu ((2 : Rat) + 0 - (2 - 1)) = 1 := by
  decide +kernel

/-- Two rectifiers compute the disjunction of Boolean features, as the smaller of their number and one.
Source: elhage2022, on computation in superposition.
Why: one neuron counts, the other takes back what is too much.
Tight: an identity. -/
theorem relu_or_of_bool (S : Fin n → Bool) :
    relu (sum (indicator S : Vec α n)) - relu (sum (indicator S) - 1) = if ∃ i, S i = true then (1 : α) else 0 := by
  rw [sum_indicator]
  split
  · obtain ⟨i, hi⟩ := ‹_›
    have := (natCast_le_natCast (α := α) _ _).mpr (one_le_count hi)
    rw [relu_of_nonneg, relu_of_nonneg] <;> grind
  · have h0 : (count S : α) = 0 := by
      rw [← sum_indicator]
      exact sum_eq_zero fun i => indicator_of_false (by grind)
    rw [h0, relu_of_nonneg, relu_of_nonpos] <;> grind

/-- Two rectifiers compute the exclusive disjunction of two Boolean features, `relu (p + q) - 2 relu (p + q - 1)`.
Source: elhage2022, on computation in superposition.
Why: the smallest function that no linear read-out of the features computes, at the price of two neurons.
Tight: an identity. -/
theorem relu_xor_of_bool (S : Fin 2 → Bool) :
    relu (sum (indicator S : Vec α 2)) - 2 * relu (sum (indicator S) - 1) = if S 0 = S 1 then (0 : α) else 1 := by
  have e : sum (indicator S : Vec α 2) = (if S 0 = true then 1 else 0) + if S 1 = true then 1 else 0 := by
    simp only [sum_succ, sum_zero, indicator]
    exact congrArg (· + _) (by grind)
  rw [e]
  cases S 0 <;> cases S 1 <;> simp <;> unfold relu <;> split <;> split <;> grind

end ToyModels
