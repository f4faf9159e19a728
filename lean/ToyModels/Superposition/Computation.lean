module

public import ToyModels.Recovery.Explicit
public import ToyModels.Superposition.ErrorCorrection

/-!
# Computing in superposition

A layer of rectifiers can compute with features that it does not have a neuron for. Neurons that add up a few features
each and subtract one compute the conjunctions of all pairs at once: to read whether features `i` and `j` are both
active, average the neurons that contain both. Other active features disturb the average only where they share a neuron
with both, so that everything depends on how rarely three features meet. Here this is a statement about any design, and
for graphs of polynomials a construction without chance: from `p²` dimensions, with one layer of about `p³ / 2` neurons,
all conjunctions of about `p⁶ / 2` pairs of features. What noise is left two rectifiers remove, so that one can go on.

## Main definitions

* `conjunction S i j`: one if both features are active, and zero otherwise.
* `others S i j`: the active features other than `i` and `j`.
* `andNeuron C S a`: a neuron that adds up the features of `C a` and subtracts one.
* `pairCount C i j`, `tripleCount C i j l`: how many neurons contain two features, or three.
* `andReadout C S i j`: the mean of the neurons that contain `i` and `j`.
* `placeNeuron h a b`: a neuron that adds the coordinates `a` and `b` of a hidden state and subtracts one.
* `polyPlace c x`: the coordinate of the graph of `c` at `x`; `placesApart c c'`: how many places two graphs differ in.
* `polyAndReadout c S i j`: the mean of the neurons at the places of `i` and `j`, where these differ.

## Main statements

* `universalAnd_error`, `universalAnd_error_le`: for any design the read-out errs by the share of triples.
* `polyAndReadout_error`: for polynomials it errs by at most `4` for each other active feature, divided by the places.
* `polyCode_universalAnd`: so with few active features one threshold reads every conjunction exactly.
* `polyCode_and_denoised`: the conjunctions come out as exact zeros and ones.

## Proof idea

On a neuron that contains both features the sum is the number of those of the two that are active, plus the number of
other active members; subtracting one and rectifying leaves the conjunction, plus at most the others.

## What is not claimed

That training finds such designs, that fewer neurons are not enough, or anything about designs drawn at random.

## References

* [hanni2024], for universal conjunctions and error correction; [elhage2022], on computation in superposition;
  [devore2007], for the polynomials.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n p N : Nat}

/-- One if the features `i` and `j` are both active, and zero otherwise. -/
def conjunction (S : Fin n → Bool) (i j : Fin n) : α := if S i = true ∧ S j = true then 1 else 0

/-- The active features other than `i` and `j`. -/
def others (S : Fin n → Bool) (i j : Fin n) : Fin n → Bool := fun l => if l = i ∨ l = j then false else S l

/-- The number of neurons that contain the features `i` and `j`. -/
def pairCount (C : Fin N → Fin n → Bool) (i j : Fin n) : Nat := count fun a => C a i && C a j

/-- The number of neurons that contain the features `i`, `j` and `l`. -/
def tripleCount (C : Fin N → Fin n → Bool) (i j l : Fin n) : Nat := count fun a => C a i && C a j && C a l

/-- The coordinate of the graph of the polynomial `c` at `x`. -/
def polyPlace (c : Fin 3 → Fin p) (x : Fin p) : Fin (p * p) :=
  pairIndex x ⟨polyValue c x.val, Nat.mod_lt _ (Nat.lt_of_le_of_lt (Nat.zero_le _) x.isLt)⟩

/-- The number of places at which two graphs differ. -/
def placesApart (c c' : Fin 3 → Fin p) : α :=
  sum fun x : Fin p => if polyValue c x.val = polyValue c' x.val then 0 else 1

section
variable [DecidableLE α]

/-- The neuron `a` of a layer that adds up the active features of `C a` and subtracts one. -/
def andNeuron (C : Fin N → Fin n → Bool) (S : Fin n → Bool) (a : Fin N) : α :=
  relu (dot (indicator (C a)) (indicator S) - 1)

/-- The mean of the neurons that contain both `i` and `j`. -/
def andReadout (C : Fin N → Fin n → Bool) (S : Fin n → Bool) (i j : Fin n) : α :=
  (sum fun a => if C a i = true ∧ C a j = true then andNeuron C S a else 0) / (pairCount C i j : α)

/-- A neuron that adds the coordinates `a` and `b` of a hidden state and subtracts one. -/
def placeNeuron (h : Vec α m) (a b : Fin m) : α := relu (h a + h b - 1)

/-- The mean of the neurons at the two places of the graphs of `i` and `j`, over all `x` at which these differ. -/
def polyAndReadout (c : Fin n → Fin 3 → Fin p) (S : Fin n → Bool) (i j : Fin n) : α :=
  (sum fun x : Fin p => if polyValue (c i) x.val = polyValue (c j) x.val then 0 else
    placeNeuron (polyState c S) (polyPlace (c i) x) (polyPlace (c j) x)) / placesApart (c i) (c j)

end

/-- Two neurons on four features, both of which contain the first two. -/
def twoTriples : Fin 2 → Fin 4 → Bool := fun a l => decide (l.val < 2 ∨ l.val = a.val + 2)

/-- The coefficients of `0`, `1` and `x² - 2 x` modulo seven; the last is zero at two places and one at two. -/
def meetingQuadratics : Fin 3 → Fin 3 → Fin 7 := fun i l =>
  if i.val = 2 then if l.val = 1 then 5 else if l.val = 2 then 1 else 0 else if i.val = 1 ∧ l.val = 0 then 1 else 0

/-- The coefficients of `0`, `1`, `x + 2 x²`, `2 x + 3 x²` and `3 x + 3 x²` modulo five; the last three are zero at two
places and one at two. -/
def crowdedQuadratics : Fin 5 → Fin 3 → Fin 5 := fun i l =>
  if l.val = 0 then if i.val = 1 then 1 else 0
  else if i.val < 2 then 0
  else if l.val = 1 then if i.val = 2 then 1 else if i.val = 3 then 2 else 3
  else if i.val = 2 then 2 else 3

/-- The coefficients of `0`, `1` and `6 x + 6 x²` modulo twelve; the last vanishes everywhere. -/
def vanishingQuadratic : Fin 3 → Fin 3 → Fin 12 := fun i l =>
  if i.val = 2 then if l.val = 0 then 0 else 6 else if i.val = 1 ∧ l.val = 0 then 1 else 0

/-! ### One neuron -/

private theorem relu_and_bounds [DecidableLE α] (S : Fin n → Bool) (i j : Fin n) {e : α} (he : 0 ≤ e) :
    conjunction S i j ≤ relu (indicator S i + indicator S j + e - 1) ∧
      relu (indicator S i + indicator S j + e - 1) ≤ conjunction S i j + e := by
  unfold conjunction indicator relu
  rcases Bool.eq_false_or_eq_true (S i) with hi | hi <;> rcases Bool.eq_false_or_eq_true (S j) with hj | hj <;>
    simp only [hi, hj] <;> grind

private theorem indicator_nonneg (S : Fin n → Bool) (i : Fin n) : 0 ≤ (indicator S : Vec α n) i := by
  unfold indicator
  split <;> grind

/-- A sum over active features, with those of `i` and `j` apart. -/
private theorem sum_indicator_split (S : Fin n → Bool) {i j : Fin n} (hij : i ≠ j) {f : Fin n → α} (hi : f i = 1)
    (hj : f j = 1) :
    (sum fun l => indicator S l * f l) =
      indicator S i + indicator S j + sum fun l => indicator (others S i j) l * f l := by
  have e : ∀ l, indicator S l * f l = (if i = l then indicator S l else 0) + (if j = l then indicator S l else 0) +
      indicator (others S i j) l * f l := fun l => by
    by_cases h₁ : i = l
    · subst h₁
      rw [if_pos rfl, if_neg fun h => hij h.symm, hi, indicator_of_false (S := others S i j) (if_pos (Or.inl rfl))]
      grind
    · by_cases h₂ : j = l
      · subst h₂
        rw [if_pos rfl, if_neg h₁, hj, indicator_of_false (S := others S i j) (if_pos (Or.inr rfl))]
        grind
      · have ho : others S i j l = S l := if_neg fun h => by
          rcases h with h | h
          · exact h₁ h.symm
          · exact h₂ h.symm
        have hl : (indicator (others S i j) : Vec α n) l = indicator S l := by simp only [indicator, ho]
        rw [if_neg h₁, if_neg h₂, hl]
        grind
  rw [sum_congr e, sum_add, sum_add, sum_ite_eq i fun l => (indicator S : Vec α n) l,
    sum_ite_eq j fun l => (indicator S : Vec α n) l]

/-! ### Any design -/

private theorem of_others {S : Fin n → Bool} {i j l : Fin n} (h : others S i j l = true) : l ≠ i ∧ l ≠ j := by
  have hne : ¬(l = i ∨ l = j) := fun hn => by rw [others, if_pos hn] at h; exact Bool.noConfusion h
  exact ⟨fun e => hne (Or.inl e), fun e => hne (Or.inr e)⟩

private theorem mul_ite_and (a b c : Bool) (x : α) : (x * if (a && b && c) = true then 1 else 0) =
    if a = true ∧ b = true then x * if c = true then 1 else 0 else 0 := by
  cases a <;> cases b <;> cases c <;> simp <;> grind

private theorem andNeuron_bounds [DecidableLE α] (C : Fin N → Fin n → Bool) (S : Fin n → Bool) {i j : Fin n}
    (hij : i ≠ j) (a : Fin N) (hi : C a i = true) (hj : C a j = true) :
    conjunction S i j ≤ (andNeuron C S a : α) ∧
      (andNeuron C S a : α) ≤ conjunction S i j + sum fun l => indicator (others S i j) l * indicator (C a) l := by
  have e := sum_indicator_split (α := α) S hij (f := indicator (C a)) (indicator_of_true hi) (indicator_of_true hj)
  have h0 : (0 : α) ≤ sum fun l => indicator (others S i j) l * indicator (C a) l :=
    sum_nonneg fun l => mul_nonneg (indicator_nonneg _ l) (indicator_nonneg _ l)
  rw [andNeuron, dot_comm, dot, e]
  exact relu_and_bounds S i j h0

/-- For any design of neurons, the neurons that contain the features `i ≠ j` add up to their number times the
conjunction of the two, and at most one more for each neuron among them and each other active feature in it.
Source: hanni2024, on universal conjunctions.
Why: one layer computes every conjunction of two features at once, up to the interference of triples.
Tight: `universalAnd_error_tight`, where all four features are active. -/
theorem universalAnd_error [DecidableLE α] (C : Fin N → Fin n → Bool) (S : Fin n → Bool) {i j : Fin n} (hij : i ≠ j) :
    (pairCount C i j : α) * conjunction S i j ≤
        (sum fun a => if C a i = true ∧ C a j = true then (andNeuron C S a : α) else 0) ∧
      (sum fun a => if C a i = true ∧ C a j = true then (andNeuron C S a : α) else 0) ≤
        (pairCount C i j : α) * conjunction S i j +
          sum fun l => indicator (others S i j) l * (tripleCount C i j l : α) := by
  have hp : (pairCount C i j : α) * conjunction S i j =
      sum fun a => if C a i = true ∧ C a j = true then (conjunction S i j : α) else 0 := by
    rw [pairCount, ← sum_ite_set]
    exact sum_congr fun a => by simp only [Bool.and_eq_true]
  have ht : (sum fun l => indicator (others S i j) l * (tripleCount C i j l : α)) = sum fun a =>
      if C a i = true ∧ C a j = true then sum fun l => indicator (others S i j) l * (indicator (C a) : Vec α n) l
      else 0 := by
    have e : ∀ l, indicator (others S i j) l * (tripleCount C i j l : α) = sum fun a =>
        if C a i = true ∧ C a j = true then indicator (others S i j) l * (indicator (C a) : Vec α n) l else 0 :=
      fun l => by
        rw [tripleCount, ← sum_indicator, mul_sum]
        exact sum_congr fun a => mul_ite_and _ _ _ _
    rw [sum_congr e, sum_comm]
    refine sum_congr fun a => ?_
    split
    · rfl
    · exact sum_eq_zero fun _ => rfl
  rw [hp, ht, ← sum_add]
  constructor
  · refine sum_le_sum fun a => ?_
    split
    · rename_i h
      exact (andNeuron_bounds C S hij a h.1 h.2).1
    · exact Std.le_refl _
  · refine sum_le_sum fun a => ?_
    split
    · rename_i h
      exact (andNeuron_bounds C S hij a h.1 h.2).2
    · grind

/-- Equality in `universalAnd_error` and `universalAnd_error_le`: two neurons that contain the features `0` and `1`, and
one of them `2`, the other `3`, read `2` if all four features are active, one more than the conjunction. -/
theorem universalAnd_error_tight :
    (sum fun a => if twoTriples a 0 = true ∧ twoTriples a 1 = true then andNeuron twoTriples (fun _ => true) a else 0) =
        (2 * 1 + 2 : Rat) ∧
      andReadout twoTriples (fun _ => true) 0 1 = (1 + 1 / 2 * 2 : Rat) := by
  decide +kernel

/-- If the features `i ≠ j` share a neuron, and a third feature is in at most the share `ρ` of the neurons that contain
both, then their read-out is the conjunction of the two, and at most `ρ` more for each other active feature.
Source: hanni2024, on universal conjunctions.
Why: what matters of a design is how rarely three features meet, relative to how often two do; a random one with density
`q` has `ρ` near `q`.
Tight: `universalAnd_error_tight`, with `ρ = 1/2`; `universalAnd_error_le_needs_triples`. -/
theorem universalAnd_error_le [DecidableLE α] (C : Fin N → Fin n → Bool) (S : Fin n → Bool) {i j : Fin n} (hij : i ≠ j)
    (hpos : 0 < pairCount C i j) {ρ : α}
    (hρ : ∀ l, l ≠ i → l ≠ j → (tripleCount C i j l : α) ≤ ρ * (pairCount C i j : α)) :
    conjunction S i j ≤ (andReadout C S i j : α) ∧
      (andReadout C S i j : α) ≤ conjunction S i j + ρ * (count (others S i j) : α) := by
  have hP := (natCast_pos (α := α) (pairCount C i j)).mpr hpos
  have h := universalAnd_error (α := α) C S hij
  have hs : (sum fun l => indicator (others S i j) l * (tripleCount C i j l : α)) ≤
      sum fun l => if others S i j l = true then ρ * (pairCount C i j : α) else 0 := sum_le_sum fun l => by
    unfold indicator
    by_cases hl : others S i j l = true
    · have := hρ l (of_others hl).1 (of_others hl).2
      rw [if_pos hl, if_pos hl]
      grind
    · rw [if_neg hl, if_neg hl]
      grind
  rw [sum_ite_set] at hs
  rw [andReadout, le_div_iff hP, div_le_iff hP]
  exact ⟨by grind, by grind⟩

/-- `universalAnd_error_le` needs a bound on triples: with one neuron for three features the conjunction of the first
two reads one when the first and the third are active. -/
theorem universalAnd_error_le_needs_triples :
    andReadout (fun (_ : Fin 1) (_ : Fin 3) => true) (fun l => decide (l.val ≠ 1)) 0 1 = (1 : Rat) ∧
      conjunction (fun l : Fin 3 => decide (l.val ≠ 1)) 0 1 = (0 : Rat) := by
  decide +kernel

/-! ### Polynomials -/

private theorem polyState_polyPlace (c : Fin n → Fin 3 → Fin p) (S : Fin n → Bool) (c' : Fin 3 → Fin p) (x : Fin p) :
    (polyState c S : Vec α (p * p)) (polyPlace c' x) =
      sum fun l => indicator S l * if polyValue (c l) x.val = polyValue c' x.val then 1 else 0 := by
  rw [polyState, lincomb]
  refine sum_congr fun l => ?_
  simp only [polyCode, polyPlace, pairIndex_div, pairIndex_mod]
  congr 1
  by_cases h : polyValue (c l) x.val = polyValue c' x.val
  · rw [if_pos h, if_pos h.symm]
  · rw [if_neg h, if_neg fun e => h e.symm]

/-- At how many of the places of `i` and `j` at `x` the graph of `l` is. -/
private def meets (c : Fin n → Fin 3 → Fin p) (i j : Fin n) (x : Fin p) (l : Fin n) : α :=
  (if polyValue (c l) x.val = polyValue (c i) x.val then 1 else 0) +
    if polyValue (c l) x.val = polyValue (c j) x.val then 1 else 0

private theorem meets_nonneg (c : Fin n → Fin 3 → Fin p) (i j : Fin n) (x : Fin p) (l : Fin n) :
    0 ≤ (meets c i j x l : α) := by
  unfold meets
  split <;> split <;> grind

private theorem sum_meets (c : Fin n → Fin 3 → Fin p) (i j l : Fin n) :
    (sum fun x : Fin p => (meets c i j x l : α)) =
      dot (polyCode (c l)) (polyCode (c i)) + dot (polyCode (c l)) (polyCode (c j)) := by
  simp only [meets, sum_add, dot_polyCode]

private theorem sum_indicator_meets_nonneg (c : Fin n → Fin 3 → Fin p) (S : Fin n → Bool) (i j : Fin n) (x : Fin p) :
    (0 : α) ≤ sum fun l => indicator S l * meets c i j x l :=
  sum_nonneg fun l => mul_nonneg (indicator_nonneg _ l) (meets_nonneg c i j x l)

private theorem placeNeuron_bounds [DecidableLE α] (c : Fin n → Fin 3 → Fin p) (S : Fin n → Bool) {i j : Fin n}
    (hij : i ≠ j) {x : Fin p} (hx : polyValue (c i) x.val ≠ polyValue (c j) x.val) :
    conjunction S i j ≤ placeNeuron (polyState c S : Vec α (p * p)) (polyPlace (c i) x) (polyPlace (c j) x) ∧
      placeNeuron (polyState c S : Vec α (p * p)) (polyPlace (c i) x) (polyPlace (c j) x) ≤
        conjunction S i j + sum fun l => indicator (others S i j) l * meets c i j x l := by
  have e := sum_indicator_split (α := α) S hij (f := meets c i j x)
    (by rw [meets, if_pos rfl, if_neg hx]; grind) (by rw [meets, if_neg fun h => hx h.symm, if_pos rfl]; grind)
  have hs : (polyState c S : Vec α (p * p)) (polyPlace (c i) x) + (polyState c S : Vec α (p * p)) (polyPlace (c j) x) =
      sum fun l => indicator S l * meets c i j x l := by
    rw [polyState_polyPlace, polyState_polyPlace, ← sum_add]
    exact sum_congr fun l => by rw [meets]; grind
  rw [placeNeuron, hs, e]
  exact relu_and_bounds S i j (sum_indicator_meets_nonneg c _ i j x)

private theorem count_others_le (S : Fin n → Bool) (i j : Fin n) : count (others S i j) ≤ count S := by
  have h := sum_le_sum (f := (indicator (others S i j) : Vec Rat n)) (g := indicator S) fun l => by
    by_cases hl : l = i ∨ l = j
    · rw [indicator_of_false (S := others S i j) (if_pos hl)]
      exact indicator_nonneg S l
    · have ho : others S i j l = S l := if_neg hl
      simp only [indicator, ho]
      exact Std.le_refl _
  rw [sum_indicator, sum_indicator] at h
  exact (natCast_le_natCast (α := Rat) _ _).mp h

/-- Every other active feature meets the graphs of `i` and `j` in at most four places. -/
private theorem sum_meets_others_le (hp : ∀ a b : Fin p, a.val * b.val % p = 0 → a.val = 0 ∨ b.val = 0)
    {c : Fin n → Fin 3 → Fin p} (hc : ∀ i j, i ≠ j → ∃ l, c i l ≠ c j l) (S : Fin n → Bool) (i j : Fin n) :
    (sum fun x : Fin p => sum fun l => indicator (others S i j) l * (meets c i j x l : α)) ≤
      4 * (count (others S i j) : α) := by
  rw [sum_comm, Lean.Grind.CommRing.mul_comm, ← sum_ite_set]
  refine sum_le_sum fun l => ?_
  rw [← mul_sum, sum_meets, indicator]
  by_cases hl : others S i j l = true
  · have h₁ := polyCode_overlap (α := α) hp (hc l i (of_others hl).1)
    have h₂ := polyCode_overlap (α := α) hp (hc l j (of_others hl).2)
    rw [if_pos hl, if_pos hl]
    grind
  · rw [if_neg hl, if_neg hl]
    grind

private theorem placesApart_add (c c' : Fin 3 → Fin p) :
    (placesApart c c' : α) + dot (polyCode c) (polyCode c') = (p : α) := by
  rw [dot_polyCode, placesApart, ← sum_add, sum_congr (g := fun _ => (1 : α)) fun x => by split <;> grind, sum_const]
  grind

private theorem placesApart_nonneg (c c' : Fin 3 → Fin p) : 0 ≤ (placesApart c c' : α) :=
  sum_nonneg fun x => by split <;> grind

/-- For different quadratic polynomials modulo a prime `p`, the neurons at the two places of the graphs of `i ≠ j` add
up to the number of places at which these differ, at least `p - 2`, times the conjunction of the two, and at most four
more for each other active feature.
Source: hanni2024, on universal conjunctions; devore2007, on the polynomials.
Why: any other feature meets each of the two graphs in at most two places, and disturbs only there.
Tight: `polyAndReadout_error_tight`, a polynomial that meets both graphs twice. -/
theorem polyAndReadout_error [DecidableLE α] (hp : ∀ a b : Fin p, a.val * b.val % p = 0 → a.val = 0 ∨ b.val = 0)
    {c : Fin n → Fin 3 → Fin p} (hc : ∀ i j, i ≠ j → ∃ l, c i l ≠ c j l) (S : Fin n → Bool) {i j : Fin n}
    (hij : i ≠ j) (h2 : 2 < p) :
    (p : α) - 2 ≤ placesApart (c i) (c j) ∧ conjunction S i j ≤ (polyAndReadout c S i j : α) ∧
      placesApart (c i) (c j) * polyAndReadout c S i j ≤
        placesApart (c i) (c j) * conjunction S i j + 4 * (count (others S i j) : α) := by
  have hD : (p : α) - 2 ≤ placesApart (c i) (c j) := by
    have := placesApart_add (α := α) (c i) (c j)
    have := polyCode_overlap (α := α) hp (hc i j hij)
    grind
  have hp2 := (natCast_le_natCast (α := α) 3 p).mpr h2
  have hD0 : (0 : α) < placesApart (c i) (c j) := by grind
  have hm : placesApart (c i) (c j) * (conjunction S i j : α) = sum fun x : Fin p =>
      if polyValue (c i) x.val = polyValue (c j) x.val then 0 else (conjunction S i j : α) := by
    rw [placesApart, sum_mul]
    exact sum_congr fun x => by split <;> grind
  have hr : placesApart (c i) (c j) * (polyAndReadout c S i j : α) = sum fun x : Fin p =>
      if polyValue (c i) x.val = polyValue (c j) x.val then 0 else
        placeNeuron (polyState c S) (polyPlace (c i) x) (polyPlace (c j) x) := by
    have hd : ∀ s d : α, 0 < d → d * (s / d) = s := fun s d h => by grind
    exact hd _ _ hD0
  refine ⟨hD, le_of_mul_le_mul_left ?_ hD0, ?_⟩
  · rw [hr, hm]
    refine sum_le_sum fun x => ?_
    by_cases hx : polyValue (c i) x.val = polyValue (c j) x.val
    · rw [if_pos hx, if_pos hx]
      exact Std.le_refl _
    · rw [if_neg hx, if_neg hx]
      exact (placeNeuron_bounds c S hij hx).1
  · refine Std.le_trans ?_ (Std.le_trans (b := placesApart (c i) (c j) * conjunction S i j +
      sum fun x : Fin p => sum fun l => indicator (others S i j) l * meets c i j x l) (Std.le_refl _) ?_)
    · rw [hr, hm, ← sum_add]
      refine sum_le_sum fun x => ?_
      by_cases hx : polyValue (c i) x.val = polyValue (c j) x.val
      · have := sum_indicator_meets_nonneg (α := α) c (others S i j) i j x
        rw [if_pos hx, if_pos hx]
        grind
      · rw [if_neg hx, if_neg hx]
        exact (placeNeuron_bounds c S hij hx).2
    · have := sum_meets_others_le (α := α) hp hc S i j
      grind

/-- Equality in `polyAndReadout_error`: modulo seven, while `0` and `x² - 2 x` are active, the conjunction of `0` and
`1` reads `4/7`, because the graph of `x² - 2 x` meets each of the two twice. -/
theorem polyAndReadout_error_tight :
    placesApart (meetingQuadratics 0) (meetingQuadratics 1) = (7 : Rat) ∧
      count (others (fun i => decide (i.val ≠ 1)) (0 : Fin 3) 1) = 1 ∧
      polyAndReadout meetingQuadratics (fun i => decide (i.val ≠ 1)) 0 1 = (4 / 7 : Rat) ∧
      conjunction (fun i => decide (i.val ≠ 1)) (0 : Fin 3) 1 = (0 : Rat) := by
  decide +kernel

/-- With `4 k + 2 < p` active features of a dictionary of different quadratic polynomials modulo a prime `p`, two
different features are both active exactly if their read-out is at least one.
Source: hanni2024, on universal conjunctions; devore2007, on the polynomials.
Why: `p²` dimensions hold `p³` features, and one layer of rectifiers with one threshold computes all conjunctions of two
of them, about `p⁶ / 2`, from at most `p³ / 2` neurons, each of which serves many pairs. Nothing is random.
Tight: an equivalence; `polyCode_universalAnd_needs_sparsity`, `polyCode_universalAnd_needs_prime`. -/
theorem polyCode_universalAnd [DecidableLE α] (hp : ∀ a b : Fin p, a.val * b.val % p = 0 → a.val = 0 ∨ b.val = 0)
    {c : Fin n → Fin 3 → Fin p} (hc : ∀ i j, i ≠ j → ∃ l, c i l ≠ c j l) (S : Fin n → Bool)
    (hk : 4 * count S + 2 < p) {i j : Fin n} (hij : i ≠ j) :
    1 ≤ (polyAndReadout c S i j : α) ↔ S i = true ∧ S j = true := by
  obtain ⟨hD, hlo, hhi⟩ := polyAndReadout_error (α := α) hp hc S hij (by omega)
  constructor
  · intro h
    refine Classical.byContradiction fun hn => ?_
    rw [conjunction, if_neg hn] at hhi
    have hle := count_others_le S i j
    have hk' := (natCast_le_natCast (α := α) (4 * count (others S i j) + 3) p).mpr (by omega)
    have := mul_le_mul_of_nonneg_left h (placesApart_nonneg (α := α) (c i) (c j))
    grind
  · intro h
    rw [conjunction, if_pos h] at hlo
    exact hlo

/-- `polyCode_universalAnd` needs few active features: modulo five, while three polynomials are active that meet the
graphs of `0` and `1` twice each, the conjunction of these two inactive ones reads `7/5`. -/
theorem polyCode_universalAnd_needs_sparsity :
    polyAndReadout crowdedQuadratics (fun i => decide (2 ≤ i.val)) 0 1 = (7 / 5 : Rat) := by
  decide +kernel

/-- `polyCode_universalAnd` needs a prime: modulo twelve `6 x + 6 x²` vanishes everywhere, so that the conjunction of
`0` and `1` reads one while `0` and that polynomial are active. -/
theorem polyCode_universalAnd_needs_prime :
    4 * count (fun i : Fin 3 => decide (i.val ≠ 1)) + 2 < 12 ∧
      vanishingQuadratic 0 1 ≠ vanishingQuadratic 2 1 ∧
      polyAndReadout vanishingQuadratic (fun i => decide (i.val ≠ 1)) 0 1 = (1 : Rat) := by
  decide +kernel

/-! ### Removing the noise -/

/-- If `4 k ≤ a (p - 2)` with `a < 1/2`, where `k` features of a dictionary of different quadratic polynomials modulo a
prime `p` are active, then the restored read-out of every two different features is their conjunction.
Source: hanni2024, on error correction; devore2007, on the polynomials.
Why: with somewhat fewer active features the conjunctions are exact numbers and no threshold is left to be applied, so
that the next layer can compute with them.
Tight: an identity. -/
theorem polyCode_and_denoised [DecidableLE α] (hp : ∀ a b : Fin p, a.val * b.val % p = 0 → a.val = 0 ∨ b.val = 0)
    {c : Fin n → Fin 3 → Fin p} (hc : ∀ i j, i ≠ j → ∃ l, c i l ≠ c j l) (S : Fin n → Bool) {a : α} (ha : 2 * a < 1)
    (h2 : 2 < p) (hk : 4 * (count S : α) ≤ a * ((p : α) - 2)) {i j : Fin n} (hij : i ≠ j) :
    denoise a (polyAndReadout c S i j) = conjunction S i j := by
  obtain ⟨hD, hlo, hhi⟩ := polyAndReadout_error (α := α) hp hc S hij h2
  have hp2 := (natCast_le_natCast (α := α) 3 p).mpr h2
  have hc0 := natCast_nonneg (α := α) (count S)
  have hle := (natCast_le_natCast (α := α) _ _).mpr (count_others_le S i j)
  have ha0 : 0 ≤ a := Classical.byContradiction fun h => by
    have := mul_pos (a := -a) (b := (p : α) - 2) (by grind) (by grind)
    grind
  have haD := mul_le_mul_of_nonneg_left hD ha0
  have hr : (polyAndReadout c S i j : α) ≤ conjunction S i j + a :=
    le_of_mul_le_mul_left (c := placesApart (c i) (c j)) (by grind) (by grind)
  have hb : (conjunction S i j : α) = if (S i && S j) = true then 1 else 0 := by
    simp only [conjunction, Bool.and_eq_true]
  rw [hb] at hlo hr ⊢
  exact denoise_eq ha (S i && S j) (by grind) hr

end ToyModels
