module

public import ToyModels.Foundations.BooleanSet
public import ToyModels.Learning.Linearised
public import ToyModels.Superposition.Parity

/-!
# What recurrences can count

A recurrent layer that is linear can be read as a mechanism; the question is what it can compute. If the input chooses
the matrix, as gates do, it runs any finite automaton, and parity needs one dimension. If the matrix is always the
same, as in a time-invariant state-space model, then its outputs are affine in the inputs and carry no trace of
parity, in any dimension. One rectifier beside a linear counter decides whether brackets are balanced, which no finite
automaton does.

## Main definitions

* `automatonState δ q w`: the state of an automaton after the word `w`; `transition δ x`: the matrix of the letter `x`.
* `gatedState A h w`: a linear recurrence whose matrix is chosen by the letter.
* `invariantState A B h x`: a linear recurrence with one matrix for all letters.
* `height w`, `violation w`: the number of open brackets, and the sum of all depths below zero, as two recurrences.
* `bracketStack w`: one more than the number of brackets that a stack machine holds, and zero once it has failed.

## Main statements

* `automaton_eq_linear_recurrence`, `automaton_acceptance`: a gated linear recurrence runs the automaton.
* `parity_gated`: in one dimension it computes parity.
* `invariantState_eq`: a time-invariant recurrence is affine in its inputs, with these coefficients.
* `lti_parity_uncorrelated`, `lti_cannot_parity`: so it is uncorrelated with parity, and no threshold reads it.
* `dyck_counter_relu`: two numbers and one rectifier decide balanced brackets of any length.

## Proof idea

Induction on the length of the word. A read-out of a time-invariant recurrence is an affine function of the inputs, and
parity is uncorrelated with these.

## What is not claimed

Nothing about what gradient descent finds, about finite precision, or about nonlinear read-outs with more than one
threshold.

## References

* [liu2023], on automata; [merrill2024], on state-space models; [weiss2018], on counters.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d Q T V : Nat}

open Mat

/-- The state of the automaton with transitions `δ` and start `q` after the word `w`. -/
def automatonState (δ : Fin Q → Fin V → Fin Q) (q : Fin Q) : {T : Nat} → (w : Fin T → Fin V) → Fin Q
  | 0, _ => q
  | T + 1, w => δ (automatonState δ q fun t : Fin T => w t.castSucc) (w (Fin.last T))

/-- The matrix of the letter `x`: column `j` has a one where the automaton goes from `j`. -/
def transition (δ : Fin Q → Fin V → Fin Q) (x : Fin V) : Mat α Q Q := fun i j => if δ j x = i then 1 else 0

/-- The state of the linear recurrence that starts in `h` and applies the matrix `A x` for each letter `x` of `w`. -/
def gatedState (A : Fin V → Mat α d d) (h : Vec α d) : {T : Nat} → (w : Fin T → Fin V) → Vec α d
  | 0, _ => h
  | T + 1, w => mulVec (A (w (Fin.last T))) (gatedState A h fun t : Fin T => w t.castSucc)

/-- The state of the time-invariant recurrence `h ↦ A h + x B` after the inputs `x`. -/
def invariantState (A : Mat α d d) (B h : Vec α d) : {T : Nat} → (x : Vec α T) → Vec α d
  | 0, _ => h
  | T + 1, x => fun i => mulVec A (invariantState A B h fun t : Fin T => x t.castSucc) i + x (Fin.last T) * B i

/-- The one-dimensional matrices that change the sign for the letter one and do nothing for the letter zero. -/
def signFlip (x : Fin 2) : Mat α 1 1 := fun _ _ => if x.val = 1 then -1 else 1

/-- The number of opening brackets (`true`) of a word minus the number of closing ones. -/
def height : {T : Nat} → (w : Fin T → Bool) → α
  | 0, _ => 0
  | T + 1, w => height (fun t : Fin T => w t.castSucc) + if w (Fin.last T) = true then 1 else -1

/-- The sum of the rectified negative heights of all beginnings of a word. -/
def violation [DecidableLE α] : {T : Nat} → (w : Fin T → Bool) → α
  | 0, _ => 0
  | T + 1, w => violation (fun t : Fin T => w t.castSucc) + relu (-height w)

/-- A stack machine for brackets: one more than the number of brackets that are open after the word `w`, and zero if one
was closed that was not open. -/
def bracketStack : {T : Nat} → (w : Fin T → Bool) → Nat
  | 0, _ => 1
  | T + 1, w =>
    if w (Fin.last T) = true then
      if bracketStack (fun t : Fin T => w t.castSucc) = 0 then 0 else bracketStack (fun t : Fin T => w t.castSucc) + 1
    else bracketStack (fun t : Fin T => w t.castSucc) - 1

/-- The word `)(`, which closes a bracket before it opens one. -/
def firstClosed : Fin 2 → Bool := fun t => decide (t.val = 1)

/-! ### Gates -/

/-- The linear recurrence with the matrices of an automaton, started in the basis vector of its start, is after every
word in the basis vector of the state of the automaton.
Source: liu2023, on automata as products of matrices.
Why: whatever a finite automaton does a linear recurrence does whose matrix the input chooses.
Tight: an identity. -/
theorem automaton_eq_linear_recurrence (δ : Fin Q → Fin V → Fin Q) (q : Fin Q) (w : Fin T → Fin V) (i : Fin Q) :
    gatedState (transition δ) (basisVec q : Vec α Q) w i = basisVec (automatonState δ q w) i := by
  have h : gatedState (transition δ) (basisVec q : Vec α Q) w = basisVec (automatonState δ q w) := by
    induction T with
    | zero => rfl
    | succ T ih =>
      rw [gatedState, ih, automatonState]
      exact funext fun i => dot_basisVec _ _
  rw [h]

/-- Reading the recurrence along the indicator of the accepting states gives one for accepted words and zero for others.
Source: liu2023, on automata as products of matrices.
Why: so one linear read-out is enough.
Tight: an identity. -/
theorem automaton_acceptance (δ : Fin Q → Fin V → Fin Q) (q : Fin Q) (S : Fin Q → Bool) (w : Fin T → Fin V) :
    dot (indicator S : Vec α Q) (gatedState (transition δ) (basisVec q) w) =
      if S (automatonState δ q w) = true then 1 else 0 := by
  rw [funext (automaton_eq_linear_recurrence δ q w), dot_basisVec, indicator]

/-- The recurrence `h ↦ (1 - 2 x) h` in one dimension ends at the sign of the number of ones.
Source: merrill2024, on parity.
Why: with gates parity takes one dimension, whatever the length; without them no dimension will do, `lti_cannot_parity`.
Tight: an identity. -/
theorem parity_gated (w : Fin T → Fin 2) (i : Fin 1) :
    gatedState signFlip (fun _ => (1 : α)) w i = paritySign fun t => decide ((w t).val = 1) := by
  induction T generalizing i with
  | zero => simp [gatedState, paritySign, count]; grind
  | succ T ih =>
    rw [gatedState, paritySign_succ, mulVec, dot, sum_succ, sum_zero, ih]
    simp only [signFlip, decide_eq_true_eq]
    grind

/-! ### One matrix for all inputs -/

/-- The state of a time-invariant recurrence is affine in the inputs: input number `t` of `T` enters along
`A ^ (T - 1 - t) B`.
Source: merrill2024, on linear state-space models.
Why: the whole computation is one convolution, whatever the dimension.
Tight: an identity. -/
theorem invariantState_eq (A : Mat α d d) (B h : Vec α d) (x : Vec α T) (i : Fin d) :
    invariantState A B h x i =
      mulVec (matrixPower A T) h i + sum fun t => x t * mulVec (matrixPower A (T - 1 - t.val)) B i := by
  induction T generalizing i with
  | zero =>
    rw [sum_zero, matrixPower, one_mulVec, invariantState]
    grind
  | succ T ih =>
    have e : (fun i => mulVec (matrixPower A T) h i +
        sum fun t : Fin T => x t.castSucc * mulVec (matrixPower A (T - 1 - t.val)) B i) =
        fun i => mulVec (matrixPower A T) h i +
          1 * lincomb (fun t : Fin T => x t.castSucc) (fun t => mulVec (matrixPower A (T - 1 - t.val)) B) i :=
      funext fun i => by simp only [lincomb]; grind
    have hs : ∀ t : Fin T, matrixPower A (T + 1 - 1 - t.castSucc.val) = A.mul (matrixPower A (T - 1 - t.val)) :=
      fun t => by
        rw [show T + 1 - 1 - t.castSucc.val = T - 1 - t.val + 1 by have := t.isLt; simp; omega]
        rfl
    have hl : matrixPower A (T + 1 - 1 - (Fin.last T).val) = one := by
      rw [show T + 1 - 1 - (Fin.last T).val = 0 by simp]
      rfl
    have hx : invariantState A B h x i =
        mulVec A (invariantState A B h fun t : Fin T => x t.castSucc) i + x (Fin.last T) * B i := rfl
    rw [hx, funext fun i => ih (fun t => x t.castSucc) i, e, mulVec_add_smul, mulVec_mulVec, sum_succ, hl, one_mulVec]
    have hL : mulVec A (lincomb (fun t : Fin T => x t.castSucc) fun t => mulVec (matrixPower A (T - 1 - t.val)) B) i =
        sum fun t : Fin T => x t.castSucc * mulVec (matrixPower A (T + 1 - 1 - t.castSucc.val)) B i := by
      rw [mulVec, dot_lincomb]
      exact sum_congr fun t => by rw [hs, ← mulVec_mulVec]; rfl
    rw [hL, matrixPower]
    grind

private theorem dot_invariantState (A : Mat α d d) (B h w : Vec α d) (x : Vec α T) :
    dot w (invariantState A B h x) = dot (fun t : Fin T => dot w (mulVec (matrixPower A (T - 1 - t.val)) B)) x +
      dot w (mulVec (matrixPower A T) h) := by
  have e : dot w (lincomb x fun t : Fin T => mulVec (matrixPower A (T - 1 - t.val)) B) =
      dot x fun t : Fin T => dot w (mulVec (matrixPower A (T - 1 - t.val)) B) := dot_lincomb w x _
  rw [funext (invariantState_eq A B h x), dot_add, dot_comm _ x, ← e]
  exact Lean.Grind.Semiring.add_comm _ _

/-- Over all words of at least two bits, the read-outs of a time-invariant recurrence are uncorrelated with parity.
Source: merrill2024, on parity.
Why: without gates there is no trace of parity in the state, in any direction and any dimension.
Tight: `lti_parity_uncorrelated_needs_two`; `parity_gated`, with gates. -/
theorem lti_parity_uncorrelated (hT : 2 ≤ T) (A : Mat α d d) (B h w : Vec α d) :
    (sum fun k : Fin (2 ^ T) => paritySign (pattern k.val : Fin T → Bool) *
      dot w (invariantState A B h (indicator (pattern k.val : Fin T → Bool)))) = 0 := by
  simp only [dot_invariantState]
  exact parity_uncorrelated_with_affine hT _ _

/-- `lti_parity_uncorrelated` needs two bits: the recurrence `h + x` in one dimension ends at parity after one bit. -/
theorem lti_parity_uncorrelated_needs_two :
    (sum fun k : Fin (2 ^ 1) => paritySign (pattern k.val : Fin 1 → Bool) *
      dot (fun _ : Fin 1 => (1 : Rat)) (invariantState one (fun _ => 1) (fun _ => 0)
        (indicator (pattern k.val : Fin 1 → Bool)))) = -1 := by
  decide +kernel

private theorem paritySign_eq (S : Fin T → Bool) : (paritySign S : α) = if count S % 2 = 1 then -1 else 1 := by
  induction T with
  | zero => simp [paritySign, count]; grind
  | succ T ih =>
    rw [paritySign_succ, ih, count]
    rcases Nat.mod_two_eq_zero_or_one (count fun t : Fin T => S t.castSucc) with h | h <;>
      cases hS : S (Fin.last T) <;> simp [h, Nat.add_mod] <;> grind

/-- No threshold on a linear read-out of a time-invariant recurrence tells the words of `T ≥ 2` bits with an odd number
of ones from those with an even number.
Source: merrill2024, on parity.
Why: a linear state-space model without gates cannot track the simplest state, however wide it is.
Tight: `lti_cannot_parity_needs_two`; `parity_gated`, with gates. -/
theorem lti_cannot_parity (hT : 2 ≤ T) (A : Mat α d d) (B h w : Vec α d) (θ : α) :
    ∃ k : Fin (2 ^ T), ¬(θ < dot w (invariantState A B h (indicator (pattern k.val : Fin T → Bool))) ↔
      count (pattern k.val : Fin T → Bool) % 2 = 1) := by
  apply Classical.byContradiction
  intro hn
  have hk : ∀ k : Fin (2 ^ T), θ < dot w (invariantState A B h (indicator (pattern k.val : Fin T → Bool))) ↔
      count (pattern k.val : Fin T → Bool) % 2 = 1 := fun k =>
    Classical.byContradiction fun h => hn ⟨k, h⟩
  have hs : (sum fun k : Fin (2 ^ T) => (paritySign (pattern k.val : Fin T → Bool) : α)) = 0 := by
    rw [← parity_uncorrelated_with_affine hT (fun _ => 0) 1]
    exact sum_congr fun k => by rw [dot, sum_eq_zero fun _ => by grind]; grind
  have h0 : ∀ k : Fin (2 ^ T), 0 ≤ paritySign (pattern k.val : Fin T → Bool) *
      (θ - dot w (invariantState A B h (indicator (pattern k.val : Fin T → Bool)))) := fun k => by
    have := hk k
    rw [paritySign_eq]
    split <;> grind
  have hz : (sum fun k : Fin (2 ^ T) => paritySign (pattern k.val : Fin T → Bool) *
      (θ - dot w (invariantState A B h (indicator (pattern k.val : Fin T → Bool))))) = 0 := by
    have e : ∀ k : Fin (2 ^ T), paritySign (pattern k.val : Fin T → Bool) *
        (θ - dot w (invariantState A B h (indicator (pattern k.val : Fin T → Bool)))) =
        paritySign (pattern k.val : Fin T → Bool) * θ - paritySign (pattern k.val : Fin T → Bool) *
          dot w (invariantState A B h (indicator (pattern k.val : Fin T → Bool))) := fun k => by grind
    rw [sum_congr e, sum_sub, ← sum_mul, hs, lti_parity_uncorrelated hT]
    grind
  have he : ∀ k : Fin (2 ^ T), (paritySign (pattern k.val : Fin T → Bool) : α) = 1 := fun k => by
    have h₁ := (sum_eq_zero_iff h0).mp hz k
    have h₂ := hk k
    rw [paritySign_eq] at h₁ ⊢
    split at h₁ <;> grind
  rw [sum_congr he, sum_const] at hs
  have := (natCast_pos (α := α) (2 ^ T)).mpr (Nat.two_pow_pos T)
  grind

/-- `lti_cannot_parity` needs two bits: after one bit the recurrence `h + x` is above `1/2` exactly for the odd word. -/
theorem lti_cannot_parity_needs_two :
    ∀ k : Fin (2 ^ 1), 1 / 2 < dot (fun _ : Fin 1 => (1 : Rat)) (invariantState one (fun _ => 1) (fun _ => 0)
      (indicator (pattern k.val : Fin 1 → Bool))) ↔ count (pattern k.val : Fin 1 → Bool) % 2 = 1 := by
  decide +kernel

/-! ### Brackets -/

section Brackets

variable [DecidableLE α]

private theorem bracket_invariant (w : Fin T → Bool) :
    (bracketStack w ≠ 0 → (height w : α) + 1 = (bracketStack w : α) ∧ (violation w : α) = 0) ∧
      (bracketStack w = 0 → 0 < (violation w : α)) := by
  induction T with
  | zero => exact ⟨fun _ => ⟨by simp only [height, bracketStack]; grind, rfl⟩, fun h => by simp [bracketStack] at h⟩
  | succ T ih =>
    obtain ⟨h₁, h₂⟩ := ih fun t => w t.castSucc
    have hr := relu_nonneg (-height w : α)
    have hv : (violation w : α) = violation (fun t : Fin T => w t.castSucc) + relu (-height w) := rfl
    have hh : (height w : α) = height (fun t : Fin T => w t.castSucc) + if w (Fin.last T) = true then 1 else -1 := rfl
    have hb : bracketStack w = if w (Fin.last T) = true then
        if bracketStack (fun t : Fin T => w t.castSucc) = 0 then 0 else bracketStack (fun t : Fin T => w t.castSucc) + 1
      else bracketStack (fun t : Fin T => w t.castSucc) - 1 := rfl
    generalize hs : bracketStack (fun t : Fin T => w t.castSucc) = s at h₁ h₂ hb
    rcases s with _ | s
    · have h₃ := h₂ rfl
      have h₄ : bracketStack w = 0 := by rw [hb]; split <;> rfl
      exact ⟨fun h => (h h₄).elim, fun _ => by grind⟩
    · obtain ⟨h₃, h₄⟩ := h₁ (by omega)
      have hc := natCast_nonneg (α := α) s
      cases hw : w (Fin.last T) with
      | true =>
        rw [hw] at hb hh
        simp only [if_true, Nat.add_one_ne_zero, if_false] at hb hh
        have h₅ : relu (-height w : α) = 0 := relu_of_nonpos (by grind)
        exact ⟨fun _ => ⟨by rw [hb]; grind, by grind⟩, fun h => by omega⟩
      | false =>
        rw [hw] at hb hh
        simp only [Bool.false_eq_true, if_false, Nat.add_sub_cancel] at hb hh
        refine ⟨fun h => ?_, fun h => ?_⟩
        · have := (natCast_le_natCast (α := α) 1 s).mpr (by omega)
          have h₅ : relu (-height w : α) = 0 := relu_of_nonpos (by grind)
          exact ⟨by rw [hb]; grind, by grind⟩
        · have hs0 : s = 0 := by omega
          subst hs0
          have h₅ : relu (-height w : α) = -height w := relu_of_nonneg (by grind)
          grind

/-- A word of brackets is balanced exactly if the linear counter of its brackets ends at zero and so does the sum of its
rectified negative heights.
Source: weiss2018, on counting with rectifiers.
Why: two numbers and one rectifier decide a language with unbounded memory, at every length.
Tight: an equivalence; `dyck_counter_relu_needs_violation`. -/
theorem dyck_counter_relu (w : Fin T → Bool) :
    ((height w : α) = 0 ∧ (violation w : α) = 0) ↔ bracketStack w = 1 := by
  obtain ⟨h₁, h₂⟩ := bracket_invariant (α := α) w
  constructor
  · intro ⟨hh, hv⟩
    have hne : bracketStack w ≠ 0 := fun h => by have := h₂ h; grind
    have h₃ := (h₁ hne).1
    exact (natCast_inj (α := α) _ 1).mp (by grind)
  · intro h
    have h₃ := h₁ (by omega)
    rw [h] at h₃
    exact ⟨by grind, h₃.2⟩

end Brackets

/-- The counter alone does not decide balanced brackets: the word `)(` ends at height zero, and its violation is one. -/
theorem dyck_counter_relu_needs_violation :
    height firstClosed = (0 : Rat) ∧ bracketStack firstClosed = 0 ∧
      violation firstClosed = (1 : Rat) := by
  decide +kernel

end ToyModels
