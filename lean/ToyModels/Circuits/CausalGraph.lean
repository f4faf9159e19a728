module

public import ToyModels.Foundations.BooleanSet
public import ToyModels.Foundations.Matrix

/-!
# Total effects in a computational graph

The components of a network in the order of computation are the nodes of a graph without cycles: each node adds up what
the nodes before it send, each over an edge with a weight, and an input of its own. The effect of a node on a later one
is then the sum, over all paths from the one to the other, of the products of the weights on the path. This is
what path patching takes apart; and what is lost when a node is cut off is exactly the paths that go through it.

A path is a set of nodes, those that it visits: since edges go forward the order is known.

## Main definitions

* `IsAcyclic A`: edges go forward; `A t s` is the weight of the edge from `s` to `t`.
* `totalEffect A`: the sum of the powers of the matrix below the number of nodes.
* `follows S u v`: the node `v` comes next after `u` in the set `S`.
* `joins S s t`: the set `S` has the first node `s` and the last node `t`.
* `pathWeight A S`: the product of the weights of the edges between consecutive nodes of `S`.
* `pathSum A t s`: the sum of these weights over all paths from `s` to `t`.
* `clamp A s`: the graph without the edges into `s`.
* `cutEdge A b a`: the graph without the edge from `a` to `b`.
* `detour`: a small example.
* `doValue A u s c`: the values of all nodes if node `s` is set to `c` by hand.

## Main statements

* `dag_solution_iff`: the values of the nodes are the total effects applied to the inputs, and nothing else.
* `dag_total_effect_path_sum`: a total effect is the sum over the paths.
* `dag_do_effect`: it is what setting a node by hand changes.
* `dag_mediated_effect`, `dag_edge_effect`: cutting off a node, or an edge, removes the product of the effects to it and
  from it.

## Proof idea

An edge goes at least one node forward, so that powers of the matrix vanish in the end and their sum inverts `1 - A`.
Solutions are unique, because the values can be computed in order. That the sum over paths is a solution is an
induction on the last node: a path to it is a path to some node before it and one edge.

## What is not claimed

Nodes are linear and scalar. For nodes that are not linear there is no decomposition into paths:
`patch_effects_additive_needs_linear` is an example in the file on interventions.

## References

* [wright1921], on path coefficients; [pearl2009], on interventions; [elhage2021], on paths.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

open Mat

/-- Edges go from earlier nodes to later ones only. -/
def IsAcyclic (A : Mat α n n) : Prop := ∀ t s, t.val ≤ s.val → A t s = 0

/-- The total effect of each node on each other, `1 + A + ⋯ + A^(n-1)`; row `t` and column `s` for the effect of `s` on
`t`. -/
def totalEffect (A : Mat α n n) : Mat α n n := fun t s => sum fun k : Fin n => matrixPower A k.val t s

/-- Whether the node `v` comes next after `u` among the nodes in `S`. -/
def follows (S : Fin n → Bool) (u v : Fin n) : Bool :=
  decide (S u = true ∧ S v = true ∧ u.val < v.val ∧ ∀ w, u.val < w.val → w.val < v.val → S w = false)

/-- Whether the nodes in `S` make up a path from `s` to `t`: both are in `S`, and all others lie between them. -/
def joins (S : Fin n → Bool) (s t : Fin n) : Bool :=
  decide (S s = true ∧ S t = true ∧ ∀ v, S v = true → s.val ≤ v.val ∧ v.val ≤ t.val)

/-- The weight of the path through the nodes in `S`: the product of the weights of its edges. -/
def pathWeight (A : Mat α n n) (S : Fin n → Bool) : α :=
  prod fun v => prod fun u => if follows S u v = true then A v u else 1

/-- The sum of the weights of all paths from `s` to `t`. -/
def pathSum (A : Mat α n n) (t s : Fin n) : α :=
  sum fun k : Fin (2 ^ n) => if joins (pattern k.val) s t = true then pathWeight A (pattern k.val) else 0

/-- The graph with the edges into `s` cut. -/
def clamp (A : Mat α n n) (s : Fin n) : Mat α n n := fun t j => if t = s then 0 else A t j

/-- The graph without the edge from `a` to `b`. -/
def cutEdge (A : Mat α n n) (b a : Fin n) : Mat α n n := fun t j => if t = b ∧ j = a then 0 else A t j

/-- The values of all nodes with the inputs `u`, if node `s` is set to `c` by hand. -/
def doValue (A : Mat α n n) (u : Vec α n) (s : Fin n) (c : α) : Vec α n :=
  (totalEffect (clamp A s)).mulVec fun t => if t = s then c else u t

/-- Three nodes: an edge of weight `3` from the first to the last, and edges of weights `2` and `5` by the middle. -/
def detour : Mat Rat 3 3 := fun t s =>
  if t.val = 1 ∧ s.val = 0 then 2 else if t.val = 2 ∧ s.val = 0 then 3 else if t.val = 2 ∧ s.val = 1 then 5 else 0

/-! ### Powers and solutions -/

private theorem power_eq_zero {A : Mat α n n} (hA : IsAcyclic A) (k : Nat) (t s : Fin n) (h : t.val < s.val + k) :
    matrixPower A k t s = 0 := by
  induction k generalizing t with
  | zero => exact if_neg fun e => by rw [e] at h; omega
  | succ k ih =>
    refine sum_eq_zero fun j => ?_
    by_cases hj : t.val ≤ j.val
    · rw [hA t j hj]; grind
    · rw [ih j (by omega)]; grind

private theorem sum_power (A : Mat α n n) (k : Nat) (t s : Fin n) :
    (sum fun j => A t j * sum fun l : Fin k => matrixPower A l.val j s) + one t s =
      (sum fun l : Fin k => matrixPower A l.val t s) + matrixPower A k t s := by
  induction k with
  | zero =>
    simp only [sum_zero, matrixPower]
    rw [sum_eq_zero fun j => by grind]
  | succ k ih =>
    have e : ∀ t, (sum fun l : Fin (k + 1) => matrixPower A l.val t s) =
        (sum fun l : Fin k => matrixPower A l.val t s) + matrixPower A k t s := fun t => sum_succ _
    have d : ∀ j, A t j * ((sum fun l : Fin k => matrixPower A l.val j s) + matrixPower A k j s) =
        A t j * (sum fun l : Fin k => matrixPower A l.val j s) + A t j * matrixPower A k j s := fun j => by grind
    simp only [e, d, sum_add]
    change _ = _ + _ + sum fun j => A t j * matrixPower A k j s
    grind

/-- The powers of an acyclic graph vanish from the number of nodes on.
Source: pearl2009, on linear structural models.
Why: no path is longer than the network is deep.
Tight: a chain of `n` nodes has a path of `n - 1` edges, `dag_power_eq_zero_tight`. -/
theorem dag_power_eq_zero {A : Mat α n n} (hA : IsAcyclic A) (t s : Fin n) : matrixPower A n t s = 0 :=
  power_eq_zero hA n t s (by omega)

/-- Sharpness of `dag_power_eq_zero`: in a chain of three nodes there is a path of two edges. -/
theorem dag_power_eq_zero_tight :
    matrixPower (fun t s => if t.val = s.val + 1 then 1 else 0 : Mat Rat 3 3) 2 2 0 = 1 := by
  decide +kernel

/-- The effect on a node is what the nodes before it pass on, and one for itself. -/
theorem totalEffect_eq {A : Mat α n n} (hA : IsAcyclic A) (t s : Fin n) :
    totalEffect A t s = (sum fun j => A t j * totalEffect A j s) + one t s := by
  have h := sum_power A n t s
  rw [dag_power_eq_zero hA] at h
  simp only [totalEffect]
  grind

private theorem eq_zero_of_fixed {A : Mat α n n} (hA : IsAcyclic A) {y : Vec α n}
    (h : ∀ t, y t = sum fun j => A t j * y j) (t : Fin n) : y t = 0 := by
  have hk : ∀ k, ∀ t : Fin n, t.val < k → y t = 0 := fun k => by
    induction k with
    | zero => intro t ht; omega
    | succ k ih =>
      intro t ht
      rw [h t]
      refine sum_eq_zero fun j => ?_
      by_cases hj : t.val ≤ j.val
      · rw [hA t j hj]; grind
      · rw [ih j (by omega)]; grind
  exact hk _ t (Nat.lt_succ_self _)

/-- In an acyclic graph the values `x` of the nodes satisfy `x = A x + u`, for the inputs `u`, exactly if they are the
total effects applied to the inputs.
Source: pearl2009, on linear structural models.
Why: the forward pass is linear in what enters at each node, with the total effects as its coefficients.
Tight: `dag_solution_iff_needs_acyclic`. -/
theorem dag_solution_iff {A : Mat α n n} (hA : IsAcyclic A) (x u : Vec α n) :
    (∀ t, x t = A.mulVec x t + u t) ↔ ∀ t, x t = (totalEffect A).mulVec u t := by
  have hT : ∀ t, (totalEffect A).mulVec u t = A.mulVec ((totalEffect A).mulVec u) t + u t := fun t => by
    have e : totalEffect A = (A.mul (totalEffect A)).add one := funext fun t => funext fun s => totalEffect_eq hA t s
    rw [mulVec_mulVec]
    conv => lhs; rw [e]
    rw [add_mulVec, one_mulVec]
  constructor
  · intro h t
    have hd := eq_zero_of_fixed hA (y := fun t => x t - (totalEffect A).mulVec u t) (fun t => by
      have hs : A.mulVec (fun j => x j - (totalEffect A).mulVec u j) t =
          A.mulVec x t - A.mulVec ((totalEffect A).mulVec u) t := dot_sub _ _ _
      change x t - (totalEffect A).mulVec u t = A.mulVec (fun j => x j - (totalEffect A).mulVec u j) t
      have h₁ := h t
      have h₂ := hT t
      rw [hs]
      grind) t
    grind
  · intro h t
    rw [funext h]
    exact hT t

/-- `dag_solution_iff` needs a graph without cycles: a node that adds its own value to its input `1` has no value. -/
theorem dag_solution_iff_needs_acyclic (x : Vec Rat 1) : ¬∀ t, x t = (one : Mat Rat 1 1).mulVec x t + 1 := by
  intro h
  have := h 0
  rw [one_mulVec] at this
  grind

private theorem eq_totalEffect {A : Mat α n n} (hA : IsAcyclic A) {z : Vec α n} {s : Fin n}
    (h : ∀ t, z t = (sum fun j => A t j * z j) + one t s) (t : Fin n) : z t = totalEffect A t s := by
  have e : ∀ t, one t s = (basisVec s : Vec α n) t := fun t => by simp only [one, basisVec, eq_comm]
  have := (dag_solution_iff hA z (basisVec s)).mp (fun t => (h t).trans (by rw [e t]; rfl)) t
  rw [this]
  exact dot_basisVec _ _

/-! ### Products -/

private theorem prod_congr {f g : Fin n → α} (h : ∀ i, f i = g i) : prod f = prod g :=
  congrArg prod (funext h)

private theorem prod_eq_one {f : Fin n → α} (h : ∀ i, f i = 1) : prod f = 1 := by
  induction n with
  | zero => rfl
  | succ n ih =>
    rw [prod, ih fun i => h i.castSucc, h]
    grind

private theorem prod_ite_eq (m : Fin n) (f : Fin n → α) : prod (fun u => if u = m then f u else 1) = f m := by
  induction n with
  | zero => exact m.elim0
  | succ n ih =>
    rw [prod]
    cases m using Fin.lastCases with
    | last =>
      rw [prod_eq_one fun i => if_neg fun e => by have := congrArg Fin.val e; have := i.isLt; simp at *; omega,
        if_pos rfl]
      grind
    | cast m =>
      have h := ih m fun u => f u.castSucc
      have e : ∀ u : Fin n, (if u.castSucc = m.castSucc then f u.castSucc else 1) =
          if u = m then f u.castSucc else 1 := fun u => by simp only [Fin.castSucc_inj]
      rw [prod_congr e, h, if_neg fun e => by have := congrArg Fin.val e; have := m.isLt; simp at *; omega]
      grind

/-! ### Paths and the last node -/

variable {S : Fin (n + 1) → Bool} {A : Mat α (n + 1) (n + 1)}

private theorem follows_castSucc (S : Fin (n + 1) → Bool) (u v : Fin n) :
    follows S u.castSucc v.castSucc = follows (fun w => S w.castSucc) u v := by
  unfold follows
  refine decide_eq_decide.mpr ⟨fun h => ⟨h.1, h.2.1, h.2.2.1, fun w => h.2.2.2 w.castSucc⟩,
    fun h => ⟨h.1, h.2.1, h.2.2.1, fun w => ?_⟩⟩
  cases w using Fin.lastCases with
  | last => intro _ hw; have := v.isLt; simp only [Fin.val_last, Fin.val_castSucc] at hw; omega
  | cast w => exact h.2.2.2 w

private theorem follows_last_left (S : Fin (n + 1) → Bool) (v : Fin (n + 1)) : follows S (Fin.last n) v = false := by
  unfold follows
  refine decide_eq_false fun h => ?_
  have h₁ := h.2.2.1
  have := v.isLt
  simp only [Fin.val_last] at h₁
  omega

private theorem follows_castSucc_last (S : Fin (n + 1) → Bool) (u : Fin n) :
    follows S u.castSucc (Fin.last n) = decide (S u.castSucc = true ∧ S (Fin.last n) = true ∧
      ∀ w : Fin n, u.val < w.val → S w.castSucc = false) := by
  unfold follows
  refine decide_eq_decide.mpr ⟨fun h => ⟨h.1, h.2.1, fun w hw => h.2.2.2 w.castSucc hw w.isLt⟩,
    fun h => ⟨h.1, h.2.1, u.isLt, fun w => ?_⟩⟩
  cases w using Fin.lastCases with
  | last => intro _ hw; exact absurd hw (Nat.lt_irrefl _)
  | cast w => intro hw _; exact h.2.2 w hw

private theorem pathWeight_succ (A : Mat α (n + 1) (n + 1)) (S : Fin (n + 1) → Bool) :
    pathWeight A S = pathWeight (fun t s => A t.castSucc s.castSucc) (fun v => S v.castSucc) *
      prod fun u : Fin n => if follows S u.castSucc (Fin.last n) = true then A (Fin.last n) u.castSucc else 1 := by
  simp only [pathWeight, prod, follows_castSucc, follows_last_left, Bool.false_eq_true, if_false,
    Lean.Grind.Semiring.mul_one]

private theorem pathWeight_off (h : S (Fin.last n) = false) :
    pathWeight A S = pathWeight (fun t s => A t.castSucc s.castSucc) fun v => S v.castSucc := by
  rw [pathWeight_succ, prod_eq_one fun u => by
    simp only [follows_castSucc_last, h, Bool.false_eq_true, false_and, and_false, decide_false, if_false]]
  grind

private theorem pathWeight_on (h : S (Fin.last n) = true) :
    pathWeight A S = pathWeight (fun t s => A t.castSucc s.castSucc) (fun v => S v.castSucc) *
      prod fun u : Fin n => if S u.castSucc = true ∧ ∀ w : Fin n, u.val < w.val → S w.castSucc = false then
        A (Fin.last n) u.castSucc else 1 := by
  simp only [pathWeight_succ, follows_castSucc_last, h, true_and, decide_eq_true_eq]

private theorem pathWeight_empty {A : Mat α n n} {S : Fin n → Bool} (h : ∀ v, S v = false) : pathWeight A S = 1 :=
  prod_eq_one fun v => prod_eq_one fun u => if_neg fun hf => by
    have := (of_decide_eq_true hf).1
    rw [h u] at this
    exact absurd this Bool.false_ne_true

private theorem joins_off (h : S (Fin.last n) = false) (s t : Fin n) :
    joins S s.castSucc t.castSucc = joins (fun v => S v.castSucc) s t := by
  unfold joins
  refine decide_eq_decide.mpr ⟨fun h' => ⟨h'.1, h'.2.1, fun v => h'.2.2 v.castSucc⟩,
    fun h' => ⟨h'.1, h'.2.1, fun v => ?_⟩⟩
  cases v using Fin.lastCases with
  | last => intro hv; rw [h] at hv; exact absurd hv Bool.false_ne_true
  | cast v => exact h'.2.2 v

private theorem joins_on (h : S (Fin.last n) = true) (s : Fin (n + 1)) (t : Fin n) : joins S s t.castSucc = false := by
  unfold joins
  refine decide_eq_false fun h' => ?_
  have h₁ := (h'.2.2 (Fin.last n) h).2
  have := t.isLt
  simp only [Fin.val_last, Fin.val_castSucc] at h₁
  omega

private theorem joins_of_false {S : Fin n → Bool} {s t : Fin n} (h : S s = false ∨ S t = false) :
    joins S s t = false := by
  unfold joins
  refine decide_eq_false fun h' => ?_
  rcases h with h | h <;> simp [h] at h'

private theorem joins_last (h : S (Fin.last n) = true) (s : Fin n) :
    joins S s.castSucc (Fin.last n) =
      decide (S s.castSucc = true ∧ ∀ v : Fin n, S v.castSucc = true → s.val ≤ v.val) := by
  unfold joins
  refine decide_eq_decide.mpr ⟨fun h' => ⟨h'.1, fun v hv => (h'.2.2 v.castSucc hv).1⟩,
    fun h' => ⟨h'.1, h, fun v => ?_⟩⟩
  cases v using Fin.lastCases with
  | last => exact fun _ => ⟨Nat.le_of_lt s.isLt, Nat.le_refl _⟩
  | cast v => exact fun hv => ⟨h'.2 v hv, Nat.le_of_lt v.isLt⟩

private theorem joins_last_last (h : S (Fin.last n) = true) :
    joins S (Fin.last n) (Fin.last n) = decide (∀ v : Fin n, S v.castSucc = false) := by
  unfold joins
  refine decide_eq_decide.mpr ⟨fun h' v => ?_, fun h' => ⟨h, h, fun v => ?_⟩⟩
  · refine Bool.eq_false_iff.mpr fun hv => ?_
    have h₁ := (h'.2.2 v.castSucc hv).1
    have := v.isLt
    simp only [Fin.val_last, Fin.val_castSucc] at h₁
    omega
  · cases v using Fin.lastCases with
    | last => exact fun _ => ⟨Nat.le_refl _, Nat.le_refl _⟩
    | cast v => intro hv; rw [h' v] at hv; exact absurd hv Bool.false_ne_true

private theorem exists_last {n : Nat} {S : Fin n → Bool} {s : Fin n} (hs : S s = true) :
    ∃ m, S m = true ∧ ∀ v, S v = true → v.val ≤ m.val := by
  induction n with
  | zero => exact s.elim0
  | succ n ih =>
    by_cases h : S (Fin.last n) = true
    · exact ⟨Fin.last n, h, fun v _ => Nat.le_of_lt_succ v.isLt⟩
    · cases s using Fin.lastCases with
      | last => exact absurd hs h
      | cast s =>
        obtain ⟨m, hm, hmax⟩ := ih (S := fun v => S v.castSucc) hs
        refine ⟨m.castSucc, hm, fun v => ?_⟩
        cases v using Fin.lastCases with
        | last => exact fun hv => absurd hv h
        | cast v => exact hmax v

private theorem sum_joins (S : Fin n → Bool) (s : Fin n) (w : α) (a : Vec α n) :
    (sum fun j => a j * if joins S s j = true then w else 0) =
      if decide (S s = true ∧ ∀ v, S v = true → s.val ≤ v.val) = true then
        w * prod fun u => if S u = true ∧ ∀ v, u.val < v.val → S v = false then a u else 1
      else 0 := by
  by_cases h : S s = true ∧ ∀ v, S v = true → s.val ≤ v.val
  · obtain ⟨m, hm, hmax⟩ := exists_last h.1
    have e₁ : ∀ j, joins S s j = true ↔ j = m := fun j => by
      unfold joins
      rw [decide_eq_true_eq]
      exact ⟨fun h' => Fin.ext (Nat.le_antisymm (hmax j h'.2.1) (h'.2.2 m hm).2),
        fun h' => h' ▸ ⟨h.1, hm, fun v hv => ⟨h.2 v hv, hmax v hv⟩⟩⟩
    have e₂ : ∀ u, (S u = true ∧ ∀ v, u.val < v.val → S v = false) ↔ u = m := fun u => by
      refine ⟨fun h' => Fin.ext (Nat.le_antisymm (hmax u h'.1) (Nat.not_lt.mp fun hl => ?_)),
        fun h' => h' ▸ ⟨hm, fun v hv => Bool.eq_false_iff.mpr fun hS => ?_⟩⟩
      · have := h'.2 m hl
        rw [hm] at this
        exact absurd this.symm Bool.false_ne_true
      · have := hmax v hS
        omega
    have e₃ : ∀ j, (a j * if j = m then w else 0) = if j = m then a j * w else 0 := fun j => by grind
    simp only [e₁, e₂, e₃, h]
    rw [sum_ite_eq' m fun j => a j * w, prod_ite_eq]
    grind
  · rw [if_neg (by simpa using h)]
    refine sum_eq_zero fun j => ?_
    have : joins S s j = false := by
      unfold joins
      exact decide_eq_false fun h' => h ⟨h'.1, fun v hv => (h'.2.2 v hv).1⟩
    simp only [this, Bool.false_eq_true, if_false]
    grind

private theorem sum_empty : (sum fun k : Fin (2 ^ n) => if ∀ v : Fin n, pattern k.val v = false then (1 : α) else 0) =
    1 := by
  induction n with
  | zero =>
    rw [sum_congr fun k => if_pos fun v : Fin 0 => v.elim0, sum_const, Nat.pow_zero]
    grind
  | succ n ih =>
    rw [sum_two_pow_succ]
    refine Eq.trans (sum_congr fun k => ?_) ih
    have hoff : pattern (lastOff k).val (Fin.last n) = false := pattern_last k.isLt
    have hon : pattern (lastOn k).val (Fin.last n) = true := pattern_two_pow_add_last k.isLt
    have h₂ : ¬∀ v : Fin (n + 1), pattern (lastOn k).val v = false := fun h => by
      rw [h] at hon
      exact absurd hon Bool.false_ne_true
    have h₁ : (∀ v : Fin (n + 1), pattern (lastOff k).val v = false) ↔ ∀ v : Fin n, pattern k.val v = false :=
      ⟨fun h v => h v.castSucc, fun h v => by
        cases v using Fin.lastCases with
        | last => exact hoff
        | cast v => exact h v⟩
    rw [if_neg h₂]
    simp only [h₁]
    grind

/-! ### The sum over paths -/

private theorem last_off (k : Fin (2 ^ n)) : pattern (lastOff k).val (Fin.last n) = false := pattern_last k.isLt

private theorem last_on (k : Fin (2 ^ n)) : pattern (lastOn k).val (Fin.last n) = true :=
  pattern_two_pow_add_last k.isLt

private theorem init_on (k : Fin (2 ^ n)) :
    (fun v : Fin n => pattern (lastOn k).val v.castSucc) = (pattern k.val : Fin n → Bool) :=
  funext fun v => pattern_two_pow_add k.val v

private theorem pathSum_castSucc (A : Mat α (n + 1) (n + 1)) (t s : Fin n) :
    pathSum A t.castSucc s.castSucc = pathSum (fun t s => A t.castSucc s.castSucc) t s := by
  rw [pathSum, sum_two_pow_succ]
  refine sum_congr fun k => ?_
  rw [joins_off (last_off k), joins_on (last_on k), pathWeight_off (last_off k), if_neg Bool.false_ne_true]
  exact (by grind : ∀ a : α, a + 0 = a) _

private theorem pathSum_castSucc_last (A : Mat α (n + 1) (n + 1)) (t : Fin n) :
    pathSum A t.castSucc (Fin.last n) = 0 := by
  rw [pathSum, sum_two_pow_succ]
  refine sum_eq_zero fun k => ?_
  rw [joins_of_false (Or.inl (last_off k)), joins_on (last_on k), if_neg Bool.false_ne_true, if_neg Bool.false_ne_true]
  grind

private theorem pathSum_last_castSucc (A : Mat α (n + 1) (n + 1)) (s : Fin n) :
    pathSum A (Fin.last n) s.castSucc =
      sum fun j : Fin n => A (Fin.last n) j.castSucc * pathSum (fun t s => A t.castSucc s.castSucc) j s := by
  rw [pathSum, sum_two_pow_succ]
  simp only [pathSum, mul_sum]
  rw [sum_comm]
  refine sum_congr fun k => ?_
  rw [joins_of_false (Or.inr (last_off k)), joins_last (last_on k), pathWeight_on (last_on k), init_on, sum_joins,
    if_neg Bool.false_ne_true]
  have e : ∀ v : Fin n, pattern (lastOn k).val v.castSucc = (pattern k.val : Fin n → Bool) v := fun v =>
    pattern_two_pow_add k.val v
  simp only [e]
  grind

private theorem pathSum_last_last (A : Mat α (n + 1) (n + 1)) : pathSum A (Fin.last n) (Fin.last n) = 1 := by
  rw [pathSum, sum_two_pow_succ]
  refine Eq.trans (sum_congr fun k => ?_) (sum_empty (n := n))
  have e : ∀ v : Fin n, pattern (lastOn k).val v.castSucc = (pattern k.val : Fin n → Bool) v := fun v =>
    pattern_two_pow_add k.val v
  rw [joins_of_false (Or.inl (last_off k)), joins_last_last (last_on k), if_neg Bool.false_ne_true]
  simp only [e, decide_eq_true_eq]
  by_cases h : ∀ v : Fin n, pattern k.val v = false
  · rw [if_pos h, if_pos h, pathWeight_on (last_on k), init_on, pathWeight_empty h,
      prod_eq_one fun u => if_neg fun h' => by rw [e, h u] at h'; exact absurd h'.1 Bool.false_ne_true]
    grind
  · rw [if_neg h, if_neg h]
    grind

private theorem pathSum_eq {A : Mat α n n} (hA : IsAcyclic A) (t s : Fin n) :
    pathSum A t s = (sum fun j => A t j * pathSum A j s) + one t s := by
  induction n with
  | zero => exact t.elim0
  | succ n ih =>
    have h := ih (A := fun t s => A t.castSucc s.castSucc) fun t s => hA t.castSucc s.castSucc
    have hne : ∀ j : Fin n, Fin.last n ≠ j.castSucc := fun j e => by
      have := congrArg Fin.val e
      have := j.isLt
      simp only [Fin.val_last, Fin.val_castSucc] at *
      omega
    rw [sum_succ]
    cases t using Fin.lastCases with
    | last =>
      rw [hA (Fin.last n) (Fin.last n) (Nat.le_refl _)]
      cases s using Fin.lastCases with
      | last =>
        simp only [pathSum_castSucc_last, pathSum_last_last, one, if_true]
        rw [sum_eq_zero fun j => by grind]
        grind
      | cast s =>
        simp only [pathSum_castSucc, pathSum_last_castSucc, one, if_neg (hne s)]
        grind
    | cast t =>
      rw [hA t.castSucc (Fin.last n) (Nat.le_of_lt t.isLt)]
      cases s using Fin.lastCases with
      | last =>
        simp only [pathSum_castSucc_last, one, if_neg (Ne.symm (hne t))]
        rw [sum_eq_zero fun j => by grind]
        grind
      | cast s =>
        simp only [pathSum_castSucc, h t s, one, Fin.castSucc_inj]
        grind

/-- The total effect of one node on another is the sum, over all paths between them, of the products of the weights
along the path.
Source: wright1921, the method of path coefficients; pearl2009, on linear structural models.
Why: path patching takes an effect apart without remainder: in a linear network the paths are all there is.
Tight: an identity; `dag_total_effect_path_sum_needs_acyclic`, `dag_total_effect_path_sum_example`. -/
theorem dag_total_effect_path_sum {A : Mat α n n} (hA : IsAcyclic A) (t s : Fin n) :
    totalEffect A t s = pathSum A t s :=
  (eq_totalEffect hA (z := fun t => pathSum A t s) (fun t => pathSum_eq hA t s) t).symm

/-- An instance of `dag_total_effect_path_sum`: a direct edge of weight `3` and a detour over edges of the weights `2`
and `5` make the total effect `3 + 2 * 5`. -/
theorem dag_total_effect_path_sum_example :
    totalEffect detour 2 0 = 13 ∧ pathSum detour 2 0 = 3 + 2 * 5 := by
  decide +kernel

/-- `dag_total_effect_path_sum` needs a graph without cycles: with an edge from each of two nodes to each, the powers
below `2` count a loop, which is not a path. -/
theorem dag_total_effect_path_sum_needs_acyclic :
    totalEffect (ofTwo 1 1 1 1 : Mat Rat 2 2) 0 0 = 2 ∧ pathSum (ofTwo 1 1 1 1 : Mat Rat 2 2) 0 0 = 1 := by
  decide +kernel

/-! ### Interventions -/

private theorem isAcyclic_clamp {A : Mat α n n} (hA : IsAcyclic A) (s : Fin n) : IsAcyclic (clamp A s) := by
  intro t j h
  unfold clamp
  rw [hA t j h]
  split <;> rfl

private theorem isAcyclic_cutEdge {A : Mat α n n} (hA : IsAcyclic A) (b a : Fin n) : IsAcyclic (cutEdge A b a) := by
  intro t j h
  unfold cutEdge
  rw [hA t j h]
  split <;> rfl

private theorem totalEffect_self {A : Mat α n n} (hA : IsAcyclic A) (s : Fin n) : totalEffect A s s = 1 := by
  rw [totalEffect_eq hA, sum_eq_zero fun j => ?_, one, if_pos rfl]
  · grind
  · by_cases h : s.val ≤ j.val
    · rw [hA s j h]; grind
    · have : totalEffect A j s = 0 := sum_eq_zero fun k => power_eq_zero hA k.val j s (by omega)
      rw [this]; grind

private theorem totalEffect_clamp {A : Mat α n n} (hA : IsAcyclic A) (t s : Fin n) :
    totalEffect (clamp A s) t s = totalEffect A t s := by
  refine (eq_totalEffect (isAcyclic_clamp hA s) (z := fun t => totalEffect A t s) (fun t => ?_) t).symm
  by_cases h : t = s
  · subst h
    change totalEffect A t t = (sum fun j => clamp A t t j * totalEffect A j t) + one t t
    rw [totalEffect_self hA, sum_eq_zero fun j => by simp only [clamp, if_true]; grind, one, if_pos rfl]
    grind
  · simp only [clamp, if_neg h]
    exact totalEffect_eq hA t s

/-- The values with node `s` set to `c` are the only ones at which that node is `c` and every other node has what its
edges and its input give it.
Source: pearl2009, on interventions.
Why: `doValue` is what activation patching computes: overwrite one node, run the rest of the forward pass.
Tight: `dag_solution_iff_needs_acyclic`. -/
theorem dag_doValue_iff {A : Mat α n n} (hA : IsAcyclic A) (x u : Vec α n) (s : Fin n) (c : α) :
    (∀ t, x t = if t = s then c else A.mulVec x t + u t) ↔ ∀ t, x t = doValue A u s c t := by
  refine Iff.trans (forall_congr' fun t => ?_)
    (dag_solution_iff (isAcyclic_clamp hA s) x fun t => if t = s then c else u t)
  have e : (clamp A s).mulVec x t = if t = s then 0 else A.mulVec x t := by
    by_cases h : t = s
    · rw [if_pos h]
      exact sum_eq_zero fun j => by simp only [clamp, if_pos h]; grind
    · rw [if_neg h]
      exact sum_congr fun j => by simp only [clamp, if_neg h]
  rw [e]
  split <;> grind

/-- Setting node `s` to `c'` instead of `c` changes every node by its total effect times `c' - c`.
Source: pearl2009, on interventions in linear models.
Why: what patching a node does to the output is read off the weights: the sum over the paths from the node.
Tight: an identity. -/
theorem dag_do_effect {A : Mat α n n} (hA : IsAcyclic A) (u : Vec α n) (s t : Fin n) (c c' : α) :
    doValue A u s c' t - doValue A u s c t = totalEffect A t s * (c' - c) := by
  have e : (fun j => (if j = s then c' else u j) - if j = s then c else u j) = fun j => (c' - c) * basisVec s j :=
    funext fun j => by unfold basisVec; grind
  have h := dot_sub (totalEffect (clamp A s) t) (fun t => if t = s then c' else u t) fun t => if t = s then c else u t
  rw [e, dot_smul, dot_basisVec, totalEffect_clamp hA] at h
  simp only [doValue, mulVec]
  grind

/-- Cutting the edges into a node `m` takes from the effect of any other node `s` what went through `m`: the effect of
`s` on `m` times the effect of `m`.
Source: pearl2009, on direct and indirect effects.
Why: ablating a node removes exactly the paths through it, and their sum is a product.
Tight: an identity; `dag_mediated_effect_needs_other`. -/
theorem dag_mediated_effect {A : Mat α n n} (hA : IsAcyclic A) {m s : Fin n} (h : m ≠ s) (t : Fin n) :
    totalEffect A t s - totalEffect (clamp A m) t s = totalEffect A t m * totalEffect A m s := by
  have e := eq_totalEffect (isAcyclic_clamp hA m) (s := s)
    (z := fun t => totalEffect A t s - totalEffect A t m * totalEffect A m s) (fun t => ?_) t
  · grind
  · by_cases ht : t = m
    · subst ht
      change totalEffect A t s - totalEffect A t t * totalEffect A t s = (sum fun j => clamp A t t j *
        (totalEffect A j s - totalEffect A j t * totalEffect A t s)) + one t s
      rw [totalEffect_self hA, sum_eq_zero fun j => by simp only [clamp, if_true]; grind, one, if_neg h]
      grind
    · have d : ∀ j, A t j * (totalEffect A j s - totalEffect A j m * totalEffect A m s) =
          A t j * totalEffect A j s - A t j * totalEffect A j m * totalEffect A m s := fun j => by grind
      have h₁ := totalEffect_eq hA t s
      have h₂ := totalEffect_eq hA t m
      simp only [one, if_neg ht] at h₂
      simp only [clamp, if_neg ht, d, sum_sub, ← sum_mul]
      rw [h₁, h₂]
      grind

/-- Cutting the edge from `a` to `b` takes from the effect of `s` on `t` what went over that edge: the effect of `s` on
`a`, times the weight of the edge, times the effect of `b` on `t`.
Source: wright1921, the method of path coefficients; elhage2021, on paths.
Why: what path patching finds for an edge is one product; edges with small products can be left out of a circuit.
Tight: an identity; `dag_edge_effect_example`. -/
theorem dag_edge_effect {A : Mat α n n} (hA : IsAcyclic A) (a b s t : Fin n) :
    totalEffect A t s - totalEffect (cutEdge A b a) t s = totalEffect A t b * A b a * totalEffect A a s := by
  have h0 : A b a * totalEffect A a b = 0 := by
    by_cases h : b.val ≤ a.val
    · rw [hA b a h]; grind
    · have : totalEffect A a b = 0 := sum_eq_zero fun k => power_eq_zero hA k.val a b (by omega)
      rw [this]; grind
  have e := eq_totalEffect (isAcyclic_cutEdge hA b a) (s := s)
    (z := fun t => totalEffect A t s - totalEffect A t b * A b a * totalEffect A a s) (fun t => ?_) t
  · grind
  · have d : ∀ j, cutEdge A b a t j * (totalEffect A j s - totalEffect A j b * A b a * totalEffect A a s) =
        A t j * totalEffect A j s - A t j * totalEffect A j b * (A b a * totalEffect A a s) -
          if a = j then (if t = b then A b a * totalEffect A a s else 0) else 0 := fun j => by
      unfold cutEdge
      by_cases hj : a = j
      · subst hj
        by_cases ht : t = b
        · subst ht; grind
        · grind
      · grind
    have h₁ := totalEffect_eq hA t s
    have h₂ := totalEffect_eq hA t b
    simp only [d, sum_sub, ← sum_mul]
    rw [sum_ite_eq a fun _ => if t = b then A b a * totalEffect A a s else 0]
    by_cases ht : t = b
    · subst ht
      rw [totalEffect_self hA] at *
      simp only [one, if_true] at *
      grind
    · simp only [one, if_neg ht] at *
      grind

/-- An instance of `dag_edge_effect`: without the edge of weight `5` the effect `13` is the direct one of weight `3`. -/
theorem dag_edge_effect_example :
    totalEffect (cutEdge detour 2 1) 2 0 = 3 ∧ totalEffect detour 2 2 * detour 2 1 * totalEffect detour 1 0 = 10 := by
  decide +kernel

/-- `dag_mediated_effect` needs another node: the effect of a node does not depend on the edges into it. -/
theorem dag_mediated_effect_needs_other :
    totalEffect (ofTwo 0 0 1 0 : Mat Rat 2 2) 1 0 - totalEffect (clamp (ofTwo 0 0 1 0 : Mat Rat 2 2) 0) 1 0 = 0 ∧
      totalEffect (ofTwo 0 0 1 0 : Mat Rat 2 2) 1 0 * totalEffect (ofTwo 0 0 1 0 : Mat Rat 2 2) 0 0 = 1 := by
  decide +kernel

end ToyModels
