module

public import ToyModels.Foundations.Matrix
public import ToyModels.Superposition.ReluCircuits

/-!
# Mechanisms that share a residual stream

Several mechanisms read from one stream and write into it. Whether they act as one, side by side, or against one another
depends on what the one writes and the other reads. This file has the elementary laws: composition is small if weights
are small, and absent if what is written lies where nothing is read; mechanisms with separate directions do not disturb
one another; a component that several tasks share serves each of them by as much as it can agree with all.

## Main definitions

* `compositionScore A B`: the squared norm of `A B` in units of those of `A` and `B`.
* `sharedOutput D C x`: the sum of what several readers `Dₜ` make of one component `C` on their inputs `xₜ`.
* `weightedMean a V`: the mean of vectors with weights `a`.
* `stackRows F`: the outputs of several tasks as one matrix.

## Main statements

* `frobSq_mul_le`, `compositionScore_le_one`: the norm of a composition is at most the product of the norms.
* `orthogonal_write_read_no_composition`: nothing composes with what it does not read.
* `orthogonal_mechanisms_noninterfering`: mechanisms that read only their own inputs add up.
* `task_interference_bound`: how much the features of one task disturb a read-out of another.
* `shared_component_conflict`: what several tasks lose by sharing a component, however it is chosen.
* `stacked_tasks_rank_sharing`: tasks that read one component are together a map through its dimensions.
* `shared_component_ablation_sum`: ablating part of a shared component hurts its readers by amounts that add up.

## Proof idea

Linearity and the Cauchy-Schwarz inequality; for the conflict, a square is completed.

## What is not claimed

The components are linear.

## References

* [elhage2021], on composition and on the residual stream as a communication channel.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d e k l m n p T : Nat}

open Mat

/-- The squared Frobenius norm of a product, in units of those of its factors; zero if one of them is zero. -/
def compositionScore (A : Mat α k l) (B : Mat α l m) : α := (A.mul B).frobSq / (A.frobSq * B.frobSq)

/-- The sum of what several readers `D t` make of the output of one component `C` on inputs `x t`. -/
def sharedOutput (D : Fin T → Mat α p m) (C : Mat α m n) (x : Fin T → Vec α n) : Vec α p :=
  fun a => sum fun t => (D t).mulVec (C.mulVec (x t)) a

/-- The mean of vectors with weights, which need not add up to one. -/
def weightedMean (a : Fin T → α) (V : Fin T → Vec α d) : Vec α d := fun c => (sum fun t => a t * V t c) / sum a

/-- The outputs of several tasks, one below the other: output `a` of task `t` in row `p t + a`. -/
def stackRows (F : Fin T → Mat α p n) : Mat α (T * p) n := fun i =>
  F ⟨i.val / p, Nat.div_lt_of_lt_mul (Nat.mul_comm T p ▸ i.isLt)⟩
    ⟨i.val % p, Nat.mod_lt _ (Nat.pos_of_lt_mul_left i.isLt)⟩

/-! ### Composition -/

/-- The Frobenius norm of a product is at most the product of the Frobenius norms.
Source: horn2013, on matrix norms; elhage2021, on composition scores.
Why: two layers can compose strongly only if both have large weights.
Measure: the squared norm of a composition against the product of those of its layers.
Tight: `frobSq_mul_le_tight`, two matrices of ones. -/
theorem frobSq_mul_le (A : Mat α k l) (B : Mat α l m) : (A.mul B).frobSq ≤ A.frobSq * B.frobSq := by
  rw [← frobSq_transpose B, frobSq, frobSq, frobSq, sum_mul_sum]
  exact sum_le_sum fun i => sum_le_sum fun j => sum_mul_sq_le (A i) fun s => B s j

/-- Equality in `frobSq_mul_le`: matrices of rank one that are aligned. -/
theorem frobSq_mul_le_tight : (mul (fun _ _ => 1 : Mat Rat 2 2) (fun _ _ => 1 : Mat Rat 2 2)).frobSq =
    frobSq (fun _ _ => 1 : Mat Rat 2 2) * frobSq (fun _ _ => 1 : Mat Rat 2 2) := by
  decide +kernel

/-- Composition scores lie between zero and one.
Source: elhage2021, on composition scores.
Why: the score is a share, so that scores of different pairs of heads can be compared.
Measure: the composition score of two layers against one.
Tight: `frobSq_mul_le_tight`, and orthogonal matrices for zero. -/
theorem compositionScore_le_one (A : Mat α k l) (B : Mat α l m) :
    0 ≤ compositionScore A B ∧ compositionScore A B ≤ 1 := by
  have hp := mul_nonneg (frobSq_nonneg A) (frobSq_nonneg B)
  refine ⟨div_nonneg (frobSq_nonneg _) hp, ?_⟩
  unfold compositionScore
  by_cases h : A.frobSq * B.frobSq = 0
  · rw [h, Lean.Grind.Field.div_eq_mul_inv, Lean.Grind.Field.inv_zero]
    grind
  · rw [div_le_iff (by grind)]
    have := frobSq_mul_le A B
    grind

/-- If a reader `R` sees nothing of what a component writes by `O`, then adding the component's output does not change
what it reads.
Source: elhage2021, on the residual stream as a communication channel.
Why: layers that use different subspaces of the stream do not compose.
Tight: an identity; `orthogonal_write_read_needs_orthogonal`. -/
theorem orthogonal_write_read_no_composition {R : Mat α k m} {O : Mat α m n} (h : ∀ i j, R.mul O i j = 0) (x : Vec α m)
    (y : Vec α n) (i : Fin k) : R.mulVec (fun a => x a + O.mulVec y a) i = R.mulVec x i := by
  have h0 : R.mulVec (O.mulVec y) i = 0 := by
    rw [mulVec_mulVec]
    exact sum_eq_zero fun j => by rw [h i j]; grind
  have e : R.mulVec (fun a => x a + O.mulVec y a) i = R.mulVec x i + R.mulVec (O.mulVec y) i := dot_add _ _ _
  rw [e, h0]
  grind

/-- `orthogonal_write_read_no_composition` needs a reader that sees nothing of the output. -/
theorem orthogonal_write_read_needs_orthogonal :
    (one : Mat Rat 1 1).mulVec (fun a => 1 + (one : Mat Rat 1 1).mulVec (fun _ => 1) a) 0 = 2 := by
  decide +kernel

/-! ### Mechanisms side by side -/

/-- If each of two mechanisms sees nothing of the other's input, then together they do on both inputs what each does on
its own.
Source: elhage2021, on the residual stream as a communication channel.
Why: mechanisms for different tasks can share a network at no cost if they do not share directions.
Tight: an identity; `orthogonal_mechanisms_needs_separate`. -/
theorem orthogonal_mechanisms_noninterfering {F G : Mat α m n} {x y : Vec α n} (hF : ∀ i, F.mulVec y i = 0)
    (hG : ∀ i, G.mulVec x i = 0) (i : Fin m) :
    (F.add G).mulVec (fun a => x a + y a) i = F.mulVec x i + G.mulVec y i := by
  have e : ∀ H : Mat α m n, H.mulVec (fun a => x a + y a) i = H.mulVec x i + H.mulVec y i := fun H => dot_add _ _ _
  rw [add_mulVec, e, e, hF, hG]
  grind

/-- `orthogonal_mechanisms_noninterfering` needs separate directions: two mechanisms on the same direction each act on
both inputs. -/
theorem orthogonal_mechanisms_needs_separate :
    ((one : Mat Rat 1 1).add one).mulVec (fun _ => 1 + 1) 0 = 4 ∧
      (one : Mat Rat 1 1).mulVec (fun _ => 1) 0 + (one : Mat Rat 1 1).mulVec (fun _ => 1) 0 = 2 := by
  decide +kernel

section Interference

variable [DecidableLE α]

private theorem le_abs (x : α) : x ≤ abs x ∧ -x ≤ abs x := by
  unfold abs
  split <;> grind

private theorem abs_le {x b : α} (h₁ : x ≤ b) (h₂ : -x ≤ b) : abs x ≤ b := by
  unfold abs
  split <;> assumption

/-- If the features `uₖ` of one task overlap with a read-out `r` of another by at most `ε`, then they change it by at
most `ε` times their total activity.
Source: elhage2022, on interference; scherlis2022.
Why: how much work on one task corrupts another is bounded by coherence times activity.
Tight: `task_interference_bound_tight`. -/
theorem task_interference_bound (r x : Vec α m) (c : Fin k → α) (u : Fin k → Vec α m) {ε : α}
    (h : ∀ j, abs (dot r (u j)) ≤ ε) :
    abs (dot r (fun a => x a + lincomb c u a) - dot r x) ≤ ε * sum fun j => abs (c j) := by
  have hb : ∀ j, c j * dot r (u j) ≤ ε * abs (c j) ∧ -(c j * dot r (u j)) ≤ ε * abs (c j) := fun j => by
    have h₁ := le_abs (dot r (u j))
    have h₂ := h j
    rcases Std.le_total (a := 0) (b := c j) with hc | hc
    · have h₃ := mul_nonneg hc (b := ε - dot r (u j)) (by grind)
      have h₄ := mul_nonneg hc (b := ε + dot r (u j)) (by grind)
      rw [show abs (c j) = c j from if_pos hc]
      constructor <;> grind
    · have h₃ := mul_nonneg (a := -c j) (b := ε - dot r (u j)) (by grind) (by grind)
      have h₄ := mul_nonneg (a := -c j) (b := ε + dot r (u j)) (by grind) (by grind)
      rw [show abs (c j) = -c j by unfold abs; split <;> grind]
      constructor <;> grind
  rw [dot_add, dot_lincomb, mul_sum]
  refine abs_le ?_ ?_
  · have := sum_le_sum fun j => (hb j).1
    grind
  · have := sum_le_sum fun j => (hb j).2
    rw [sum_neg] at this
    grind

/-- Equality in `task_interference_bound`: two features that overlap with the read-out by `1/2` and `-1/2`, with the
activities `1` and `-2`, change what it reads by `3/2`. -/
theorem task_interference_bound_tight :
    (∀ j, abs (dot (basisVec 0) (ofTwo (1 / 2 : Rat) 1 (-(1 / 2)) 1 j)) = 1 / 2) ∧
      abs (dot (basisVec 0) (fun a : Fin 2 => 1 + lincomb (fun j : Fin 2 => if j.val = 0 then 1 else -2)
          (ofTwo (1 / 2 : Rat) 1 (-(1 / 2)) 1) a) - dot (basisVec 0) fun _ : Fin 2 => 1) =
        1 / 2 * sum fun j : Fin 2 => abs (if j.val = 0 then 1 else -2) := by
  decide +kernel

end Interference

/-! ### Sharing a component -/

private theorem conflict_scalar {a : Fin T → α} (ha : sum a ≠ 0) (y : Fin T → α) (w : α) :
    (sum fun t => a t * (w - y t) ^ 2) = sum a * (w - (sum fun t => a t * y t) / sum a) ^ 2 +
      (sum fun s => sum fun t => a s * a t * (y s - y t) ^ 2) / (2 * sum a) := by
  have h₁ : (sum fun t => a t * (w - y t) ^ 2) =
      w ^ 2 * sum a - 2 * w * (sum fun t => a t * y t) + sum fun t => a t * y t ^ 2 := by
    simp only [mul_sum, ← sum_sub, ← sum_add]
    exact sum_congr fun t => by grind
  have h₂ : (sum fun s => sum fun t => a s * a t * (y s - y t) ^ 2) =
      sum a * (sum fun t => a t * y t ^ 2) + (sum fun t => a t * y t ^ 2) * sum a -
        2 * ((sum fun t => a t * y t) * sum fun t => a t * y t) := by
    rw [sum_mul_sum a, sum_mul_sum _ a, sum_mul_sum fun t => a t * y t]
    simp only [mul_sum, ← sum_sub, ← sum_add]
    exact sum_congr fun s => sum_congr fun t => by grind
  rw [h₁, h₂]
  grind

/-- The weighted sum of the squared distances of a shared component `w` from what each task would have, `V t`, is that
of its distance from their mean, and a conflict between the tasks that no choice of `w` removes.
Source: elhage2022, on trade-offs; the identity is that of Huygens and Steiner.
Why: what sharing costs is the disagreement of the tasks, pair by pair.
Tight: an identity, so the least cost is attained at the mean; `shared_component_conflict_needs_weight`. -/
theorem shared_component_conflict {a : Fin T → α} (ha : sum a ≠ 0) (V : Fin T → Vec α d) (w : Vec α d) :
    (sum fun t => a t * normSq fun c => w c - V t c) = sum a * (normSq fun c => w c - weightedMean a V c) +
      (sum fun s => sum fun t => a s * a t * normSq fun c => V s c - V t c) / (2 * sum a) := by
  have e : (sum fun s => sum fun t => a s * a t * normSq fun c => V s c - V t c) =
      sum fun c => sum fun s => sum fun t => a s * a t * (V s c - V t c) ^ 2 := by
    simp only [normSq, mul_sum]
    refine Eq.trans ?_ (sum_comm _)
    exact sum_congr fun s => sum_comm _
  have hd : ∀ x : α, x / (2 * sum a) = 1 / (2 * sum a) * x := fun x => by grind
  have e' : (sum fun t => a t * normSq fun c => w c - V t c) = sum fun c => sum fun t => a t * (w c - V t c) ^ 2 := by
    simp only [normSq, mul_sum]
    rw [sum_comm]
  rw [e, e', hd, normSq, mul_sum, mul_sum, ← sum_add]
  refine sum_congr fun c => ?_
  rw [conflict_scalar ha (fun t => V t c) (w c), hd]
  rfl

/-- `shared_component_conflict` needs weights that do not cancel: for the weights `1` and `-1` the sum depends on `w`
although there is no mean. -/
theorem shared_component_conflict_needs_weight :
    (sum fun t : Fin 2 => (if t.val = 0 then 1 else -1) * (normSq fun _ : Fin 1 => 1 - (t.val : Rat))) = 1 ∧
      (sum fun t : Fin 2 => (if t.val = 0 then 1 else -1) * (normSq fun _ : Fin 1 => 0 - (t.val : Rat))) = -1 := by
  decide +kernel

/-- Removing the part `P C` from a component `C` that several readers share changes their sum by the sum of what each
made of that part.
Source: elhage2021, on the residual stream as a communication channel.
Why: ablating a shared feature hurts every reader, by amounts that can be computed one by one.
Tight: an identity. -/
theorem shared_component_ablation_sum (D : Fin T → Mat α p m) (C : Mat α m n) (P : Mat α m m) (x : Fin T → Vec α n)
    (a : Fin p) :
    sharedOutput D C x a - sharedOutput D (C.sub (P.mul C)) x a = sharedOutput D (P.mul C) x a := by
  have h : ∀ t, (C.sub (P.mul C)).mulVec (x t) = fun i => C.mulVec (x t) i - (P.mul C).mulVec (x t) i := fun t =>
    funext fun i => by
    simp only [mulVec, dot, sub, ← sum_sub]
    exact sum_congr fun j => by grind
  have hd : ∀ t, (D t).mulVec (fun i => C.mulVec (x t) i - (P.mul C).mulVec (x t) i) a =
      (D t).mulVec (C.mulVec (x t)) a - (D t).mulVec ((P.mul C).mulVec (x t)) a := fun t => dot_sub _ _ _
  simp only [sharedOutput, h, hd, sum_sub]
  grind

/-- All tasks that read one component together are one map through the outputs of that component.
Source: elhage2021, on the residual stream as a communication channel.
Why: sharing saves dimensions: a bound on rank holds for all tasks together, and does not grow with their number.
Tight: an identity; `stacked_tasks_rank_sharing_needs_shared`. -/
theorem stacked_tasks_rank_sharing (D : Fin T → Mat α p m) (C : Mat α m n) (i : Fin (T * p)) (j : Fin n) :
    stackRows (fun t => (D t).mul C) i j = (stackRows D).mul C i j := rfl

/-- `stacked_tasks_rank_sharing` needs one component: two tasks that each read one dimension of their own together are
the identity of the plane, which does not pass through one dimension by `le_of_mul_eq_one`. -/
theorem stacked_tasks_rank_sharing_needs_shared :
    ∀ i j, stackRows (fun t : Fin 2 => (fun _ => basisVec t : Mat Rat 1 2)) i j = (one : Mat Rat 2 2) i j := by
  decide +kernel

end ToyModels
