module

public import ToyModels.Packing.RankLemma

/-!
# A head that copies has crosstalk

A copying head raises the logit of a token that it attends to. What its OV circuit does to the vocabulary is a table of
`n` by `n` tokens, but it passes through the few dimensions of the head, so that the table has small rank, and a matrix
of small rank with a large diagonal cannot be small everywhere else. A head of dimension `d` cannot copy `n` tokens
without also raising logits of tokens that it does not see, by about `1 / √d` of what it adds to the right ones.

## Main definitions

* `ovTable U O V E`: the table of the OV circuit, from the embedding `E` to the unembedding `U`.

## Main statements

* `copying_head_rank_bound`: the bound for any table with a positive diagonal.
* `copying_head_rank_bound_ovTable`: for the OV circuit of a head.

## Proof idea

Divide each row by its diagonal entry, and the rank lemma applies.

## What is not claimed

Crosstalk need not hurt: it is logits that are bounded here, not predictions.

## References

* [elhage2021], on copying heads; [alon2003], on the rank lemma.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d m n : Nat}

open Mat

/-- The table of an OV circuit: entry `(i, j)` is what the head adds to the logit of token `i` if it attends to token
`j`. The embedding `E` has tokens as its columns and the unembedding `U` as its rows; `V` and `O` are the matrices of
values and outputs. -/
def ovTable (U : Mat α n m) (O : Mat α m d) (V : Mat α d m) (E : Mat α m n) : Mat α n n :=
  U.mul ((O.mul V).mul E)

/-- If an `n × n` table `B C` with inner dimension `d` has a diagonal of at least `lo > 0` and squared entries of at
most `ε₂` off it, then `n lo² ≤ d (lo² + (n - 1) ε₂)`.
Source: alon2003, the rank lemma.
Why: what a head adds to the right tokens and what it adds to wrong ones cannot be far apart if the head is small.
Tight: `copying_head_rank_bound_tight`, all tokens alike. -/
theorem copying_head_rank_bound (B : Mat α n d) (C : Mat α d n) {lo ε₂ : α} (hlo : 0 < lo)
    (hd : ∀ i, lo ≤ (B.mul C) i i) (hε : ∀ i j, i ≠ j → (B.mul C) i j ^ 2 ≤ ε₂) (hn : 1 ≤ n) :
    (n : α) * lo ^ 2 ≤ (d : α) * (lo ^ 2 + ((n : α) - 1) * ε₂) := by
  have hl : 0 < lo ^ 2 := by have := mul_pos hlo hlo; grind
  have hq : ε₂ / lo ^ 2 * lo ^ 2 = ε₂ := by grind
  have h := alon_rank_bound_of_ratio B C (ε₂ := ε₂ / lo ^ 2) (fun i => by have := hd i; grind) (fun i j hij => by
    have h₁ := hε i j hij
    have h₂ := sq_nonneg ((B.mul C) i j)
    have h₃ : lo ^ 2 ≤ (B.mul C) i i ^ 2 := by
      have h₄ := mul_nonneg (a := (B.mul C) i i - lo) (b := (B.mul C) i i + lo) (by have := hd i; grind)
        (by have := hd i; grind)
      grind
    have h₅ := mul_le_mul_of_nonneg_left h₃ (div_nonneg (a := ε₂) (b := lo ^ 2) (by grind) (by grind))
    grind) hn
  have hm := mul_le_mul_of_nonneg_left h (Std.le_of_lt hl)
  have e : lo ^ 2 * ((d : α) * (1 + ((n : α) - 1) * (ε₂ / lo ^ 2))) = (d : α) * (lo ^ 2 + ((n : α) - 1) * ε₂) := by
    conv => rhs; rw [← hq]
    grind
  rw [e] at hm
  grind

/-- Equality in `copying_head_rank_bound`: a head of one dimension that raises all three tokens alike. -/
theorem copying_head_rank_bound_tight :
    (∀ i, 1 ≤ mul (allOnes 3) (allOnes 3).transpose i i) ∧
      (∀ i j, i ≠ j → mul (allOnes 3) (allOnes 3).transpose i j ^ 2 ≤ 1) ∧
      (3 : Rat) * 1 ^ 2 = 1 * (1 ^ 2 + (3 - 1) * 1) := by
  decide +kernel

/-- `copying_head_rank_bound` needs a positive bound on the diagonal: the zero table has a diagonal of at least `-1`,
and `2 > 1`. -/
theorem copying_head_rank_bound_needs_pos :
    (∀ i, -1 ≤ mul (fun _ _ => (0 : Rat) : Mat Rat 2 1) (fun _ _ => 0) i i) ∧
      (∀ i j : Fin 2, i ≠ j → mul (fun _ _ => (0 : Rat) : Mat Rat 2 1) (fun _ _ => 0) i j ^ 2 ≤ 0) ∧
      (1 : Rat) * ((-1) ^ 2 + (2 - 1) * 0) < 2 * (-1) ^ 2 := by
  decide +kernel

/-- The bound of `copying_head_rank_bound` for the OV circuit of a head of dimension `d` on a vocabulary of `n` tokens.
Source: elhage2021, on copying heads; alon2003, the rank lemma.
Why: the dimension of the head, not that of the residual stream, limits how cleanly it copies; without any crosstalk
(`ε₂ = 0`) it must be as large as the vocabulary.
Measure: the vocabulary that a head copies against its dimension and its crosstalk.
Tight: `copying_head_rank_bound_tight`. -/
theorem copying_head_rank_bound_ovTable (U : Mat α n m) (O : Mat α m d) (V : Mat α d m) (E : Mat α m n) {lo ε₂ : α}
    (hlo : 0 < lo) (hd : ∀ i, lo ≤ ovTable U O V E i i) (hε : ∀ i j, i ≠ j → ovTable U O V E i j ^ 2 ≤ ε₂)
    (hn : 1 ≤ n) :
    (n : α) * lo ^ 2 ≤ (d : α) * (lo ^ 2 + ((n : α) - 1) * ε₂) := by
  have e : ovTable U O V E = (U.mul O).mul (V.mul E) := by simp only [ovTable, mul_assoc]
  rw [e] at hd hε
  exact copying_head_rank_bound _ _ hlo hd hε hn

end ToyModels
