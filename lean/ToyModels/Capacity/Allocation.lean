module

public import ToyModels.Capacity.Budget
public import ToyModels.Foundations.BooleanSet

/-!
# How a capacity budget is best spent

More features than dimensions cannot all be monosemantic. Which of them should get how much capacity depends on what
capacity is worth: if its returns diminish then the optimum equalises marginal returns, and a feature is ignored,
polysemantic or monosemantic as its marginal return is low, equal to the price, or high. If returns are linear then the
most important features get all and the others nothing.

## Main definitions

* `quadraticLoss q b c`: the loss `q c² - b c` of a feature with capacity `c`, of diminishing returns.
* `clip x`: the number `x`, moved into the interval from zero to one.
* `waterFill q b price`: the capacities at which the marginal return of each feature meets the price.
* `thresholdGap top w p t`: what an allocation `p` loses at each feature against the allocation to the set `top`.

## Main statements

* `polysemantic_of_more_features`: with `n > m` features some capacity is at most `m / n`, and less than one.
* `optimal_allocation_of_marginals`: an allocation that equalises marginal returns is optimal.
* `waterFill_optimal`: for quadratic losses such an allocation, in closed form.
* `threshold_allocation_deficit`: what any allocation falls short of the best one, if returns are linear.
* `linear_loss_threshold_allocation`: the best one is to give the most important features all.
* `threshold_allocation_unique`: and it is the only best one if there is a gap in importance.

## Proof idea

Averages; supporting lines; and for linear returns the exact deficit, a sum of products of non-negative factors. A
threshold between the chosen and the other importances makes sorting unnecessary.

## What is not claimed

That every allocation within the budget is realised by an arrangement of features.

## References

* [scherlis2022], on the optimal allocation of capacity.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- The loss `q c² - b c` of a feature with capacity `c`: returns start at `b` and diminish at the rate `2 q`. -/
def quadraticLoss (q b c : α) : α := q * c ^ 2 - b * c

/-- The number `x`, moved into the interval from zero to one. -/
def clip [DecidableLE α] (x : α) : α := if x ≤ 0 then 0 else if 1 ≤ x then 1 else x

/-- The capacities `(bᵢ - price) / (2 qᵢ)`, clipped, at which marginal returns meet the price. -/
def waterFill [DecidableLE α] (q b : Fin n → α) (price : α) (i : Fin n) : α := clip ((b i - price) / (2 * q i))

/-- What the allocation `p` loses at feature `i` against giving one to each feature of `top` and zero to the others,
with importance counted from the threshold `t`. -/
def thresholdGap (top : Fin n → Bool) (w p : Fin n → α) (t : α) (i : Fin n) : α :=
  if top i = true then (w i - t) * (1 - p i) else (t - w i) * p i

/-! ### Counting -/

private theorem exists_le_of_sum_le {f : Fin n → α} {c : α} (hn : 0 < n) (h : sum f ≤ (n : α) * c) :
    ∃ i, f i ≤ c := by
  by_cases he : ∃ i, f i ≤ c
  · exact he
  · have hlt : ∀ i, 0 ≤ f i - c := fun i => by grind
    have hs := sum_sub f fun _ => c
    have h0 := sum_nonneg hlt
    rw [sum_const] at hs
    have := (sum_eq_zero_iff hlt).mp (by grind) ⟨0, hn⟩
    exact ⟨⟨0, hn⟩, by grind⟩

/-- Of `n` features in fewer than `n` dimensions some feature has a capacity of at most `m / n`, which is less than one.
Source: scherlis2022, on the bound on total capacity.
Why: polysemanticity is forced by counting.
Tight: `sum_capacity_le_dim_tight`: all capacities of the tetrahedron are `3/4`. -/
theorem polysemantic_of_more_features (W : Fin n → Vec α m) (h : m < n) :
    ∃ i, capacity W i ≤ (m : α) / (n : α) ∧ capacity W i < 1 := by
  have h0 : 0 < n := Nat.lt_of_le_of_lt (Nat.zero_le m) h
  have hn := (natCast_pos (α := α) n).mpr h0
  have hc := (natCast_le_natCast (α := α) (m + 1) n).mpr h
  have hm : (n : α) * ((m : α) / (n : α)) = (m : α) := by grind
  obtain ⟨i, hi⟩ := exists_le_of_sum_le (c := (m : α) / (n : α)) h0 (by rw [hm]; exact sum_capacity_le_dim W)
  have h1 := le_div_iff (a := (m : α)) (c := 1) hn
  exact ⟨i, hi, by grind⟩

/-- With as many features as dimensions all may be monosemantic: the standard basis of the plane. -/
theorem polysemantic_of_more_features_needs_more :
    ∀ i, capacity (fun i : Fin 2 => (basisVec i : Vec Rat 2)) i = 1 := by
  decide +kernel

/-! ### Diminishing returns -/

private theorem mul_sub_le_of_marginal {slope price c C : α} (hc0 : 0 ≤ c) (hc1 : c ≤ 1)
    (hlow : C < 1 → slope ≤ price) (hhigh : 0 < C → price ≤ slope) : slope * (c - C) ≤ price * (c - C) := by
  by_cases he : c = C
  · rw [he]
    grind
  rcases Std.le_total (a := c) (b := C) with hle | hle
  · have := mul_le_mul_of_nonneg_left (hhigh (by grind)) (c := C - c) (by grind)
    grind
  · have := mul_le_mul_of_nonneg_left (hlow (by grind)) (c := c - C) (by grind)
    grind

/-- Let `C` be an allocation of capacities at which feature `i` has the loss `bestᵢ` and the marginal return `slopeᵢ`,
at most the price unless `Cᵢ ≥ 1` and at least the price unless `Cᵢ ≤ 0`. Then no allocation `c` within the same
budget, with the losses `lossᵢ` above the supporting lines, has a lower total loss.
Source: scherlis2022, on the optimal allocation of capacity.
Why: a feature is ignored, polysemantic or monosemantic as its marginal return is below, at or above a common price.
Tight: `c = C`; `optimal_allocation_of_marginals_needs_support`. -/
theorem optimal_allocation_of_marginals {C c slope best loss : Fin n → α} {price : α} (hprice : 0 ≤ price)
    (hlow : ∀ i, C i < 1 → slope i ≤ price) (hhigh : ∀ i, 0 < C i → price ≤ slope i)
    (hc0 : ∀ i, 0 ≤ c i) (hc1 : ∀ i, c i ≤ 1) (hbudget : sum c ≤ sum C)
    (hsup : ∀ i, best i - slope i * (c i - C i) ≤ loss i) : sum best ≤ sum loss := by
  have hi : ∀ i, best i - price * (c i - C i) ≤ loss i := fun i => by
    have := hsup i
    have := mul_sub_le_of_marginal (hc0 i) (hc1 i) (hlow i) (hhigh i)
    grind
  have hs := sum_le_sum hi
  rw [sum_sub best fun i => price * (c i - C i), ← mul_sum, sum_sub] at hs
  have := mul_le_mul_of_nonneg_left hbudget hprice
  grind

/-- Supporting lines are needed in `optimal_allocation_of_marginals`: with the loss `-c²` two features at `1/2` have
equal marginal returns, but the capacities one and zero are better. -/
theorem optimal_allocation_of_marginals_needs_support :
    (sum fun i : Fin 2 => -((indicator firstOnly : Vec Rat 2) i) ^ 2) < sum (fun _ : Fin 2 => -(1 / 2 : Rat) ^ 2) ∧
      sum (indicator firstOnly : Vec Rat 2) = sum (fun _ : Fin 2 => (1 / 2 : Rat)) := by
  decide +kernel

/-- A quadratic loss lies above its supporting lines. -/
theorem quadraticLoss_ge (q b C c : α) (hq : 0 ≤ q) :
    quadraticLoss q b C - (b - 2 * q * C) * (c - C) ≤ quadraticLoss q b c := by
  have := mul_nonneg hq (sq_nonneg (c - C))
  unfold quadraticLoss
  grind

private theorem clip_lt_one [DecidableLE α] {x : α} (h : clip x < 1) : x ≤ clip x := by
  unfold clip at *
  grind

private theorem clip_pos [DecidableLE α] {x : α} (h : 0 < clip x) : clip x ≤ x := by
  unfold clip at *
  grind

/-- For quadratic losses the allocation `waterFill` has the least total loss among all allocations within the same
budget.
Source: scherlis2022, on the optimal allocation of capacity.
Why: an optimum in closed form, with ignored, polysemantic and monosemantic features side by side.
Tight: `c = waterFill q b price`; `waterFill_example`. -/
theorem waterFill_optimal [DecidableLE α] {q b c : Fin n → α} {price : α} (hq : ∀ i, 0 < q i) (hprice : 0 ≤ price)
    (hc0 : ∀ i, 0 ≤ c i) (hc1 : ∀ i, c i ≤ 1) (hbudget : sum c ≤ sum (waterFill q b price)) :
    (sum fun i => quadraticLoss (q i) (b i) (waterFill q b price i)) ≤
      sum fun i => quadraticLoss (q i) (b i) (c i) := by
  have hx : ∀ i, 2 * q i * ((b i - price) / (2 * q i)) = b i - price := fun i => by have := hq i; grind
  refine optimal_allocation_of_marginals (C := waterFill q b price) (c := c)
    (slope := fun i => b i - 2 * q i * waterFill q b price i) hprice (fun i h => ?_) (fun i h => ?_) hc0 hc1 hbudget
    fun i => quadraticLoss_ge _ _ _ _ (by have := hq i; grind)
  · have := mul_le_mul_of_nonneg_left (clip_lt_one h) (c := 2 * q i) (by have := hq i; grind)
    have := hx i
    unfold waterFill at *
    grind
  · have := mul_le_mul_of_nonneg_left (clip_pos h) (c := 2 * q i) (by have := hq i; grind)
    have := hx i
    unfold waterFill at *
    grind

/-- At the price `1/2` features with the initial returns `3`, `2`, `1`, `0` and `q = 1` get the capacities `1`, `3/4`,
`1/4`, `0`. -/
theorem waterFill_example :
    ∀ i : Fin 4, waterFill (fun _ => 1) (fun i : Fin 4 => 3 - (i.val : Rat)) (1 / 2) i =
      if i.val = 0 then 1 else if i.val = 1 then 3 / 4 else if i.val = 2 then 1 / 4 else 0 := by
  decide +kernel

/-! ### Linear returns -/

/-- What an allocation `p` falls short of giving one to each feature of `top`, in importance `w`: the gaps at each
feature, plus `t` times the unspent budget.
Source: scherlis2022, on the optimal allocation of capacity.
Why: which features an allocation neglects, and what each neglect costs.
Tight: an identity. -/
theorem threshold_allocation_deficit (top : Fin n → Bool) (w p : Fin n → α) (t : α) :
    (sum fun i => if top i = true then w i else 0) - (sum fun i => w i * p i) =
      sum (thresholdGap top w p t) + t * ((count top : α) - sum p) := by
  rw [← sum_indicator, ← sum_sub, ← sum_sub, mul_sum, ← sum_add]
  exact sum_congr fun i => by simp only [thresholdGap, indicator]; grind

private theorem thresholdGap_nonneg {top : Fin n → Bool} {w p : Fin n → α} {t : α} (hp0 : ∀ i, 0 ≤ p i)
    (hp1 : ∀ i, p i ≤ 1) (htop : ∀ i, top i = true → t ≤ w i) (hoff : ∀ i, top i = false → w i ≤ t) (i : Fin n) :
    0 ≤ thresholdGap top w p t i := by
  have h0 := hp0 i
  have h1 := hp1 i
  unfold thresholdGap
  cases h : top i
  · exact mul_nonneg (by have := hoff i h; grind) h0
  · exact mul_nonneg (by have := htop i h; grind) (by grind)

/-- Let every feature of `top` have an importance of at least `t ≥ 0` and every other one of at most `t`. Then no
allocation `p` of capacities between zero and one, with a budget of the size of `top`, collects more importance than
`top` does.
Source: scherlis2022, on the optimal allocation of capacity.
Why: with linear returns capacity is all or nothing: the most important features get it, and there is no superposition.
Tight: `p` the indicator of `top`; `threshold_allocation_unique`. -/
theorem linear_loss_threshold_allocation {top : Fin n → Bool} {w p : Fin n → α} {t : α} (hp0 : ∀ i, 0 ≤ p i)
    (hp1 : ∀ i, p i ≤ 1) (hsum : sum p ≤ (count top : α)) (ht : 0 ≤ t) (htop : ∀ i, top i = true → t ≤ w i)
    (hoff : ∀ i, top i = false → w i ≤ t) :
    (sum fun i => w i * p i) ≤ sum fun i => if top i = true then w i else 0 := by
  have h := threshold_allocation_deficit top w p t
  have h₁ := sum_nonneg (thresholdGap_nonneg hp0 hp1 htop hoff)
  have h₂ := mul_nonneg (b := (count top : α) - sum p) ht (by grind)
  grind

/-- Capacities of at most one are needed in `linear_loss_threshold_allocation`: with the importances `5`, `0` and a
budget of two, the capacities `2`, `0` collect `10`, and the whole set only `5`. -/
theorem linear_loss_threshold_allocation_needs_le_one :
    (sum fun i : Fin 2 => if i.val = 0 then (5 : Rat) else 0) <
      sum (fun i : Fin 2 => (if i.val = 0 then (5 : Rat) else 0) * if i.val = 0 then 2 else 0) := by
  decide +kernel

/-- A threshold `t ≥ 0` is needed in `linear_loss_threshold_allocation`: with the importances `-1`, `-2` it is best to
allocate nothing. -/
theorem linear_loss_threshold_allocation_needs_nonneg :
    (sum fun i : Fin 2 => if firstOnly i = true then -1 - (i.val : Rat) else 0) <
      sum (fun i : Fin 2 => (-1 - (i.val : Rat)) * 0) := by
  decide +kernel

/-- Let every feature of `top` have an importance above `t ≥ 0` and every other one of at most `t`. Then an allocation
within the budget collects as much importance as `top` exactly if it is the indicator of `top`.
Source: scherlis2022, on the optimal allocation of capacity.
Why: a gap in importance makes the optimum unique, so that a linear model has no choice.
Tight: an equivalence; `threshold_allocation_unique_needs_gap`. -/
theorem threshold_allocation_unique {top : Fin n → Bool} {w p : Fin n → α} {t : α} (hp0 : ∀ i, 0 ≤ p i)
    (hp1 : ∀ i, p i ≤ 1) (hsum : sum p ≤ (count top : α)) (ht : 0 ≤ t) (htop : ∀ i, top i = true → t < w i)
    (hoff : ∀ i, top i = false → w i ≤ t) :
    (sum fun i => w i * p i) = (sum fun i => if top i = true then w i else 0) ↔
      ∀ i, p i = if top i = true then 1 else 0 := by
  have h := threshold_allocation_deficit top w p t
  have hn := thresholdGap_nonneg hp0 hp1 (fun i hi => Std.le_of_lt (htop i hi)) hoff
  have h₁ := sum_nonneg hn
  have h₂ := mul_nonneg (b := (count top : α) - sum p) ht (by grind)
  refine ⟨fun he => ?_, fun he => sum_congr fun i => by rw [he i]; grind⟩
  have hz := (sum_eq_zero_iff hn).mp (by grind)
  have hone : ∀ i, top i = true → p i = 1 := fun i hi => by
    have ha := htop i hi
    have := hz i
    unfold thresholdGap at this
    rw [if_pos hi] at this
    grind
  have hd : ∀ i, 0 ≤ p i - indicator top i := fun i => by
    cases hi : top i
    · rw [indicator_of_false hi]; have := hp0 i; grind
    · rw [indicator_of_true hi, hone i hi]; grind
  have hs := sum_sub p (indicator top)
  rw [sum_indicator] at hs
  have h0 := (sum_eq_zero_iff hd).mp (by have := sum_nonneg hd; grind)
  intro i
  have := h0 i
  unfold indicator at this
  grind

/-- The gap is needed in `threshold_allocation_unique`: between two equal importances any division does. -/
theorem threshold_allocation_unique_needs_gap :
    (sum fun _ : Fin 2 => (1 : Rat) * (1 / 2)) = sum fun i : Fin 2 => if firstOnly i = true then 1 else 0 := by
  decide +kernel

end ToyModels
