module

public import ToyModels.Foundations.BooleanSet

/-!
# The moment curve stores sparse features

Directions on the moment curve, `(1, t, t², .., t²ᵏ)` at `n` different parameters `t`, hold any number of features in
`2 k + 1` dimensions such that every non-negative feature vector with at most `k` active features is determined by its
activation, even among all non-negative feature vectors, sparse or not.

## Main definitions

* `momentCurve d t`: the directions `(1, tⱼ, .., tⱼᵈ)` in `d + 1` dimensions.
* `nodeProd S t z`: the product of `z - tᵢ` over a set `S` of nodes, a polynomial in `z` that vanishes exactly on `S`.

## Main statements

* `momentCurve_nonneg_sparse_unique`: a non-negative feature vector with the activation of a `k`-sparse one is that one.
* `nodeProd_eq_zero_iff`: the product over a set of nodes vanishes exactly on the set.

## Proof idea

The square of `nodeProd` is a polynomial of degree at most `2 k` that vanishes on the support `S` and is positive on all
other nodes. Its moment against both feature vectors is the same, hence zero, so that the other vector is supported on
`S` too. Leaving one node out of the product then tests one coordinate at a time. Polynomials need no theory here:
multiplying a weighting by `z - t` costs one vanishing moment.

## What is not claimed

Nothing about noise: the directions are far from orthogonal, and decoding amplifies errors enormously.

## References

* [donoho2005], on neighbourliness and sparse non-negative solutions; [elhage2022], on superposition.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n k : Nat}

/-- The directions `(1, tⱼ, tⱼ², .., tⱼᵈ)` in `d + 1` dimensions. -/
def momentCurve (d : Nat) (t : Vec α n) : Fin n → Vec α (d + 1) := fun j a => t j ^ a.val

/-- The product of `z - tᵢ` over the nodes `i` in the set `S`. -/
def nodeProd : {n : Nat} → (Fin n → Bool) → Vec α n → α → α
  | 0, _, _, _ => 1
  | n + 1, S, t, z =>
    nodeProd (fun i : Fin n => S i.castSucc) (fun i => t i.castSucc) z *
      if S (Fin.last n) = true then z - t (Fin.last n) else 1

/-- A set with one element taken out. -/
def without (S : Fin n → Bool) (i : Fin n) : Fin n → Bool := fun j => if i = j then false else S j

/-- The product over a set of nodes vanishes at a point exactly if the point is one of them. -/
theorem nodeProd_eq_zero_iff (S : Fin n → Bool) (t : Vec α n) (z : α) :
    nodeProd S t z = 0 ↔ ∃ i, S i = true ∧ z = t i := by
  induction n with
  | zero =>
    rw [nodeProd]
    exact ⟨fun h => by grind, fun ⟨i, _⟩ => i.elim0⟩
  | succ n ih =>
    have h := ih (fun i => S i.castSucc) fun i => t i.castSucc
    rw [nodeProd]
    constructor
    · intro h0
      by_cases hp : nodeProd (fun i : Fin n => S i.castSucc) (fun i => t i.castSucc) z = 0
      · obtain ⟨i, hi⟩ := h.mp hp
        exact ⟨i.castSucc, hi⟩
      · exact ⟨Fin.last n, by split at h0 <;> grind⟩
    · intro ⟨i, hi, hz⟩
      cases i using Fin.lastCases with
      | last => rw [if_pos hi, hz]; grind
      | cast i => rw [h.mpr ⟨i, hi, hz⟩]; grind

private theorem moment_mul_sub {c u : Vec α m} {N : Nat} (h : ∀ a, a < N + 1 → (sum fun j => c j * u j ^ a) = 0) (r : α)
    (a : Nat) (ha : a < N) : (sum fun j => c j * (u j - r) * u j ^ a) = 0 := by
  have h₁ := h a (by omega)
  have h₂ := h (a + 1) (by omega)
  have e := mul_sum r fun j => c j * u j ^ a
  have es := sum_sub (fun j => c j * u j ^ (a + 1)) fun j => r * (c j * u j ^ a)
  rw [← e, h₁, h₂] at es
  exact (sum_congr fun j => by rw [Lean.Grind.Semiring.pow_succ]; grind).trans (es.trans (by grind))

private theorem moment_mul_nodeProd {c u : Vec α m} {N : Nat} (S : Fin n → Bool) (t : Vec α n)
    (h : ∀ a, a < N + count S → (sum fun j => c j * u j ^ a) = 0) (a : Nat) (ha : a < N) :
    (sum fun j => c j * nodeProd S t (u j) * u j ^ a) = 0 := by
  induction n generalizing N a with
  | zero =>
    have h0 := h a (by omega)
    exact (sum_congr fun j => by rw [nodeProd]; grind).trans h0
  | succ n ih =>
    simp only [count] at h
    simp only [nodeProd]
    cases hS : S (Fin.last n)
    · have h0 := ih (fun i => S i.castSucc) (fun i => t i.castSucc) (by simpa [hS] using h) a ha
      exact (sum_congr fun j => by simp only [reduceCtorEq, if_false]; grind).trans h0
    · have h0 := moment_mul_sub (c := fun j => c j * nodeProd (fun i => S i.castSucc) (fun i => t i.castSucc) (u j))
        (u := u) (N := N) (ih (fun i => S i.castSucc) (fun i => t i.castSucc)
          (fun b hb => h b (by simp only [hS, if_true]; omega))) (t (Fin.last n)) a ha
      exact (sum_congr fun j => by simp only [if_true]; grind).trans h0

/-- Taking an element out of a set makes it smaller by one. -/
private theorem count_without {S : Fin n → Bool} {i : Fin n} (hi : S i = true) : count (without S i) + 1 = count S := by
  have h : sum (indicator S : Vec Rat n) = sum fun j => indicator (without S i) j + if i = j then 1 else 0 :=
    sum_congr fun j => by unfold indicator without; grind
  rw [sum_add, sum_indicator, sum_indicator, sum_ite_eq i fun _ => (1 : Rat)] at h
  exact (natCast_inj (α := Rat) _ _).mp (by grind)

private theorem nodeProd_ne_zero {S : Fin n → Bool} {t : Vec α n} (ht : ∀ i j, i ≠ j → t i ≠ t j) {j : Fin n}
    (hj : S j = false) : nodeProd S t (t j) ≠ 0 := fun h => by
  obtain ⟨i, hi, hz⟩ := (nodeProd_eq_zero_iff S t (t j)).mp h
  exact ht j i (fun e => by rw [e, hi] at hj; exact Bool.noConfusion hj) hz

private theorem eq_zero_off_support {t x y : Vec α n} {S : Fin n → Bool} (ht : ∀ i j, i ≠ j → t i ≠ t j)
    (hx : ∀ j, S j = false → x j = 0) (hy : ∀ j, 0 ≤ y j)
    (h : ∀ a, a < 1 + count S + count S → (sum fun j => (y j - x j) * t j ^ a) = 0) (j : Fin n) (hj : S j = false) :
    y j = 0 := by
  have hm := moment_mul_nodeProd S t (N := 1) (moment_mul_nodeProd S t h) 0 (by omega)
  have e : ∀ i, (y i - x i) * nodeProd S t (t i) * nodeProd S t (t i) * t i ^ 0 = y i * nodeProd S t (t i) ^ 2 := by
    intro i
    cases hi : S i
    · rw [hx i hi]
      grind
    · rw [(nodeProd_eq_zero_iff S t (t i)).mpr ⟨i, hi, rfl⟩]
      grind
  rw [sum_congr e] at hm
  have hz := (sum_eq_zero_iff fun i => mul_nonneg (hy i) (sq_nonneg (nodeProd S t (t i)))).mp hm j
  have hp := nodeProd_ne_zero ht hj
  grind

private theorem eq_on_support {t c : Vec α n} {S : Fin n → Bool} (ht : ∀ i j, i ≠ j → t i ≠ t j)
    (hc : ∀ j, S j = false → c j = 0) (h : ∀ a, a < 1 + count S → (sum fun j => c j * t j ^ a) = 0) (i : Fin n)
    (hi : S i = true) : c i = 0 := by
  have hcount := count_without hi
  have hm := moment_mul_nodeProd (without S i) t (N := 1) (fun a ha => h a (by omega)) 0 (by omega)
  have e : ∀ j, c j * nodeProd (without S i) t (t j) * t j ^ 0 =
      if i = j then c j * nodeProd (without S i) t (t j) else 0 := fun j => by
    by_cases hij : i = j
    · rw [if_pos hij]
      grind
    · rw [if_neg hij]
      cases hj : S j
      · rw [hc j hj]
        grind
      · rw [(nodeProd_eq_zero_iff (without S i) t (t j)).mpr ⟨j, by rw [without, if_neg hij, hj], rfl⟩]
        grind
  rw [sum_congr e, sum_ite_eq i fun j => c j * nodeProd (without S i) t (t j)] at hm
  have hp := nodeProd_ne_zero (S := without S i) ht (j := i) (if_pos rfl)
  grind

/-- On a moment curve of degree `2 k` at distinct nodes, a non-negative feature vector `y` has the same activation as a
feature vector `x` with at most `k` active features exactly if the two agree.
Source: donoho2005, on neighbourliness of cyclic polytopes.
Why: `2 k + 1` dimensions determine `k` active features out of any number, so that the bottleneck of superposition is
reading and noise, not dimension.
Tight: `momentCurve_unique_needs_dimension` and `momentCurve_unique_needs_nonneg`. -/
theorem momentCurve_nonneg_sparse_unique {t x y : Vec α n} {S : Fin n → Bool} (ht : ∀ i j, i ≠ j → t i ≠ t j)
    (hk : count S ≤ k) (hx : ∀ j, S j = false → x j = 0) (hy : ∀ j, 0 ≤ y j) :
    (∀ a, lincomb x (momentCurve (2 * k) t) a = lincomb y (momentCurve (2 * k) t) a) ↔ ∀ j, x j = y j := by
  refine ⟨fun h => ?_, fun h a => congrFun (congrArg (lincomb · _) (funext h)) a⟩
  have hm : ∀ a, a < 2 * k + 1 → (sum fun j => (y j - x j) * t j ^ a) = 0 := fun a ha => by
    have ha' := h ⟨a, ha⟩
    have e := sum_sub (fun j => y j * t j ^ a) fun j => x j * t j ^ a
    simp only [lincomb, momentCurve] at ha'
    exact (sum_congr fun j => by grind).trans (e.trans (by grind))
  have hoff := eq_zero_off_support ht hx hy fun a ha => hm a (by omega)
  have hc : ∀ j, S j = false → y j - x j = 0 := fun j hj => by
    rw [hoff j hj, hx j hj]
    grind
  have hon := eq_on_support (c := fun j => y j - x j) ht hc fun a ha => hm a (by omega)
  intro j
  cases hj : S j
  · rw [hoff j hj, hx j hj]
  · have := hon j hj
    grind

/-- `momentCurve_nonneg_sparse_unique` needs `2 k + 1` dimensions: in two, the node `1` is the midpoint of `0` and
`2`. -/
theorem momentCurve_unique_needs_dimension :
    ∀ a, lincomb (basisVec (1 : Fin 3)) (momentCurve 1 fun j => (j.val : Rat)) a =
      lincomb (fun j : Fin 3 => if j.val = 1 then 0 else 1 / 2) (momentCurve 1 fun j => (j.val : Rat)) a := by
  decide +kernel

/-- `momentCurve_nonneg_sparse_unique` needs `y` to be non-negative: `(0, 1, 0, 0)` and `(1, -2, 3, -1)` have the same
activation in three dimensions, since third differences of a quadratic vanish. -/
theorem momentCurve_unique_needs_nonneg :
    ∀ a, lincomb (basisVec (1 : Fin 4)) (momentCurve 2 fun j => (j.val : Rat)) a =
      lincomb (fun j : Fin 4 => if j.val = 0 then 1 else if j.val = 1 then -2 else if j.val = 2 then 3 else -1)
        (momentCurve 2 fun j => (j.val : Rat)) a := by
  decide +kernel

end ToyModels
