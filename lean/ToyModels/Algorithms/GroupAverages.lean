module

public import ToyModels.Algorithms.GroupRepresentations

/-!
# Tables and averages: the two ends of what representations hold

A network could also solve a group by heart, with one neuron for each element. That is a representation too, the
largest one that is needed, in which the group permutes its own elements. At the other end are the averages over the
group: what is left of the weights of a network, or of its activations, if all elements are treated alike.

## Main definitions

* `regularRep mul x`: the permutation of the group's own elements by multiplication with `x`.
* `sumMatrices`: the sum of a family of matrices, entry by entry.
* `groupAverage inv ρ M`: the average of `ρ(g) M ρ(g⁻¹)` over the group.
* `meanMatrix ρ`: the average of the matrices of a representation.

## Main statements

* `regularRep_isOrthogonalRep`, `regular_rep_logit_delta`: a table of all products is a faithful representation, whose
  scores are `n` for the right answer and `0` for every other.
* `group_average_commutes`: the average of any matrix commutes with the whole group, and has the same trace.
* `group_average_projects_to_invariants`: the average of the representation is the projector on what the group fixes.

## Proof idea

Shift the group under the sum.

## What is not claimed

That a matrix which commutes with an irreducible representation is a multiple of the identity: this is Schur's lemma,
and it needs the complex numbers.

## References

* [chughtai2023], on irreducible representations.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d k l n : Nat}

open Mat

/-- The permutation matrix of the multiplication with `x` from the left. -/
def regularRep (mul : Fin n → Fin n → Fin n) (x : Fin n) : Mat α n n := fun i j => if mul x j = i then 1 else 0

/-- The sum of `n` matrices, entry by entry. -/
def sumMatrices (A : Fin n → Mat α k l) : Mat α k l := fun i j => sum fun g => A g i j

/-- The average of `ρ(g) M ρ(g⁻¹)` over the group. -/
def groupAverage (inv : Fin n → Fin n) (ρ : Fin n → Mat α d d) (M : Mat α d d) : Mat α d d :=
  smul (1 / (n : α)) (sumMatrices fun g => ((ρ g).mul M).mul (ρ (inv g)))

/-- The average of the matrices of a representation. -/
def meanMatrix (ρ : Fin n → Mat α d d) : Mat α d d := smul (1 / (n : α)) (sumMatrices ρ)

/-! ### The regular representation -/

/-- The permutations of a group's own elements by its multiplication are an orthogonal representation, and the identity
of the group is the identity matrix.
Source: chughtai2023, on representations of finite groups.
Why: every finite group can be computed by traces of orthogonal matrices.
Tight: an identity. -/
theorem regularRep_isOrthogonalRep {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n}
    (hG : IsGroup mul e inv) :
    IsOrthogonalRep mul e (regularRep mul : Fin n → Mat α n n) ∧ (regularRep mul e : Mat α n n) = one := by
  have h1 : (regularRep mul e : Mat α n n) = one := by
    funext i j
    simp only [regularRep, one, hG.2.1, eq_comm]
  refine ⟨⟨fun a b i j => ?_, fun x i j => ?_⟩, h1⟩
  · have := sum_ite_eq (mul b j) fun k => if mul a k = i then (1 : α) else 0
    rw [regularRep, hG.1, ← this]
    exact sum_congr fun k => by simp only [regularRep]; grind
  · have hc : mul x j = mul x i ↔ i = j := ⟨fun h => by rw [← hG.inv_mul_cancel x i, ← h, hG.inv_mul_cancel], by grind⟩
    have := sum_ite_eq (mul x i) fun k => if mul x j = k then (1 : α) else 0
    simp only [hc] at this
    rw [h1, one, ← this]
    exact sum_congr fun k => by simp only [regularRep, transpose]; grind

/-- In the regular representation the product of two elements scores `n`, and every other candidate scores zero.
Source: chughtai2023, on representations of finite groups.
Why: the table that a network memorises is one of its representations.
Tight: an identity; `regular_rep_logit_delta_needs_group`. -/
theorem regular_rep_logit_delta {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n}
    (hG : IsGroup mul e inv) (a b c : Fin n) :
    groupLogit (regularRep mul : Fin n → Mat α n n) a b c = if c = mul a b then (n : α) else 0 := by
  have hc : ∀ j, mul (mul a b) j = mul c j ↔ c = mul a b := fun j =>
    ⟨fun h => by rw [← hG.mul_one c, ← hG.mul_inv j, ← hG.1, ← h, hG.1, hG.mul_inv, hG.mul_one], by grind⟩
  rw [groupLogit_eq_frobInner (regularRep_isOrthogonalRep hG).1, frobInner, sum_comm]
  have e₁ : ∀ j, (sum fun i => (regularRep mul (mul a b) i j * regularRep mul c i j : α)) =
      if c = mul a b then 1 else 0 := fun j => by
    have := sum_ite_eq (mul c j) fun i => if mul (mul a b) j = i then (1 : α) else 0
    simp only [hc] at this
    rw [← this]
    exact sum_congr fun i => by simp only [regularRep]; grind
  rw [sum_congr e₁, sum_const]
  grind

/-- The trace of the regular representation is `n` at the identity and zero elsewhere.
Source: chughtai2023, on characters.
Why: the same in terms of the quotient of the product by the candidate.
Tight: an identity. -/
theorem trace_regularRep {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n} (hG : IsGroup mul e inv)
    (x : Fin n) : (regularRep mul x : Mat α n n).trace = if x = e then (n : α) else 0 := by
  have hc : ∀ j, mul x j = j ↔ x = e := fun j =>
    ⟨fun h => by rw [← hG.mul_one x, ← hG.mul_inv j, ← hG.1, h], fun h => by rw [h, hG.2.1]⟩
  simp only [trace, regularRep, hc, sum_const]
  grind

/-- `regular_rep_logit_delta` needs a group: for the product of bits every candidate scores at least one. -/
theorem regular_rep_logit_delta_needs_group :
    groupLogit (regularRep fun a b : Fin 2 => if a.val = 1 then b else 0) 0 0 1 = (1 : Rat) := by
  decide +kernel

/-! ### Averages -/

private theorem mul_sumMatrices (B : Mat α d k) (A : Fin n → Mat α k l) :
    B.mul (sumMatrices A) = sumMatrices fun g => B.mul (A g) := by
  funext i j
  simp only [mul, sumMatrices, mul_sum]
  exact sum_comm _

private theorem sumMatrices_mul (A : Fin n → Mat α k l) (B : Mat α l d) :
    (sumMatrices A).mul B = sumMatrices fun g => (A g).mul B := by
  funext i j
  simp only [mul, sumMatrices, sum_mul]
  exact sum_comm _

private theorem mul_smul (t : α) (A : Mat α d k) (B : Mat α k l) : A.mul (smul t B) = smul t (A.mul B) := by
  funext i j
  simp only [mul, smul, mul_sum]
  exact sum_congr fun g => by grind

private theorem smul_mul (t : α) (A : Mat α d k) (B : Mat α k l) : (smul t A).mul B = smul t (A.mul B) := by
  funext i j
  simp only [mul, smul, mul_sum]
  exact sum_congr fun g => by grind

private theorem trace_sumMatrices (A : Fin n → Mat α d d) : (sumMatrices A).trace = sum fun g => (A g).trace :=
  sum_comm _

/-- The average of `ρ(g) M ρ(g⁻¹)` over a finite group commutes with every `ρ(h)`. If the identity of the group is the
identity matrix then it has the same trace as `M`.
Source: chughtai2023, on irreducible representations.
Why: averaging leaves of learnt weights the part that respects the group.
Tight: an identity; the trace is that of `M`. -/
theorem group_average_commutes {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n} (hG : IsGroup mul e inv)
    {ρ : Fin n → Mat α d d} (hM : ∀ a b, ρ (mul a b) = (ρ a).mul (ρ b)) (M : Mat α d d) :
    (∀ h, (ρ h).mul (groupAverage inv ρ M) = (groupAverage inv ρ M).mul (ρ h)) ∧
      (ρ e = one → (groupAverage inv ρ M).trace = M.trace) := by
  constructor
  · intro h
    rw [groupAverage, mul_smul, smul_mul, mul_sumMatrices, sumMatrices_mul]
    congr 1
    funext i j
    rw [sumMatrices, sumMatrices, ← sum_mul_left hG h fun g => (((ρ g).mul M).mul (ρ (inv g))).mul (ρ h) i j]
    refine sum_congr fun g => ?_
    have : ρ (inv g) = (ρ (inv (mul h g))).mul (ρ h) := by rw [← hM, hG.inv_mul, hG.1, hG.2.2, hG.mul_one]
    rw [this, hM h g]
    simp only [mul_assoc]
  · intro h1
    have ht : ∀ g, (((ρ g).mul M).mul (ρ (inv g))).trace = M.trace := fun g => by
      rw [trace_mul_comm, ← mul_assoc, ← hM, hG.2.2, h1, one_mul]
    have hn := (natCast_pos (α := α) n).mpr e.pos
    have h0 : (n : α) ≠ 0 := by grind
    rw [groupAverage, trace_smul, trace_sumMatrices, sum_congr ht, sum_const]
    grind

/-- The average of a representation of a finite group is a projector, `P P = P`, and every `ρ(h)` fixes what it leaves,
`ρ(h) P = P = P ρ(h)`.
Source: chughtai2023, on the trivial representation.
Why: what a network has in common for all elements holds nothing about their product.
Tight: an identity; `group_average_projects_to_invariants_example`. -/
theorem group_average_projects_to_invariants {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n}
    (hG : IsGroup mul e inv) {ρ : Fin n → Mat α d d} (hM : ∀ a b, ρ (mul a b) = (ρ a).mul (ρ b)) :
    (meanMatrix ρ).mul (meanMatrix ρ) = meanMatrix ρ ∧
      ∀ h, (ρ h).mul (meanMatrix ρ) = meanMatrix ρ ∧ (meanMatrix ρ).mul (ρ h) = meanMatrix ρ := by
  have hl : ∀ h, (ρ h).mul (sumMatrices ρ) = sumMatrices ρ := fun h => by
    rw [mul_sumMatrices]
    funext i j
    simp only [sumMatrices, ← hM]
    exact sum_mul_left hG h fun g => ρ g i j
  have hr : ∀ h, (sumMatrices ρ).mul (ρ h) = sumMatrices ρ := fun h => by
    rw [sumMatrices_mul]
    funext i j
    simp only [sumMatrices, ← hM]
    exact sum_mul_right hG h fun g => ρ g i j
  refine ⟨?_, fun h => ⟨by rw [meanMatrix, mul_smul, hl], by rw [meanMatrix, smul_mul, hr]⟩⟩
  have hn := (natCast_pos (α := α) n).mpr e.pos
  have h0 : (n : α) ≠ 0 := by grind
  rw [meanMatrix, smul_mul, mul_smul, sumMatrices_mul]
  simp only [hl]
  funext i j
  simp only [smul, sumMatrices, sum_const]
  grind

/-- The permutations of three things, as permutation matrices, have as their average the matrix with all entries `1/3`,
which projects on the vectors of three equal entries; of the irreducible representations only the trivial one has an
average other than zero. -/
theorem group_average_projects_to_invariants_example :
    (∀ i j, meanMatrix symmetricPermutation i j = 1 / 3) ∧
      ∀ k i j, meanMatrix (symmetricIrreps k) i j = if k.val = 0 ∧ i.val = 0 ∧ j.val = 0 then 1 else 0 := by
  decide +kernel

end ToyModels
