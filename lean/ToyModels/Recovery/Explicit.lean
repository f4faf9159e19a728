module

public import ToyModels.Capacity.Allocation
public import ToyModels.Packing.Codes
public import ToyModels.Superposition.MomentCurve
public import ToyModels.Superposition.Relu

/-!
# Dictionaries without chance

Two answers to how many features can be read back, with nothing random and no coherence to check. The `p³` graphs of
quadratic polynomials over a prime field, in `p²` dimensions, are read back by one threshold, without any error, as long
as fewer than `p / 2` of them are active at once, even if every neuron saturates. And the `2 k + 1` dimensions in which
a moment curve determines `k` active features among all non-negative ones cannot be fewer for any other directions.

## Main definitions

* `polyState c S`: the activation in which the polynomials `cⱼ` with `j` in `S` are active.
* `dependency W i`: row `i` of `1 - P`, with `P` the projector of `W`: coefficients with which the directions add up to
  zero.
* `posPart x`, `negPart x`: the positive and the negative part of a vector, both non-negative.
* `active x`: the set of places at which `x` is positive.
* `rootedQuadratics`, `evenQuadratic`: polynomials modulo five and modulo four, for the witnesses.

## Main statements

* `polyCode_recovery`: with `2 k < p` active features, exactly those read at least `p`.
* `polyCode_recovery_clip`: the same if every neuron is clipped at one.
* `nonneg_sparse_unique_dim_ge`: `2 k + 1` features in at most `2 k` dimensions confuse a non-negative feature vector
  that has at most `k` active features with another non-negative one.
* `sparse_unique_dim_ge`: `2 k` features in fewer than `2 k` dimensions confuse two feature vectors with at most `k`
  active features each.

## Proof idea

All overlaps of graphs are non-negative and at most two, so that an inactive feature reads at most `2 k` and an active
one at least its own squared norm `p`. Fewer dimensions than features leave a linear dependency; its positive and its
negative part have the same activation, and one of the two has at most half of the places.

## What is not claimed

Polynomials of higher degree, for which the same holds with larger overlaps; and nothing about noise.

## References

* [devore2007], for the polynomials; [kautz1964], on superimposed codes; [donoho2005], on sparse non-negative solutions.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {k m n p : Nat}

open Mat

/-- The activation in which the graphs of the polynomials `cⱼ` with `j` in `S` are active, each with strength one. -/
def polyState (c : Fin n → Fin 3 → Fin p) (S : Fin n → Bool) : Vec α (p * p) :=
  lincomb (indicator S) fun j => polyCode (c j)

/-- The coefficients of `x (x - 1)`, `(x - 2) (x - 3)`, `(x - 4)²` and `0` modulo five: the first three vanish at two
places, two places and one place, all different. -/
def rootedQuadratics : Fin 4 → Fin 3 → Fin 5 := fun i l =>
  if l.val = 2 then if i.val = 3 then 0 else 1
  else if l.val = 1 then if i.val = 0 then 4 else if i.val = 2 then 2 else 0
  else if i.val = 1 ∨ i.val = 2 then 1 else 0

/-- The coefficients of `2 x + 2 x²` and of `0` modulo four. -/
def evenQuadratic : Fin 2 → Fin 3 → Fin 4 := fun i l => if i.val = 0 ∧ l.val ≠ 0 then 2 else 0

/-- Row `i` of `1 - P`, with `P` the projector on the columns of the matrix with rows `Wⱼ`. -/
def dependency (W : Fin n → Vec α m) (i : Fin n) : Vec α n := fun j => (if i = j then 1 else 0) - orthProjector W i j

section
variable [DecidableLE α]

/-- The positive part of a vector: its entries, rectified. -/
def posPart (x : Vec α n) : Vec α n := fun j => relu (x j)

/-- The negative part of a vector: its entries with the opposite sign, rectified. -/
def negPart (x : Vec α n) : Vec α n := fun j => relu (-x j)

/-- The set of places at which a vector is positive. -/
def active (x : Vec α n) : Fin n → Bool := fun j => decide (¬x j ≤ 0)

end

/-! ### One threshold for all graphs -/

private theorem polyCode_nonneg (c : Fin 3 → Fin p) (a : Fin (p * p)) : 0 ≤ (polyCode c : Vec α (p * p)) a := by
  unfold polyCode
  split <;> grind

private theorem indicator_mul_nonneg (S : Fin n → Bool) (j : Fin n) {x : α} (hx : 0 ≤ x) : 0 ≤ indicator S j * x :=
  mul_nonneg (by unfold indicator; split <;> grind) hx

private theorem dot_polyCode_nonneg (c c' : Fin 3 → Fin p) : 0 ≤ dot (polyCode c : Vec α (p * p)) (polyCode c') :=
  sum_nonneg fun a => mul_nonneg (polyCode_nonneg c a) (polyCode_nonneg c' a)

/-- With `k` active features of the dictionary of different quadratic polynomials modulo a prime `p`, an inactive one
reads at most `2 k`.
Source: devore2007, on the overlaps; kautz1964.
Why: interference grows by two with each active feature, whatever the features are.
Tight: `polyCode_recovery_tight`, a reading of `4` with two active features. -/
theorem polyCode_readout_le (hp : ∀ a b : Fin p, a.val * b.val % p = 0 → a.val = 0 ∨ b.val = 0)
    {c : Fin n → Fin 3 → Fin p} (hc : ∀ i j, i ≠ j → ∃ l, c i l ≠ c j l) {S : Fin n → Bool} {i : Fin n}
    (hi : S i = false) : dot (polyCode (c i) : Vec α (p * p)) (polyState c S) ≤ 2 * (count S : α) := by
  have h : (sum fun j => indicator S j * dot (polyCode (c i) : Vec α (p * p)) (polyCode (c j))) ≤
      sum fun j => if S j = true then 2 else 0 := sum_le_sum fun j => by
    unfold indicator
    by_cases hj : S j = true
    · have hij : i ≠ j := fun e => by rw [e, hj] at hi; exact Bool.noConfusion hi
      have := polyCode_overlap (α := α) hp (hc i j hij)
      rw [if_pos hj, if_pos hj]
      grind
    · rw [if_neg hj, if_neg hj]
      grind
  rw [sum_ite_set] at h
  rw [polyState, dot_lincomb]
  grind

/-- An active feature of a dictionary of polynomials modulo `p` reads at least `p`.
Source: devore2007; kautz1964.
Why: overlaps are never negative, so that other features only add to its reading.
Tight: an equality if it is the only active one, by `normSq_polyCode`. -/
theorem polyCode_readout_ge (c : Fin n → Fin 3 → Fin p) {S : Fin n → Bool} {i : Fin n} (hi : S i = true) :
    (p : α) ≤ dot (polyCode (c i) : Vec α (p * p)) (polyState c S) := by
  have h := single_le_sum (f := fun j => indicator S j * dot (polyCode (c i) : Vec α (p * p)) (polyCode (c j)))
    (fun j => indicator_mul_nonneg S j (dot_polyCode_nonneg _ _)) i
  simp only [indicator_of_true hi, dot_self, normSq_polyCode] at h
  rw [polyState, dot_lincomb]
  grind

/-- With `2 k < p` active features of a dictionary of different quadratic polynomials modulo a prime `p`, the active
ones are exactly those that read at least `p`.
Source: devore2007, on the dictionary; kautz1964, on reading superimposed codes.
Why: `p³` features in `p²` neurons, of which any `k < p / 2` are active at once, are read back without error by one
threshold. Nothing is random, and there is no coherence to be checked.
Tight: `polyCode_recovery_tight`, an inactive feature one below the threshold. -/
theorem polyCode_recovery (hp : ∀ a b : Fin p, a.val * b.val % p = 0 → a.val = 0 ∨ b.val = 0)
    {c : Fin n → Fin 3 → Fin p} (hc : ∀ i j, i ≠ j → ∃ l, c i l ≠ c j l) (S : Fin n → Bool) (hk : 2 * count S < p)
    (i : Fin n) : (p : α) ≤ dot (polyCode (c i) : Vec α (p * p)) (polyState c S) ↔ S i = true := by
  refine ⟨fun h => ?_, polyCode_readout_ge c⟩
  cases hi : S i
  · have h' := polyCode_readout_le (α := α) hp hc hi
    have := (natCast_le_natCast (α := α) p (2 * count S)).mp (by grind)
    omega
  · rfl

/-- Just below the threshold of `polyCode_recovery` and of `polyCode_recovery_clip`: modulo five, while `x (x - 1)` and
`(x - 2) (x - 3)` are active, the zero polynomial reads `4 = 2 k`, clipped or not. -/
theorem polyCode_recovery_tight :
    2 * count (fun i : Fin 4 => decide (i.val < 2)) = 4 ∧
      dot (polyCode (rootedQuadratics 3)) (polyState rootedQuadratics fun i => decide (i.val < 2)) = (4 : Rat) ∧
      dot (polyCode (rootedQuadratics 3))
        (fun a => clip (polyState rootedQuadratics (fun i => decide (i.val < 2)) a)) = (4 : Rat) := by
  decide +kernel

/-- `polyCode_recovery` and `polyCode_recovery_clip` need `2 k < p`: modulo five, while three polynomials with all five
places for roots are active, the inactive zero polynomial reads `5`, clipped or not. -/
theorem polyCode_recovery_needs_sparsity :
    dot (polyCode (rootedQuadratics 3)) (polyState rootedQuadratics fun i => decide (i.val < 3)) = (5 : Rat) ∧
      dot (polyCode (rootedQuadratics 3))
        (fun a => clip (polyState rootedQuadratics (fun i => decide (i.val < 3)) a)) = (5 : Rat) := by
  decide +kernel

/-- `polyCode_recovery` needs a prime: modulo four `2 x + 2 x²` vanishes everywhere, so that the inactive zero
polynomial reads `4` with one active feature. -/
theorem polyCode_recovery_needs_prime :
    2 * count (firstOnly : Fin 2 → Bool) < 4 ∧ evenQuadratic 0 1 ≠ evenQuadratic 1 1 ∧
      dot (polyCode (evenQuadratic 1)) (polyState evenQuadratic firstOnly) = (4 : Rat) := by
  decide +kernel

private theorem clip_le_self [DecidableLE α] {x : α} (hx : 0 ≤ x) : clip x ≤ x := by
  unfold clip
  split
  · grind
  · split <;> grind

private theorem clip_of_one_le [DecidableLE α] {x : α} (hx : 1 ≤ x) : clip x = 1 := by
  unfold clip
  rw [if_neg (by grind), if_pos hx]

private theorem polyState_nonneg (c : Fin n → Fin 3 → Fin p) (S : Fin n → Bool) (a : Fin (p * p)) :
    0 ≤ (polyState c S : Vec α (p * p)) a :=
  sum_nonneg fun j => indicator_mul_nonneg S j (polyCode_nonneg (c j) a)

private theorem one_le_polyState {c : Fin n → Fin 3 → Fin p} {S : Fin n → Bool} {i : Fin n} (hi : S i = true)
    {a : Fin (p * p)} (ha : (polyCode (c i) : Vec α (p * p)) a = 1) : 1 ≤ (polyState c S : Vec α (p * p)) a := by
  have h := single_le_sum (f := fun j => indicator S j * (polyCode (c j) : Vec α (p * p)) a)
    (fun j => indicator_mul_nonneg S j (polyCode_nonneg (c j) a)) i
  simp only [indicator_of_true hi, ha] at h
  rw [polyState, lincomb]
  grind

/-- `polyCode_recovery` with every neuron clipped at one: with `2 k < p` active features of a dictionary of different
quadratic polynomials modulo a prime `p`, the active ones are exactly those that read at least `p`.
Source: kautz1964, where superposition is a Boolean sum; devore2007, on the dictionary.
Why: saturated neurons, which only say whether any of their features is active, carry the features as well.
Tight: `polyCode_recovery_tight`, an inactive feature one below the threshold. -/
theorem polyCode_recovery_clip [DecidableLE α]
    (hp : ∀ a b : Fin p, a.val * b.val % p = 0 → a.val = 0 ∨ b.val = 0) {c : Fin n → Fin 3 → Fin p}
    (hc : ∀ i j, i ≠ j → ∃ l, c i l ≠ c j l) (S : Fin n → Bool) (hk : 2 * count S < p) (i : Fin n) :
    (p : α) ≤ dot (polyCode (c i) : Vec α (p * p)) (fun a => clip (polyState c S a)) ↔ S i = true := by
  constructor
  · refine fun h => (polyCode_recovery hp hc S hk i).mp (Std.le_trans h (sum_le_sum fun a => ?_))
    exact mul_le_mul_of_nonneg_left (clip_le_self (polyState_nonneg c S a)) (polyCode_nonneg (c i) a)
  · intro hi
    rw [← normSq_polyCode (c i)]
    refine sum_le_sum fun a => ?_
    have ha : (polyCode (c i) : Vec α (p * p)) a = 0 ∨ (polyCode (c i) : Vec α (p * p)) a = 1 := by
      unfold polyCode
      split <;> grind
    rcases ha with ha | ha
    · rw [ha]
      grind
    · have h := clip_of_one_le (one_le_polyState hi ha)
      simp only [h, ha]
      grind

/-! ### Dimensions that no directions can do without -/

/-- The coefficients in `dependency W i` make a linear dependency of the directions. -/
private theorem lincomb_dependency (W : Fin n → Vec α m) (i : Fin n) (a : Fin m) :
    lincomb (dependency W i) W a = 0 := by
  have h : (sum fun j => orthProjector W i j * W j a) = W i a := congrFun (congrFun (orthProjector_mul W) i) a
  have e : ∀ j, dependency W i j * W j a = (if i = j then W j a else 0) - orthProjector W i j * W j a := fun j => by
    unfold dependency
    grind
  rw [lincomb, sum_congr e, sum_sub, sum_ite_eq i fun j => W j a, h]
  grind

/-- Directions that outnumber their dimensions are dependent: some `dependency W i` has `1 - Pᵢᵢ ≠ 0` in place `i`. -/
private theorem exists_dependency_ne_zero (W : Fin n → Vec α m) (h : m < n) : ∃ i, dependency W i i ≠ 0 := by
  apply Classical.byContradiction
  intro hn
  have h0 : ∀ i, orthProjector W i i = 1 := fun i => by
    have hi : dependency W i i = 0 := Classical.byContradiction fun hi => hn ⟨i, hi⟩
    rw [dependency, if_pos rfl] at hi
    grind
  have ht := orthProjector_trace_le W
  rw [trace, sum_congr h0, sum_const] at ht
  have := (natCast_le_natCast (α := α) n m).mp (by grind)
  omega

private theorem count_add_count_le (S T : Fin n → Bool) (h : ∀ i, S i = true → T i = false) :
    count S + count T ≤ n := by
  induction n with
  | zero => simp only [count]; omega
  | succ n ih =>
    have h₁ := ih (fun i => S i.castSucc) (fun i => T i.castSucc) fun i => h i.castSucc
    have h₂ := h (Fin.last n)
    simp only [count]
    by_cases hS : S (Fin.last n) = true
    · rw [if_pos hS, if_neg (by rw [h₂ hS]; exact Bool.false_ne_true)]
      omega
    · rw [if_neg hS]
      split <;> omega

section
variable [DecidableLE α]

private theorem lincomb_posPart (x : Vec α n) (W : Fin n → Vec α m) (a : Fin m) :
    lincomb (posPart x) W a = lincomb (negPart x) W a + lincomb x W a := by
  simp only [lincomb, ← sum_add]
  exact sum_congr fun j => by
    have := relu_sub_relu_neg (x j)
    simp only [posPart, negPart]
    grind

private theorem active_disjoint (x : Vec α n) (j : Fin n) (h : active (posPart x) j = true) :
    active (negPart x) j = false := by
  have h' : ¬posPart x j ≤ 0 := of_decide_eq_true h
  rcases Std.le_total (a := 0) (b := x j) with hx | hx
  · have h0 : negPart x j = 0 := relu_of_nonpos (by grind)
    exact decide_eq_false fun hn => hn (by rw [h0]; exact Std.le_refl _)
  · have h0 : posPart x j = 0 := relu_of_nonpos hx
    exact absurd (by rw [h0]; exact Std.le_refl _) h'

/-- Any `2 k + 1` features in at most `2 k` dimensions have two different non-negative feature vectors with the same
activation, of which one has at most `k` active features: the parts of some `dependency W i`.
Source: donoho2005, on neighbourliness, from the other side.
Why: no directions do with fewer dimensions than the `2 k + 1` of `momentCurve_nonneg_sparse_unique`, where `k` active
features are determined among all non-negative feature vectors. A larger dictionary has `2 k + 1` features in it.
Tight: `nonneg_sparse_unique_dim_ge_needs_dimension`, the moment curve. -/
theorem nonneg_sparse_unique_dim_ge (W : Fin (2 * k + 1) → Vec α m) (hm : m ≤ 2 * k) :
    ∃ i, posPart (dependency W i) i ≠ negPart (dependency W i) i ∧
      (∀ a, lincomb (posPart (dependency W i)) W a = lincomb (negPart (dependency W i)) W a) ∧
      (count (active (posPart (dependency W i))) ≤ k ∨ count (active (negPart (dependency W i))) ≤ k) := by
  obtain ⟨i, hi⟩ := exists_dependency_ne_zero W (by omega)
  refine ⟨i, fun h => ?_, fun a => ?_, ?_⟩
  · have := relu_sub_relu_neg (dependency W i i)
    simp only [posPart, negPart] at h
    grind
  · rw [lincomb_posPart, lincomb_dependency]
    grind
  · have := count_add_count_le _ _ (active_disjoint (dependency W i))
    omega

end

/-- Both numbers of active features in `nonneg_sparse_unique_dim_ge` occur: on the moment curve in the plane, at the
nodes `0`, `1`, `2`, the first dependency is `(1, -2, 1) / 6`, with two positive places and one negative one. -/
theorem nonneg_sparse_unique_dim_ge_tight :
    (∀ j, dependency (momentCurve 1 fun j : Fin 3 => (j.val : Rat)) 0 j = if j.val = 1 then -1 / 3 else 1 / 6) ∧
      count (active (posPart (dependency (momentCurve 1 fun j : Fin 3 => (j.val : Rat)) 0))) = 2 ∧
      count (active (negPart (dependency (momentCurve 1 fun j : Fin 3 => (j.val : Rat)) 0))) = 1 := by
  decide +kernel

/-- `nonneg_sparse_unique_dim_ge` needs `m ≤ 2 k`: on the moment curve in space, at the nodes `0`, `1`, `2`, there is no
dependency. -/
theorem nonneg_sparse_unique_dim_ge_needs_dimension :
    ∀ i j, dependency (momentCurve 2 fun j : Fin 3 => (j.val : Rat)) i j = 0 := by
  decide +kernel

/-- Any `2 k` features in fewer than `2 k` dimensions have two different feature vectors with at most `k` active
features each and the same activation: some `dependency W i` on the first `k` features, and its opposite on the others.
Source: donoho2003, on uniqueness of sparse representations.
Why: with both signs allowed, `2 k` dimensions are needed to tell sets of `k` active features apart.
Tight: `sparse_unique_dim_ge_needs_dimension`, the standard basis. -/
theorem sparse_unique_dim_ge (W : Fin (2 * k) → Vec α m) (hm : m < 2 * k) :
    ∃ i, (if i.val < k then dependency W i i else 0) ≠ (if i.val < k then 0 else -dependency W i i) ∧
      ∀ a, lincomb (fun j => if j.val < k then dependency W i j else 0) W a =
        lincomb (fun j => if j.val < k then 0 else -dependency W i j) W a := by
  obtain ⟨i, hi⟩ := exists_dependency_ne_zero W hm
  refine ⟨i, by split <;> grind, fun a => ?_⟩
  have h := lincomb_dependency W i a
  have e := sum_sub (fun j => (if j.val < k then dependency W i j else 0) * W j a)
    fun j => (if j.val < k then 0 else -dependency W i j) * W j a
  have e' : (sum fun j => (if j.val < k then dependency W i j else 0) * W j a -
      (if j.val < k then 0 else -dependency W i j) * W j a) = lincomb (dependency W i) W a :=
    sum_congr fun j => by split <;> grind
  simp only [lincomb] at h e' ⊢
  grind

/-- `sparse_unique_dim_ge` needs `m < 2 k`: two features along a standard basis have no dependency. -/
theorem sparse_unique_dim_ge_needs_dimension :
    ∀ i j, dependency (fun i : Fin 2 => (basisVec i : Vec Rat 2)) i j = 0 := by
  decide +kernel

end ToyModels
