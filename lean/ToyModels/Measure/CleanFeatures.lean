module

public import ToyModels.Capacity.Budget
public import ToyModels.Foundations.BooleanSet

/-!
# How many features can be clean

However wide a sparse autoencoder is, only so many of its features can be clean: as many of capacity `1/2` as twice the
dimension, as many of capacity `1/10` as ten times the dimension. The rest of them share.

## Main definitions

* `atLeast c f`: the set of indices at which `f` is at least `c`.

## Main statements

* `count_capacity_ge_le`: at most `m / c` features have a capacity of `c` or more.

## Proof idea

The inequality of Markov: capacities are not negative, and add up to at most `m`.

## What is not claimed

That capacity is what makes a feature interpretable.

## References

* [scherlis2022], on the bound on total capacity.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] [DecidableLE α] {m n : Nat}

/-- The indices at which `f` is at least `c`. -/
def atLeast (c : α) (f : Fin n → α) : Fin n → Bool := fun i => decide (c ≤ f i)

/-- Of the features written along `W` and read along `R` in `m` dimensions, the number of those with a capacity of at
least `c`, times `c`, is at most `m`.
Source: scherlis2022, on the bound on total capacity; the inequality is that of Markov.
Why: at most `2 m` features of a dictionary have capacity `1/2`, at most `10 m` capacity `1/10`, however wide it is.
Measure: the number of features that are cleaner than a level, times it, against the hidden dimension.
Tight: `count_capacity_ge_le_tight`, the tetrahedron. -/
theorem count_capacity_ge_le (R W : Fin n → Vec α m) (c : α) :
    (count (atLeast c (untiedCapacity R W)) : α) * c ≤ (m : α) := by
  rw [← sum_ite_set]
  refine Std.le_trans (sum_le_sum fun i => ?_) (sum_capacity_le_dim_untied R W)
  have := untiedCapacity_nonneg R W i
  unfold atLeast
  split <;> grind

/-- Equality in `count_capacity_ge_le`: all four features of the tetrahedron have the capacity `3/4`. -/
theorem count_capacity_ge_le_tight :
    count (atLeast (3 / 4) (untiedCapacity tetrahedron tetrahedron)) = 4 ∧ (4 : Rat) * (3 / 4) = 3 := by
  decide +kernel

end ToyModels
