module

public import ToyModels.Foundations.BooleanSet

/-!
# Margins: from nearly the right table to the right answers

That a network computes a group operation by rotations, or a copy by attention, is a claim about an ideal table of
logits with a margin: the right answer scores more than any other by `g`. The network's own table is not ideal, but it
is near. If each of its entries is near enough then all its answers are right; if only its distance as a whole is
known, then that bounds the number of wrong answers. So accuracy follows from how well an explanation fits.

## Main definitions

* `answered top skip s`: whether every score that is not skipped is below `top`.
* `wrongRows c T`: the set of the rows of `T` that do not have their only largest entry where `c` says.

## Main statements

* `argmax_of_margin`: entries within `ε` of a table with a margin of more than `2 ε` give the same answers.
* `wrong_answers_le`: at most `2 / g²` times the squared distance of the tables are wrong.

## Proof idea

A wrong answer needs one entry that is too low and one that is too high, by `g` together, and so at least `g² / 2` of
squared distance.

## What is not claimed

Nothing is said about how the ideal table has its margin; for modular addition see `clock_logit_argmax`.

## References

* [nanda2023], on modular addition and on how much of a network's loss an explanation recovers.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {K n : Nat}

/-- If a table of ideal scores gives the right answer of each question a margin of more than `2 ε` over every other one,
then every table that differs from it by at most `ε` in each entry scores the right answer highest, and no other.
Source: nanda2023, on modular addition; the argument is elementary.
Why: an explanation of a network that predicts its logits up to half of its margin explains all of its answers.
Measure: twice the largest error of an explanation's logits against its least margin.
Tight: `argmax_of_margin_tight`, a margin of exactly `2 ε`. -/
theorem argmax_of_margin {T U : Fin K → Fin n → α} {c : Fin K → Fin n} {ε : α}
    (hε : ∀ q y, -ε ≤ U q y - T q y ∧ U q y - T q y ≤ ε) (hm : ∀ q y, y ≠ c q → T q y + 2 * ε < T q (c q))
    (q : Fin K) (y : Fin n) (hy : y ≠ c q) : U q y < U q (c q) := by
  have := (hε q y).2
  have := (hε q (c q)).1
  have := hm q y hy
  grind

/-- Equality in the hypothesis of `argmax_of_margin` is not enough: the scores `2` and `0`, known up to one, can be `1`
and `1`. -/
theorem argmax_of_margin_tight :
    (∀ y : Fin 2, -1 ≤ (1 : Rat) - (if y.val = 0 then 2 else 0) ∧ (1 : Rat) - (if y.val = 0 then 2 else 0) ≤ 1) ∧
      (0 : Rat) + 2 * 1 = 2 := by
  decide +kernel

section
variable [DecidableLE α]

/-- Whether every score that is not skipped is below `top`. -/
def answered : {n : Nat} → α → (Fin n → Bool) → (Fin n → α) → Bool
  | 0, _, _, _ => true
  | n + 1, top, skip, s =>
    answered top (fun i : Fin n => skip i.castSucc) (fun i => s i.castSucc) &&
      (skip (Fin.last n) || decide (¬top ≤ s (Fin.last n)))

/-- The set of the questions whose answer is wrong: some score is as large as that of the right answer `c q`. -/
def wrongRows (c : Fin K → Fin n) (U : Fin K → Fin n → α) : Fin K → Bool := fun q =>
  !answered (U q (c q)) (fun y => decide (y = c q)) (U q)

private theorem exists_of_not_answered {n : Nat} {top : α} {skip : Fin n → Bool} {s : Fin n → α}
    (h : answered top skip s = false) : ∃ y, skip y = false ∧ top ≤ s y := by
  induction n with
  | zero => simp [answered] at h
  | succ n ih =>
    rw [answered, Bool.and_eq_false_iff] at h
    rcases h with h | h
    · obtain ⟨y, hy⟩ := ih h
      exact ⟨y.castSucc, hy⟩
    · rw [Bool.or_eq_false_iff] at h
      exact ⟨Fin.last n, h.1, by have := h.2; simpa using this⟩

/-- If a table of ideal scores gives the right answer of each question a margin of at least `g ≥ 0`, then of the answers
by any other table the number of wrong ones, times `g²`, is at most twice the squared distance of the two tables.
Source: nanda2023, on modular addition; the argument is elementary.
Why: how well an explanation fits a network's logits, in one number, bounds how often the network can err.
Measure: the number of wrong answers times the squared margin against the squared error of an explanation's logits.
Tight: `wrong_answers_le_tight`, one error; `wrong_answers_le_needs_margin`. -/
theorem wrong_answers_le {T : Fin K → Fin n → α} {c : Fin K → Fin n} {g : α} (hg : 0 ≤ g)
    (hm : ∀ q y, y ≠ c q → T q y + g ≤ T q (c q)) (U : Fin K → Fin n → α) :
    (count (wrongRows c U) : α) * g ^ 2 ≤ 2 * sum fun q => sum fun y => (U q y - T q y) ^ 2 := by
  rw [← sum_ite_set, mul_sum]
  refine sum_le_sum fun q => ?_
  have h0 := sum_nonneg fun y => sq_nonneg (U q y - T q y)
  cases hw : wrongRows c U q
  · grind
  · have hw : answered (U q (c q)) (fun y => decide (y = c q)) (U q) = false := by simpa [wrongRows] using hw
    obtain ⟨y, hy, hle⟩ := exists_of_not_answered hw
    have hy : y ≠ c q := by simpa using hy
    have h : (sum fun z => (if z = y then (U q y - T q y) ^ 2 else 0) +
        if z = c q then (U q (c q) - T q (c q)) ^ 2 else 0) ≤ sum fun z => (U q z - T q z) ^ 2 :=
      sum_le_sum fun z => by
        have := sq_nonneg (U q z - T q z)
        by_cases h₁ : z = y
        · subst h₁
          rw [if_pos rfl, if_neg hy]
          grind
        · rw [if_neg h₁]
          by_cases h₂ : z = c q
          · rw [h₂, if_pos rfl]
            grind
          · rw [if_neg h₂]
            grind
    rw [sum_add, sum_ite_eq' y fun _ => (U q y - T q y) ^ 2,
      sum_ite_eq' (c q) fun _ => (U q (c q) - T q (c q)) ^ 2] at h
    have hgap : g ≤ (U q y - T q y) - (U q (c q) - T q (c q)) := by have := hm q y hy; grind
    generalize U q y - T q y = a at h hgap
    generalize U q (c q) - T q (c q) = b at h hgap
    have h₁ := mul_nonneg (a := a - b - g) (b := a - b + g) (by grind) (by grind)
    have h₂ := sq_nonneg (a + b)
    rw [if_pos rfl]
    grind

/-- Equality in `wrong_answers_le`: the scores `2` and `0`, with the margin `2`, against `1` and `1`: one error, and
`1 · 4 = 2 · 2`. -/
theorem wrong_answers_le_tight :
    count (wrongRows (fun _ : Fin 1 => (0 : Fin 2)) fun _ _ => (1 : Rat)) = 1 ∧
      (1 : Rat) * 2 ^ 2 = 2 * sum fun y : Fin 2 => ((1 : Rat) - if y.val = 0 then 2 else 0) ^ 2 := by
  decide +kernel

/-- `wrong_answers_le` needs its margin: a table whose right answer scores least is wrong although it is ideal. -/
theorem wrong_answers_le_needs_margin :
    count (wrongRows (fun _ : Fin 1 => (0 : Fin 2)) fun _ y => (y.val : Rat)) = 1 := by
  decide +kernel

end

end ToyModels
