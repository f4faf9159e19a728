module

public import ToyModels.Foundations.BooleanSet
public import ToyModels.Foundations.Sum

/-!
# How much neurons must be shared

Binarise the weights of a trained layer, so that each feature uses a set of neurons. If there are more uses than
neurons then sets must meet: the number of neurons that pairs of features share is bounded below by the number of uses
and the number of neurons alone, with equality exactly if all neurons have equally many features. So a count of shared
neurons is a finding only as far as it exceeds that.

## Main definitions

* `usesOf B`: the number of pairs of a feature and a neuron that it uses.
* `sharedNeurons B`: the number of neurons shared, over all pairs of different features in both orders.
* `fanoLines`: the seven lines of the Fano plane.

## Main statements

* `polysemantic_overlap_ge`: `L (L - m)` is at most `m` times the number of shared neurons, for `L` uses.

## Proof idea

Count by neurons: one that is used `l` times is shared by `l² - l` pairs. The squares are least if all are equal.

## What is not claimed

That sharing a neuron makes it polysemantic in the eyes of a reader.

## References

* [elhage2022], on polysemantic neurons; the count is that of block designs.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- One if feature `i` uses neuron `a`, otherwise zero. -/
def uses (B : Fin n → Fin m → Bool) (i : Fin n) (a : Fin m) : α := indicator (B i) a

/-- The number of pairs of a feature and a neuron that it uses. -/
def usesOf (B : Fin n → Fin m → Bool) : α := sum fun i => sum fun a => uses B i a

/-- The number of neurons that two features share, over all pairs of different features in both orders. -/
def sharedNeurons (B : Fin n → Fin m → Bool) : α :=
  sum fun i => sum fun j => if i = j then 0 else sum fun a => uses B i a * uses B j a

/-- The seven lines of the Fano plane: line `i` has the points `i`, `i + 1` and `i + 3` modulo seven. -/
def fanoLines : Fin 7 → Fin 7 → Bool := fun i a =>
  decide (a.val = i.val) || decide (a.val = (i.val + 1) % 7) || decide (a.val = (i.val + 3) % 7)

private theorem uses_sq (B : Fin n → Fin m → Bool) (i : Fin n) (a : Fin m) :
    (uses B i a * uses B i a : α) = uses B i a := by
  unfold uses indicator
  split <;> grind

private theorem sum_load_sq (B : Fin n → Fin m → Bool) :
    (sum fun a => (sum fun i => (uses B i a : α)) ^ 2) = usesOf B + sharedNeurons B := by
  have e : ∀ a, (sum fun i => (uses B i a : α)) ^ 2 = sum fun i => sum fun j => uses B i a * uses B j a := fun a => by
    rw [← sum_mul_sum]
    grind
  rw [sum_congr e, sum_comm, usesOf, sharedNeurons, ← sum_add]
  refine sum_congr fun i => ?_
  rw [sum_comm, ← sum_ite_eq i fun _ => sum fun a => (uses B i a : α), ← sum_add]
  refine sum_congr fun j => ?_
  by_cases h : i = j
  · subst h
    rw [if_pos rfl, if_pos rfl, sum_congr (uses_sq B i)]
    grind
  · rw [if_neg h, if_neg h]
    grind

/-- If features use `m` neurons `L` times in all, then `L (L - m)` is at most `m` times the number of neurons that pairs
of different features share.
Source: elhage2022, on polysemantic neurons; the count is that of block designs.
Why: the least that features must share neurons, whatever they are; only what exceeds it was chosen by training.
Measure: the neurons shared by pairs of features against the fewest for as many uses of as many neurons.
Tight: `polysemantic_overlap_ge_tight`, the Fano plane; `polysemantic_overlap_ge_needs_neurons`. -/
theorem polysemantic_overlap_ge (B : Fin n → Fin m → Bool) :
    (usesOf B : α) * (usesOf B - (m : α)) ≤ (m : α) * sharedNeurons B := by
  have h := sum_sq_le fun a => sum fun i => (uses B i a : α)
  have e : (sum fun a => sum fun i => (uses B i a : α)) = usesOf B := sum_comm _
  rw [sum_load_sq, e] at h
  grind

/-- Equality in `polysemantic_overlap_ge`: on the Fano plane `21 · 14 = 7 · 42`. -/
theorem polysemantic_overlap_ge_tight : usesOf fanoLines = (21 : Rat) ∧ sharedNeurons fanoLines = (42 : Rat) := by
  decide +kernel

/-- `polysemantic_overlap_ge` needs all neurons to be counted: with `6` in place of `7` the Fano plane has
`6 · 42 < 21 · 15`. -/
theorem polysemantic_overlap_ge_needs_neurons :
    6 * sharedNeurons fanoLines < (usesOf fanoLines : Rat) * (usesOf fanoLines - 6) := by
  decide +kernel

end ToyModels
