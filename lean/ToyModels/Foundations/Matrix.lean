module

public import ToyModels.Foundations.Vector

/-!
# Matrices

Matrices are functions of a row and a column. A family of vectors `V : Fin n → Vec α m` is, by definition, the `n × m`
matrix whose rows are the `V i`; so `gram V` below is `V Vᵀ`.

## Main definitions

* `Mat α m n`: matrices with `m` rows and `n` columns.
* `Mat.mul A B`, `Mat.transpose A`, `Mat.one`, `Mat.add A B`, `Mat.sub A B`, `Mat.smul c A`, `Mat.mulVec A x`: the
  usual operations.
* `matrixPower A k`: the powers of a square matrix.
* `Mat.trace A`, `Mat.frobInner A B`, `Mat.frobSq A`: the trace, the Frobenius inner product, the squared Frobenius
  norm.
* `Mat.ofTwo a b c d`: a `2 × 2` matrix by its entries.
* `gram V`: the Gram matrix of a family of vectors.

## Main statements

* `Mat.mul_assoc`, `Mat.transpose_mul`, `Mat.mul_add`, `Mat.one_mul`: the ring laws of matrices.
* `Mat.trace_mul_comm`: `tr (A B) = tr (B A)`.
* `Mat.trace_mul_transpose`: `tr (A Bᵀ)` is the Frobenius inner product.
* `Mat.frobInner_sq_le`: Cauchy-Schwarz for matrices.

## What is not claimed

There is no rank function: "of rank at most `d`" is always said by a factorisation `B.mul C` with inner dimension `d`.

## References

* [horn2013].
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {k l m n : Nat}

/-- Matrices with `m` rows and `n` columns. -/
abbrev Mat (α : Type u) (m n : Nat) : Type u := Fin m → Fin n → α

/-- The Gram matrix of a family of vectors: entry `(i, j)` is `Vᵢ · Vⱼ`. -/
def gram (V : Fin n → Vec α m) : Mat α n n := fun i j => dot (V i) (V j)

namespace Mat

/-- The `2 × 2` matrix with rows `(a, b)` and `(c, d)`. -/
def ofTwo (a b c d : α) : Mat α 2 2 := fun i j =>
  if i.val = 0 then if j.val = 0 then a else b else if j.val = 0 then c else d

/-- The product of matrices. -/
def mul (A : Mat α l m) (B : Mat α m n) : Mat α l n := fun i j => sum fun k => A i k * B k j

/-- The transposed matrix. -/
def transpose (A : Mat α m n) : Mat α n m := fun j i => A i j

/-- The identity matrix. -/
def one : Mat α n n := fun i j => if i = j then 1 else 0

/-- The sum of matrices. -/
def add (A B : Mat α m n) : Mat α m n := fun i j => A i j + B i j

/-- The difference of matrices. -/
def sub (A B : Mat α m n) : Mat α m n := fun i j => A i j - B i j

/-- The multiple of a matrix by a scalar. -/
def smul (c : α) (A : Mat α m n) : Mat α m n := fun i j => c * A i j

/-- The product of a matrix with a column vector. -/
def mulVec (A : Mat α m n) (x : Vec α n) : Vec α m := fun i => dot (A i) x

/-- The trace, the sum of the diagonal. -/
def trace (A : Mat α n n) : α := sum fun i => A i i

/-- The Frobenius inner product, the sum of the products of entries. -/
def frobInner (A B : Mat α m n) : α := sum fun i => sum fun j => A i j * B i j

/-- The squared Frobenius norm, the sum of the squared entries. -/
def frobSq (A : Mat α m n) : α := sum fun i => sum fun j => A i j ^ 2

/-! ### Ring laws -/

/-- Multiplication of matrices is associative. -/
theorem mul_assoc (A : Mat α k l) (B : Mat α l m) (C : Mat α m n) : (A.mul B).mul C = A.mul (B.mul C) := by
  funext i j
  simp only [mul, sum_mul, mul_sum]
  rw [sum_comm]
  exact sum_congr fun p => sum_congr fun q => by grind

/-- The identity is neutral on the left. -/
theorem one_mul (A : Mat α m n) : one.mul A = A := by
  funext i j
  rw [← sum_ite_eq i fun k => A k j]
  exact sum_congr fun k => by simp only [one]; grind

/-- The identity is neutral on the right. -/
theorem mul_one (A : Mat α m n) : A.mul one = A := by
  funext i j
  rw [← sum_ite_eq' j fun k => A i k]
  exact sum_congr fun k => by simp only [one]; grind

/-- Multiplication distributes over a sum on the right. -/
theorem mul_add (A : Mat α l m) (B C : Mat α m n) : A.mul (B.add C) = (A.mul B).add (A.mul C) := by
  funext i j
  simp only [mul, add, ← sum_add]
  exact sum_congr fun k => by grind

/-- Multiplication distributes over a sum on the left. -/
theorem add_mul (A B : Mat α l m) (C : Mat α m n) : (A.add B).mul C = (A.mul C).add (B.mul C) := by
  funext i j
  simp only [mul, add, ← sum_add]
  exact sum_congr fun k => by grind

/-- Multiplication distributes over a difference on the right. -/
theorem mul_sub (A : Mat α l m) (B C : Mat α m n) : A.mul (B.sub C) = (A.mul B).sub (A.mul C) := by
  funext i j
  simp only [mul, sub, ← sum_sub]
  exact sum_congr fun k => by grind

/-- Multiplication distributes over a difference on the left. -/
theorem sub_mul (A B : Mat α l m) (C : Mat α m n) : (A.sub B).mul C = (A.mul C).sub (B.mul C) := by
  funext i j
  simp only [mul, sub, ← sum_sub]
  exact sum_congr fun k => by grind

/-- Transposing a product exchanges its factors. -/
theorem transpose_mul (A : Mat α l m) (B : Mat α m n) : (A.mul B).transpose = B.transpose.mul A.transpose := by
  funext i j
  exact sum_congr fun k => by simp only [transpose]; grind

/-- Applying a product of matrices is applying one after the other. -/
theorem mulVec_mulVec (A : Mat α l m) (B : Mat α m n) (x : Vec α n) : A.mulVec (B.mulVec x) = (A.mul B).mulVec x := by
  funext i
  simp only [mulVec, dot, mul, sum_mul, mul_sum]
  rw [sum_comm]
  exact sum_congr fun p => sum_congr fun q => by grind

/-- The sum of two matrices acts by the sum of their actions. -/
theorem add_mulVec (A B : Mat α m n) (x : Vec α n) (i : Fin m) :
    (A.add B).mulVec x i = A.mulVec x i + B.mulVec x i := by
  simp only [mulVec, dot, add, ← sum_add]
  exact sum_congr fun k => by grind

/-- The identity matrix fixes every vector. -/
theorem one_mulVec (x : Vec α n) : one.mulVec x = x := by
  funext i
  exact (dot_comm _ _).trans (dot_basisVec x i)

/-- A matrix acts linearly. -/
theorem mulVec_add_smul (A : Mat α m n) (x y : Vec α n) (c : α) (i : Fin m) :
    A.mulVec (fun k => x k + c * y k) i = A.mulVec x i + c * A.mulVec y i := by
  simp only [mulVec, dot_add, dot_smul]

/-- A matrix moves to the other argument of the inner product as its transpose. -/
theorem dot_mulVec (x : Vec α m) (A : Mat α m n) (y : Vec α n) :
    dot x (A.mulVec y) = dot (A.transpose.mulVec x) y := by
  simp only [dot, mulVec, mul_sum, sum_mul]
  rw [sum_comm]
  exact sum_congr fun i => sum_congr fun j => by simp only [transpose]; grind

/-- The Gram matrix of the rows of `V` is `V Vᵀ`. -/
theorem gram_eq_mul_transpose (V : Mat α n m) : gram V = V.mul V.transpose := rfl

/-- The Gram matrix is symmetric. -/
theorem gram_transpose (V : Fin n → Vec α m) : (gram V).transpose = gram V := by
  funext i j
  exact dot_comm (V j) (V i)

/-! ### Trace and Frobenius norm -/

/-- The trace is additive. -/
theorem trace_add (A B : Mat α n n) : (A.add B).trace = A.trace + B.trace :=
  sum_add _ _

/-- The trace respects differences. -/
theorem trace_sub (A B : Mat α n n) : (A.sub B).trace = A.trace - B.trace :=
  sum_sub _ _

/-- A scalar moves out of the trace. -/
theorem trace_smul (c : α) (A : Mat α n n) : (smul c A).trace = c * A.trace :=
  (mul_sum c fun i => A i i).symm

/-- The trace of the identity is the dimension. -/
theorem trace_one : (one : Mat α n n).trace = (n : α) := by
  simp only [trace, one, if_true, sum_const]
  grind

/-- The trace of a product does not depend on the order of its factors. -/
theorem trace_mul_comm (A : Mat α m n) (B : Mat α n m) : (A.mul B).trace = (B.mul A).trace := by
  simp only [trace, mul]
  rw [sum_comm]
  exact sum_congr fun i => sum_congr fun j => by grind

/-- The trace of `A Bᵀ` is the Frobenius inner product. -/
theorem trace_mul_transpose (A B : Mat α m n) : (A.mul B.transpose).trace = A.frobInner B := rfl

/-- The squared Frobenius norm is the Frobenius inner product of a matrix with itself. -/
theorem frobInner_self (A : Mat α m n) : A.frobInner A = A.frobSq :=
  sum_congr fun i => sum_congr fun j => by grind

/-- The squared Frobenius norm is non-negative. -/
theorem frobSq_nonneg (A : Mat α m n) : 0 ≤ A.frobSq :=
  sum_nonneg fun i => sum_nonneg fun j => sq_nonneg (A i j)

/-- The squared Frobenius norm vanishes only at the zero matrix. -/
theorem frobSq_eq_zero_iff (A : Mat α m n) : A.frobSq = 0 ↔ ∀ i j, A i j = 0 := by
  have h := sum_eq_zero_iff fun i => normSq_nonneg (A i)
  exact h.trans (forall_congr' fun i => normSq_eq_zero_iff (A i))

/-- The squared Frobenius norm does not see transposition. -/
theorem frobSq_transpose (A : Mat α m n) : A.transpose.frobSq = A.frobSq :=
  sum_comm _

/-- The squared Frobenius norm of a difference. -/
theorem frobSq_sub (A B : Mat α m n) : (A.sub B).frobSq = A.frobSq - 2 * A.frobInner B + B.frobSq := by
  simp only [frobSq, frobInner, sub, mul_sum, ← sum_sub, ← sum_add]
  exact sum_congr fun i => sum_congr fun j => by grind

/-- The squared Frobenius norm of `A` is the trace of `Aᵀ A`. -/
theorem trace_transpose_mul_self (A : Mat α m n) : (A.transpose.mul A).trace = A.frobSq := by
  rw [trace_mul_comm, trace_mul_transpose, frobInner_self]

/-- The Frobenius inner product with the identity is the trace. -/
theorem frobInner_one (A : Mat α n n) : A.frobInner one = A.trace := by
  simp only [frobInner, trace, one]
  exact sum_congr fun i => (sum_congr fun j => by grind).trans (sum_ite_eq i fun j => A i j)

/-- The squared Frobenius norm of the identity is the dimension. -/
theorem frobSq_one : (one : Mat α n n).frobSq = (n : α) := by
  rw [← frobInner_self, frobInner_one, trace_one]

/-- The squared diagonal entries are among the squared entries. -/
theorem sum_diag_sq_le_frobSq (A : Mat α n n) : sum (fun i => A i i ^ 2) ≤ A.frobSq :=
  sum_le_sum fun i => single_le_sum (fun j => sq_nonneg (A i j)) i

/-- The squared trace is at most the dimension times the squared Frobenius norm. -/
theorem trace_sq_le (A : Mat α n n) : A.trace ^ 2 ≤ (n : α) * A.frobSq :=
  Std.le_trans (sum_sq_le fun i => A i i) (mul_le_mul_of_nonneg_left (sum_diag_sq_le_frobSq A) (natCast_nonneg n))

/-- The trace of a Gram matrix is the sum of the squared norms. -/
theorem trace_gram (V : Fin n → Vec α m) : (gram V).trace = sum fun i => normSq (V i) :=
  sum_congr fun i => dot_self (V i)

/-- The Gram matrices of the rows and of the columns of a matrix have the same trace. -/
theorem trace_gram_transpose (V : Mat α n m) : (gram V.transpose).trace = (gram V).trace := by
  rw [gram_eq_mul_transpose, gram_eq_mul_transpose, trace_mul_comm]
  rfl

/-- The Gram matrices of the rows and of the columns of a matrix have the same squared Frobenius norm. -/
theorem frobSq_gram_transpose (V : Mat α n m) : (gram V.transpose).frobSq = (gram V).frobSq := by
  rw [← trace_transpose_mul_self, ← trace_transpose_mul_self (gram V), gram_transpose, gram_transpose]
  have h := trace_mul_comm (V.transpose.mul (V.mul V.transpose)) V
  simpa only [gram_eq_mul_transpose, mul_assoc] using h

/-- Scaling a matrix scales its squared Frobenius norm by the square. -/
theorem frobSq_smul (c : α) (A : Mat α m n) : (smul c A).frobSq = c ^ 2 * A.frobSq := by
  simp only [frobSq, smul, mul_sum]
  exact sum_congr fun i => sum_congr fun j => by grind

/-- A scalar moves out of the second argument of the Frobenius inner product. -/
theorem frobInner_smul (c : α) (A B : Mat α m n) : A.frobInner (smul c B) = c * A.frobInner B := by
  simp only [frobInner, smul, mul_sum]
  exact sum_congr fun i => sum_congr fun j => by grind

/-- Scalars move out of both arguments of the Frobenius inner product. -/
theorem frobInner_smul_smul (b c : α) (A B : Mat α m n) :
    (smul b A).frobInner (smul c B) = b * c * A.frobInner B := by
  simp only [frobInner, smul, mul_sum]
  exact sum_congr fun i => sum_congr fun j => by grind

/-- The Cauchy-Schwarz inequality for matrices: `⟨A, B⟩² ≤ ‖A‖² ‖B‖²` in the Frobenius inner product. -/
theorem frobInner_sq_le (A B : Mat α m n) : A.frobInner B ^ 2 ≤ A.frobSq * B.frobSq := by
  have hB := frobSq_nonneg B
  by_cases h0 : B.frobSq = 0
  · have hz := (frobSq_eq_zero_iff B).mp h0
    have hc : A.frobInner B = 0 := sum_eq_zero fun i => sum_eq_zero fun j => by have := hz i j; grind
    rw [h0, hc]
    grind
  · have h := frobSq_nonneg ((smul B.frobSq A).sub (smul (A.frobInner B) B))
    rw [frobSq_sub, frobSq_smul, frobSq_smul, frobInner_smul_smul] at h
    exact le_of_mul_le_mul_left (c := B.frobSq) (by grind) (by grind)

end Mat

/-- The power `Aᵏ` of a square matrix. -/
def matrixPower (A : Mat α n n) : (k : Nat) → Mat α n n
  | 0 => Mat.one
  | k + 1 => A.mul (matrixPower A k)

end ToyModels
