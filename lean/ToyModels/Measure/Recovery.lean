module

public import ToyModels.Foundations.BooleanSet
public import ToyModels.Superposition.Relu

/-!
# A certificate of recovery for trained weights

Coherence is a poor measure of trained weights: one large overlap among thousands ruins it. What a read-out hears of
`k` active features is at most the sum of the `k` largest entries in its row of overlaps, and that is known from the
row. By the duality of linear programming nothing need be sorted: any threshold `t` gives a bound, `k t` plus what
sticks out above `t`, and the `k`-th largest entry gives the sum itself. Two such numbers for each feature, one line
of arithmetic, certify that one threshold on its read-out is right on *all* inputs with at most `k` active features, of
which there are exponentially many.

## Main definitions

* `dualBound k t a i`: `k t + Σ_{j ≠ i} relu (aⱼ - t)`.
* `tiltedPairAndAxis`: the example, three features of which two overlap.

## Main statements

* `topk_dual_bound`, `topk_dual_bound_attained`: any `k` entries of `a` add up to at most `k t + Σⱼ relu (aⱼ - t)`, and
  for the right `t` the largest ones do.
* `readout_le_dual`, `readout_ge_dual`: what a read-out can be if the other activations lie in `[0, 1]` and add up to at
  most `k`.
* `recovery_certificate`: the certificate.
* `recovery_certificate_any`: with `t = 0` it holds for all sets, however many features are active.

## Proof idea

If `0 ≤ x ≤ 1` then `x a = x t + x (a - t) ≤ x t + relu (a - t)`. Add up.

## What is not claimed

The certificate is for features that are on or off; of other strengths the two bounds on read-outs speak. Inputs with
more active features may be recovered as well.

## References

* [tropp2004], for the coherence that it replaces; [elhage2022], on superposition as compressed sensing.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] [DecidableLE α] {k m n : Nat}

/-- A bound on the sum of `k` entries of `a` other than `aᵢ`, for any threshold `t`: `k t + Σ_{j ≠ i} relu (aⱼ - t)`.
It is least, and the sum of the largest ones, if `t` is the `k`-th largest of them or zero. -/
def dualBound (k t : α) (a : Vec α n) (i : Fin n) : α :=
  k * t + sum fun j => if j = i then 0 else relu (a j - t)

/-- The directions `(1, 0, 0)`, `(3/5, 4/5, 0)` and `(0, 0, 1)`, of which only two overlap. -/
def tiltedPairAndAxis : Fin 3 → Vec Rat 3 := fun i a =>
  if i.val = 1 then if a.val = 0 then 3 / 5 else if a.val = 1 then 4 / 5 else 0 else if i.val = a.val then 1 else 0

/-- The numbers `3`, `2`, `-1` and `1`. -/
def fourOverlaps : Vec Rat 4 := fun j => if j.val = 0 then 3 else if j.val = 1 then 2 else if j.val = 2 then -1 else 1

/-! ### The largest sums -/

/-- At most `k` of the numbers `a` add up to at most `k t + Σⱼ relu (aⱼ - t)`, for any `t ≥ 0`.
Source: the duality of linear programming, in one of its simplest cases.
Why: the sum of the `k` largest entries of a row without sorting it; every `t` is a certificate.
Tight: `topk_dual_bound_attained`, `topk_dual_bound_tight`; `topk_dual_bound_needs_nonneg`. -/
theorem topk_dual_bound (a : Vec α n) {S : Fin n → Bool} {t : α} (ht : 0 ≤ t) (hS : count S ≤ k) :
    (sum fun j => if S j = true then a j else 0) ≤ (k : α) * t + sum fun j => relu (a j - t) := by
  have h : (sum fun j => if S j = true then a j else 0) ≤
      sum fun j => (if S j = true then t else 0) + relu (a j - t) := sum_le_sum fun j => by
    have := le_relu (a j - t)
    have := relu_nonneg (a j - t)
    split <;> grind
  rw [sum_add, sum_ite_set] at h
  have := mul_le_mul_of_nonneg_left ((natCast_le_natCast (α := α) _ _).mpr hS) ht
  grind

/-- Equality in `topk_dual_bound` for the set of the largest entries: those above the threshold are in it and those
below are not, and either it has `k` elements or the threshold is zero.
Source: the duality of linear programming, complementary slackness.
Why: nothing is lost: with the `k`-th largest positive entry as threshold the bound is the sum of the `k` largest.
Tight: an identity. -/
theorem topk_dual_bound_attained {a : Vec α n} {S : Fin n → Bool} {t : α} (hin : ∀ j, S j = true → t ≤ a j)
    (hout : ∀ j, S j = false → a j ≤ t) (hk : (count S : α) * t = k * t) :
    (sum fun j => if S j = true then a j else 0) = (k : α) * t + sum fun j => relu (a j - t) := by
  have e : (sum fun j => if S j = true then a j else 0) =
      sum fun j => (if S j = true then t else 0) + relu (a j - t) := sum_congr fun j => by
    cases hj : S j
    · have := hout j hj
      rw [relu_of_nonpos (by grind)]
      grind
    · have := hin j hj
      rw [relu_of_nonneg (by grind)]
      grind
  rw [e, sum_add, sum_ite_set, hk]

/-- Equality in `topk_dual_bound`: of `3`, `2`, `-1` and `1` the two largest add up to `5`, and with `t = 2` the bound
is `4 + 1`. -/
theorem topk_dual_bound_tight :
    (sum fun j => if fourOverlaps j ≥ 2 then fourOverlaps j else 0) = 5 ∧
      2 * 2 + (sum fun j => relu (fourOverlaps j - 2)) = 5 := by
  decide +kernel

/-- `topk_dual_bound` needs `t ≥ 0`: with `t = -2` the bound on at most one of the numbers `-1` is `-1`, and none at all
add up to `0`. -/
theorem topk_dual_bound_needs_nonneg :
    (sum fun j : Fin 1 => if (fun _ => false : Fin 1 → Bool) j = true then (-1 : Rat) else 0) = 0 ∧
      1 * (-2) + (sum fun _ : Fin 1 => relu ((-1 : Rat) - -2)) = -1 := by
  decide +kernel

/-! ### What a read-out can be -/

private theorem sum_others_le {a x : Vec α n} {i : Fin n} {s t : α} (ht : 0 ≤ t)
    (hx : ∀ j, j ≠ i → 0 ≤ x j ∧ x j ≤ 1) (hs : (sum fun j => if j = i then 0 else x j) ≤ s) :
    (sum fun j => if j = i then 0 else x j * a j) ≤ dualBound s t a i := by
  have h : (sum fun j => if j = i then 0 else x j * a j) ≤
      sum fun j => t * (if j = i then 0 else x j) + if j = i then 0 else relu (a j - t) := sum_le_sum fun j => by
    by_cases hj : j = i
    · simp only [hj, if_true]
      grind
    · have h₁ := mul_nonneg (hx j hj).1 (b := relu (a j - t) - (a j - t)) (by have := le_relu (a j - t); grind)
      have h₂ := mul_nonneg (relu_nonneg (a j - t)) (b := 1 - x j) (by have := (hx j hj).2; grind)
      grind
  rw [sum_add, ← mul_sum] at h
  have := mul_le_mul_of_nonneg_left hs ht
  rw [dualBound]
  grind

omit [DecidableLE α] in
private theorem dot_lincomb_split (r : Vec α m) (x : Vec α n) (W : Fin n → Vec α m) (i : Fin n) :
    dot r (lincomb x W) = x i * dot r (W i) + sum fun j => if j = i then 0 else x j * dot r (W j) := by
  rw [dot_lincomb, ← sum_ite_eq' i fun j => x j * dot r (W j), ← sum_add]
  exact sum_congr fun j => by grind

/-- If the activations other than `xᵢ` lie between `0` and `1` and add up to at most `s`, then the read-out along `r` is
at most `xᵢ` times the overlap with feature `i`, plus the dual bound on the others.
Source: tropp2004, for the coherence bound `k μ` that it replaces.
Why: an upper bound on the interference that holds for any weights, however trained, with no coherence or unit norms.
Measure: what a read-out can reach on a sparse input against the largest overlaps in its row.
Tight: `topk_dual_bound_attained`, with the features of the largest overlaps on; `readout_le_dual_needs_bounded`. -/
theorem readout_le_dual (r : Vec α m) (W : Fin n → Vec α m) {x : Vec α n} {i : Fin n} {s t : α} (ht : 0 ≤ t)
    (hx : ∀ j, j ≠ i → 0 ≤ x j ∧ x j ≤ 1) (hs : (sum fun j => if j = i then 0 else x j) ≤ s) :
    dot r (lincomb x W) ≤ x i * dot r (W i) + dualBound s t (fun j => dot r (W j)) i := by
  rw [dot_lincomb_split r x W i]
  have := sum_others_le (a := fun j => dot r (W j)) ht hx hs
  grind

/-- If the activations other than `xᵢ` lie between `0` and `1` and add up to at most `s`, then the read-out along `r` is
at least `xᵢ` times the overlap with feature `i`, minus the dual bound on the negated overlaps of the others.
Source: tropp2004, for the coherence bound `k μ` that it replaces.
Why: how much of an active feature interference can hide; only overlaps of the other sign count.
Measure: what a sparse input leaves of a read-out against the most negative overlaps in its row.
Tight: `topk_dual_bound_attained`, with the features of the most negative overlaps on. -/
theorem readout_ge_dual (r : Vec α m) (W : Fin n → Vec α m) {x : Vec α n} {i : Fin n} {s t : α} (ht : 0 ≤ t)
    (hx : ∀ j, j ≠ i → 0 ≤ x j ∧ x j ≤ 1) (hs : (sum fun j => if j = i then 0 else x j) ≤ s) :
    x i * dot r (W i) - dualBound s t (fun j => -dot r (W j)) i ≤ dot r (lincomb x W) := by
  rw [dot_lincomb_split r x W i]
  have h := sum_others_le (a := fun j => -dot r (W j)) ht hx hs
  have e : (sum fun j => if j = i then 0 else x j * -dot r (W j)) =
      -sum fun j => if j = i then 0 else x j * dot r (W j) := by
    rw [← sum_neg]
    exact sum_congr fun j => by grind
  grind

/-- `readout_le_dual` needs bounded activations: one feature of size two that is read with overlap one reads `2`, not
`1`, although its activation adds up to no more than two and the threshold is zero. -/
theorem readout_le_dual_needs_bounded :
    dot (fun _ : Fin 1 => (1 : Rat)) (lincomb (fun j : Fin 2 => if j.val = 0 then 0 else 2) fun _ _ => 1) = 2 ∧
      (sum fun j : Fin 2 => if j = 0 then (0 : Rat) else if j.val = 0 then 0 else 2) = 2 ∧
      dualBound 2 0 (fun _ : Fin 2 => (1 : Rat)) 0 = 1 := by
  decide +kernel

/-! ### The certificate -/

omit [DecidableLE α] in
private theorem indicator_between (S : Fin n → Bool) (j : Fin n) :
    0 ≤ (indicator S : Vec α n) j ∧ (indicator S : Vec α n) j ≤ 1 := by
  unfold indicator
  grind

omit [DecidableLE α] in
private theorem sum_others_indicator (S : Fin n → Bool) (i : Fin n) :
    (sum fun j => if j = i then 0 else (indicator S : Vec α n) j) = (count S : α) - indicator S i := by
  rw [← sum_indicator S, ← sum_ite_eq' i (indicator S : Vec α n), ← sum_sub]
  exact sum_congr fun j => by grind

/-- If the dual bound for `k` is at most `θ`, and the overlap of read-out `i` with its own feature exceeds `θ` by more
than the dual bound of the negated overlaps for `k - 1`, then on every set of at most `k` active features the read-out
exceeds `θ` exactly if feature `i` is active.
Source: tropp2004, where the coherence bound `k μ` stands for both dual bounds.
Why: one line of arithmetic for a trained feature proves a threshold right on exponentially many inputs, where coherence
would promise nothing because of one large overlap. The largest `k` that passes is the feature's budget of sparsity.
Measure: the worst interference of sparse inputs against the signal of the feature itself.
Tight: `recovery_certificate_tight`; `recovery_certificate_needs_threshold`, `recovery_certificate_needs_signal`. -/
theorem recovery_certificate {r : Vec α m} {W : Fin n → Vec α m} {i : Fin n} {t t' θ : α} (ht : 0 ≤ t)
    (ht' : 0 ≤ t') (hoff : dualBound (k : α) t (fun j => dot r (W j)) i ≤ θ)
    (hon : θ < dot r (W i) - dualBound ((k : α) - 1) t' (fun j => -dot r (W j)) i) {S : Fin n → Bool}
    (hS : count S ≤ k) : θ < dot r (lincomb (indicator S) W) ↔ S i = true := by
  have hk := (natCast_le_natCast (α := α) _ _).mpr hS
  have hx : ∀ j, j ≠ i → 0 ≤ (indicator S : Vec α n) j ∧ (indicator S : Vec α n) j ≤ 1 := fun j _ =>
    indicator_between S j
  have hsum := sum_others_indicator (α := α) S i
  cases hi : S i
  · rw [indicator_of_false hi] at hsum
    have h := readout_le_dual r W (s := (k : α)) ht hx (by grind)
    rw [indicator_of_false hi] at h
    grind
  · rw [indicator_of_true hi] at hsum
    have h := readout_ge_dual r W (s := (k : α) - 1) ht' hx (by grind)
    rw [indicator_of_true hi] at h
    grind

/-- Equality in the hypothesis on `θ` of `recovery_certificate`, and the other one all but attained: `(1, 0)` beside
`(3/5, 4/5)`, with one active feature, hears `3/5` while it is off and `1` while it is on. -/
theorem recovery_certificate_tight :
    dualBound 1 (3 / 5) (fun j => dot (tiltedPairAndAxis 0) (tiltedPairAndAxis j)) 0 = 3 / 5 ∧
      dot (tiltedPairAndAxis 0) (tiltedPairAndAxis 0) -
        dualBound (1 - 1) 0 (fun j => -dot (tiltedPairAndAxis 0) (tiltedPairAndAxis j)) 0 = 1 ∧
      dot (tiltedPairAndAxis 0) (lincomb (indicator fun j => decide (j.val = 1)) tiltedPairAndAxis) = 3 / 5 ∧
      dot (tiltedPairAndAxis 0) (lincomb (indicator firstOnly) tiltedPairAndAxis) = 1 := by
  decide +kernel

/-- `recovery_certificate` needs a threshold above the dual bound: with `θ = 1/2` the inactive feature `(1, 0, 0)` reads
`3/5` while `(3/5, 4/5, 0)` is active. -/
theorem recovery_certificate_needs_threshold :
    1 / 2 < dot (tiltedPairAndAxis 0) (lincomb (indicator fun j => decide (j.val = 1)) tiltedPairAndAxis) := by
  decide +kernel

/-- `recovery_certificate` needs the signal: with `θ = 1` the feature `(1, 0, 0)` does not read more than `θ` while
it is active. -/
theorem recovery_certificate_needs_signal :
    dualBound 1 (3 / 5) (fun j => dot (tiltedPairAndAxis 0) (tiltedPairAndAxis j)) 0 ≤ 1 ∧
      ¬1 < dot (tiltedPairAndAxis 0) (lincomb (indicator firstOnly) tiltedPairAndAxis) := by
  decide +kernel

/-- If the positive overlaps of read-out `i` with other features add up to at most `θ`, and its overlap with its own
feature exceeds `θ` by more than the absolute values of the negative ones add up to, then on every set of active
features the read-out exceeds `θ` exactly if feature `i` is active.
Source: the case `t = 0` of `recovery_certificate`; compare the dominance of a diagonal in horn2013, chapter 6.
Why: a feature whose row passes this is read without error whatever else is on: it is not in superposition in effect.
Measure: the total overlap with all other features against the signal of the feature itself.
Tight: `recovery_certificate_any_example`, where coherence allows for one active feature and not for two. -/
theorem recovery_certificate_any {r : Vec α m} {W : Fin n → Vec α m} {i : Fin n} {θ : α}
    (hoff : (sum fun j => if j = i then 0 else relu (dot r (W j))) ≤ θ)
    (hon : θ < dot r (W i) - sum fun j => if j = i then 0 else relu (-dot r (W j))) (S : Fin n → Bool) :
    θ < dot r (lincomb (indicator S) W) ↔ S i = true := by
  have e : ∀ (s : α) (a : Vec α n), dualBound s 0 a i = sum fun j => if j = i then 0 else relu (a j) := fun s a => by
    have h : ∀ j, a j - 0 = a j := fun j => by grind
    simp only [dualBound, h]
    grind
  exact recovery_certificate (k := count S) (t := 0) (t' := 0) (Std.le_refl _) (Std.le_refl _)
    (by rwa [e]) (by rwa [e]) (Nat.le_refl _)

/-- `recovery_certificate_any` for each of `(1, 0, 0)`, `(3/5, 4/5, 0)` and `(0, 0, 1)` with `θ = 3/5`: all eight sets
of active features are recovered, although the coherence `3/5` does not allow for two of them, `(2 · 2 - 1) 3/5 > 1`. -/
theorem recovery_certificate_any_example :
    (∀ i, (sum fun j => if j = i then 0 else relu (dot (tiltedPairAndAxis i) (tiltedPairAndAxis j))) ≤ 3 / 5) ∧
      (∀ i, 3 / 5 < dot (tiltedPairAndAxis i) (tiltedPairAndAxis i) -
        sum fun j => if j = i then 0 else relu (-dot (tiltedPairAndAxis i) (tiltedPairAndAxis j))) ∧
      1 < (2 * 2 - 1) * dot (tiltedPairAndAxis 0) (tiltedPairAndAxis 1) := by
  decide +kernel

end ToyModels
