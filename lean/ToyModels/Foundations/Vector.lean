module

public import ToyModels.Foundations.Sum

/-!
# Vectors

Vectors are functions `Fin n → α`, so that sums, differences and multiples are written pointwise. A family of `n`
feature directions in `m` hidden dimensions is a function `W : Fin n → Vec α m`; `W i` is the direction of feature
`i`, which is the `i`-th *column* of the matrix `W` of [elhage2022].

## Main definitions

* `Vec α n`: vectors with `n` coordinates.
* `dot x y`, `normSq x`: the inner product `x · y` and the squared norm `x · x`.
* `lincomb c V`: the linear combination `Σᵢ cᵢ Vᵢ`.
* `basisVec i`: the standard basis vector with a `1` in place `i`.

## Main statements

* `dot_lincomb`: the inner product is linear.
* `normSq_nonneg`, `normSq_eq_zero_iff`: it is positive definite.
* `dot_sq_le`: the Cauchy-Schwarz inequality for vectors.
* `normSq_lincomb`: the squared norm of a combination is the quadratic form of its Gram matrix.

## What is not claimed

There is no norm, only its square: norms need square roots, which an ordered field need not have.

## References

* [elhage2022]; [steele2004], on Cauchy-Schwarz.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- Vectors with `n` coordinates in `α`. -/
abbrev Vec (α : Type u) (n : Nat) : Type u := Fin n → α

/-- The inner product `x · y = Σₐ xₐ yₐ`. -/
def dot (x y : Vec α n) : α := sum fun a => x a * y a

/-- The squared norm `x · x = Σₐ xₐ²`. -/
def normSq (x : Vec α n) : α := sum fun a => x a ^ 2

/-- The linear combination `Σᵢ cᵢ Vᵢ` of a family of vectors. -/
def lincomb (c : Fin n → α) (V : Fin n → Vec α m) : Vec α m := fun a => sum fun i => c i * V i a

/-- The standard basis vector with a `1` in place `i`. -/
def basisVec (i : Fin n) : Vec α n := fun j => if i = j then 1 else 0

/-! ### The inner product -/

/-- The inner product is symmetric. -/
theorem dot_comm (x y : Vec α n) : dot x y = dot y x :=
  sum_congr fun a => by grind

/-- The inner product of a vector with itself is its squared norm. -/
theorem dot_self (x : Vec α n) : dot x x = normSq x :=
  sum_congr fun a => by grind

/-- The inner product is additive in its second argument. -/
theorem dot_add (x y z : Vec α n) : dot x (fun a => y a + z a) = dot x y + dot x z := by
  simp only [dot, ← sum_add]
  exact sum_congr fun a => by grind

/-- The inner product respects differences in its second argument. -/
theorem dot_sub (x y z : Vec α n) : dot x (fun a => y a - z a) = dot x y - dot x z := by
  simp only [dot, ← sum_sub]
  exact sum_congr fun a => by grind

/-- A scalar moves out of the second argument of the inner product. -/
theorem dot_smul (c : α) (x y : Vec α n) : dot x (fun a => c * y a) = c * dot x y := by
  simp only [dot, mul_sum]
  exact sum_congr fun a => by grind

/-- The inner product with a linear combination is the combination of the inner products. -/
theorem dot_lincomb (x : Vec α m) (c : Fin n → α) (V : Fin n → Vec α m) :
    dot x (lincomb c V) = sum fun i => c i * dot x (V i) := by
  simp only [dot, lincomb, mul_sum]
  rw [sum_comm]
  exact sum_congr fun i => sum_congr fun a => by grind

/-- A linear combination on the left of the inner product comes out as well. -/
theorem lincomb_dot (c : Fin n → α) (V : Fin n → Vec α m) (x : Vec α m) :
    dot (lincomb c V) x = sum fun i => c i * dot (V i) x := by
  rw [dot_comm, dot_lincomb]
  exact sum_congr fun i => by rw [dot_comm]

/-- The inner product with a standard basis vector reads off a coordinate. -/
theorem dot_basisVec (x : Vec α n) (i : Fin n) : dot x (basisVec i) = x i := by
  rw [← sum_ite_eq i x]
  exact sum_congr fun a => by simp only [basisVec]; grind

/-! ### The squared norm -/

/-- The squared norm is non-negative. -/
theorem normSq_nonneg (x : Vec α n) : 0 ≤ normSq x :=
  sum_nonneg fun a => sq_nonneg (x a)

/-- The squared norm vanishes only at the zero vector. -/
theorem normSq_eq_zero_iff (x : Vec α n) : normSq x = 0 ↔ ∀ a, x a = 0 := by
  rw [normSq, sum_eq_zero_iff fun a => sq_nonneg (x a)]
  simp only [sq_eq_zero_iff]

/-- A non-zero vector has a positive squared norm. -/
theorem normSq_pos {x : Vec α n} (h : ∃ a, x a ≠ 0) : 0 < normSq x := by
  have h₁ := normSq_nonneg x
  have h₂ := normSq_eq_zero_iff x
  grind

/-- The squared norm of a difference. -/
theorem normSq_sub (x y : Vec α n) : normSq (fun a => x a - y a) = normSq x - 2 * dot x y + normSq y := by
  simp only [normSq, dot, mul_sum, ← sum_sub, ← sum_add]
  exact sum_congr fun a => by grind

/-- A standard basis vector has squared norm one. -/
theorem normSq_basisVec (i : Fin n) : normSq (basisVec i : Vec α n) = 1 := by
  rw [← dot_self, dot_basisVec, basisVec, if_pos rfl]

/-- The squared norm of a linear combination is the quadratic form of the Gram matrix of its family. -/
theorem normSq_lincomb (c : Fin n → α) (V : Fin n → Vec α m) :
    normSq (lincomb c V) = sum fun i => sum fun j => c i * c j * dot (V i) (V j) := by
  simp only [← dot_self, lincomb_dot, dot_lincomb, mul_sum]
  exact sum_congr fun i => sum_congr fun j => by rw [dot_comm (V j) (V i)]; grind

/-- The Cauchy-Schwarz inequality for vectors: `(x · y)² ≤ (x · x) (y · y)`. -/
theorem dot_sq_le (x y : Vec α n) : dot x y ^ 2 ≤ normSq x * normSq y :=
  sum_mul_sq_le x y

end ToyModels
