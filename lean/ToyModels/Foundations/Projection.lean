module

public import ToyModels.Foundations.Matrix

/-!
# The orthogonal projector of a matrix

For every matrix `B` this file computes the orthogonal projector on the span of its columns. It replaces rank,
eigenvalues and pseudo-inverses in the whole library: the projector's trace is the rank of `B`, and what one needs to
know of it is that it is at most the number of columns.

## Main definitions

* `rejection P b`: what is left of `b` after the projector `P`, the vector `b - P b`.
* `addDirection P q`: the projector on one more direction, `P + q qᵀ / (q · q)`.
* `extendProjector P b`: one step of the Gram-Schmidt process, `P` with the rejection of `b` added.
* `initColumns B`, `lastColumn B`: a matrix taken apart, so that the process can recurse.
* `orthProjector B`: Gram-Schmidt on the columns of `B`, without square roots and without normalising.
* `appendRow X r`, `extendCoeff X b q`, `projectorCoeff B`: coefficients that write the projector's columns as
  combinations of the columns of `B`.

## Main statements

* `orthProjector_transpose`, `orthProjector_mul_self`: the projector is symmetric and idempotent.
* `orthProjector_mul`: it fixes every column of `B`.
* `orthProjector_eq_mul`: it is `B` times `projectorCoeff B`; `mul_orthProjector`: whatever fixes `B` fixes it.
* `orthProjector_trace`, `orthProjector_trace_le`: its trace is a natural number, at most the number of columns.

## Proof idea

Induction on the columns. The next column `b` contributes its rejection `q = b - P b`, which is orthogonal to
everything so far because `P q = 0`. If `q = 0` then the new term is zero, since `x / 0 = 0`; otherwise it adds one to
the trace. The only fact used about the field is that `q · q = 0` forces `q = 0`.

## What is not claimed

That the trace equals the rank in the sense of independent columns is true but not needed, and not stated.

## References

* [horn2013], for the Gram-Schmidt process.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d n : Nat}

open Mat

/-- What is left of `b` after the projector `P`: the vector `b - P b`. -/
def rejection (P : Mat α n n) (b : Vec α n) : Vec α n := fun i => b i - P.mulVec b i

/-- The projector `P` with the direction `q` added: `P + q qᵀ / (q · q)`, which is `P` if `q = 0`. -/
def addDirection (P : Mat α n n) (q : Vec α n) : Mat α n n := fun i j => P i j + q i * q j / normSq q

/-- One step of the Gram-Schmidt process: the projector `P` with the rejection of the vector `b` added. -/
def extendProjector (P : Mat α n n) (b : Vec α n) : Mat α n n := addDirection P (rejection P b)

/-- All columns of `B` but the last. -/
def initColumns (B : Mat α n (d + 1)) : Mat α n d := fun i j => B i j.castSucc

/-- The last column of `B`. -/
def lastColumn (B : Mat α n (d + 1)) : Vec α n := fun i => B i (Fin.last d)

/-- The orthogonal projector on the span of the columns of `B`, by the Gram-Schmidt process. -/
def orthProjector : {d : Nat} → Mat α n d → Mat α n n
  | 0, _ => fun _ _ => 0
  | _ + 1, B => extendProjector (orthProjector (initColumns B)) (lastColumn B)

/-- The matrix `X` with the row `r` added at the end. -/
def appendRow (X : Mat α d n) (r : Vec α n) : Mat α (d + 1) n := fun k =>
  if h : k.val < d then X ⟨k.val, h⟩ else r

/-- The coefficients `X` of a projector with those of one more column `b`, whose rejection is `q`, added. -/
def extendCoeff (X : Mat α d n) (b q : Vec α n) : Mat α (d + 1) n :=
  appendRow (fun k j => X k j - X.mulVec b k * (q j / normSq q)) fun j => q j / normSq q

/-- Coefficients that write the columns of the projector as combinations of the columns of `B`. -/
def projectorCoeff : {d : Nat} → Mat α n d → Mat α d n
  | 0, _ => fun _ _ => 0
  | _ + 1, B =>
    extendCoeff (projectorCoeff (initColumns B)) (lastColumn B)
      (rejection (orthProjector (initColumns B)) (lastColumn B))

omit [OrderedField α] in
/-- The first rows of a matrix with one row more. -/
theorem appendRow_castSucc (X : Mat α d n) (r : Vec α n) (k : Fin d) : appendRow X r k.castSucc = X k :=
  dif_pos k.isLt

omit [OrderedField α] in
/-- The row that was added. -/
theorem appendRow_last (X : Mat α d n) (r : Vec α n) : appendRow X r (Fin.last d) = r :=
  dif_neg (Nat.lt_irrefl d)

/-! ### One step -/

variable {P : Mat α n n} {q : Vec α n}

private theorem addDirection_mulVec (x : Vec α n) (i : Fin n) :
    (addDirection P q).mulVec x i = P.mulVec x i + q i * (dot q x / normSq q) := by
  have h : q i * (dot q x / normSq q) = sum fun k => q i / normSq q * (q k * x k) := by
    rw [← mul_sum, dot]
    grind
  rw [h]
  simp only [mulVec, dot, ← sum_add]
  exact sum_congr fun k => by simp only [addDirection]; grind

private theorem addDirection_transpose (hs : P.transpose = P) : (addDirection P q).transpose = addDirection P q := by
  funext i j
  have h := congrFun (congrFun hs i) j
  simp only [transpose, addDirection] at h ⊢
  grind

private theorem mulVec_rejection (hi : P.mul P = P) (b : Vec α n) (i : Fin n) : P.mulVec (rejection P b) i = 0 := by
  have h : P.mulVec (P.mulVec b) i = P.mulVec b i := by rw [mulVec_mulVec, hi]
  have hd : P.mulVec (rejection P b) i = P.mulVec b i - P.mulVec (P.mulVec b) i := dot_sub _ _ _
  grind

private theorem dot_mulVec_eq_zero (hs : P.transpose = P) (hq : ∀ i, P.mulVec q i = 0) (x : Vec α n) :
    dot q (P.mulVec x) = 0 := by
  rw [dot_mulVec, hs]
  exact sum_eq_zero fun i => by rw [hq i]; grind

private theorem addDirection_mul_self (hs : P.transpose = P) (hi : P.mul P = P) (hq : ∀ i, P.mulVec q i = 0) :
    (addDirection P q).mul (addDirection P q) = addDirection P q := by
  funext i j
  have hcol : ∀ k, addDirection P q k j = P.mulVec (basisVec j) k + q j / normSq q * q k := fun k => by
    simp only [mulVec, dot_basisVec, addDirection]
    grind
  have hPP : P.mulVec (P.mulVec (basisVec j)) i = P.mulVec (basisVec j) i := by rw [mulVec_mulVec, hi]
  have hmul : (addDirection P q).mul (addDirection P q) i j =
      (addDirection P q).mulVec (fun k => P.mulVec (basisVec j) k + q j / normSq q * q k) i :=
    sum_congr fun k => by rw [hcol k]
  rw [hmul, mulVec_add_smul, addDirection_mulVec, addDirection_mulVec, hPP, dot_mulVec_eq_zero hs hq, hq i, dot_self,
    hcol i]
  by_cases h0 : normSq q = 0 <;> grind

private theorem extendProjector_mulVec_of_fixed (hs : P.transpose = P) (hi : P.mul P = P) {b x : Vec α n}
    (hx : P.mulVec x = x) : (extendProjector P b).mulVec x = x := by
  funext i
  have h := dot_mulVec_eq_zero hs (mulVec_rejection hi b) x
  rw [hx] at h
  rw [extendProjector, addDirection_mulVec, hx, h]
  grind

private theorem extendProjector_mulVec_self (hs : P.transpose = P) (hi : P.mul P = P) (b : Vec α n) :
    (extendProjector P b).mulVec b = b := by
  funext i
  have h := dot_mulVec_eq_zero hs (mulVec_rejection hi b) b
  have hd := dot_sub (rejection P b) b (P.mulVec b)
  have hn : dot (rejection P b) (fun a => b a - P.mulVec b a) = normSq (rejection P b) := dot_self _
  have hb : b i = P.mulVec b i + rejection P b i := by simp only [rejection]; grind
  have hz := normSq_eq_zero_iff (rejection P b)
  rw [extendProjector, addDirection_mulVec]
  by_cases h0 : normSq (rejection P b) = 0
  · have := hz.mp h0 i
    grind
  · grind

private theorem mul_extendProjector {Q : Mat α n n} {b : Vec α n} (hP : Q.mul P = P) (hb : ∀ i, Q.mulVec b i = b i) :
    Q.mul (extendProjector P b) = extendProjector P b := by
  funext i j
  have hPj : Q.mulVec (fun k => P k j) i = P i j := congrFun (congrFun hP i) j
  have hPb : Q.mulVec (P.mulVec b) i = P.mulVec b i := by rw [mulVec_mulVec, hP]
  have hq : Q.mulVec (rejection P b) i = rejection P b i := (dot_sub _ _ _).trans (by
    have := hb i
    simp only [mulVec, rejection] at this hPb ⊢
    grind)
  have h := mulVec_add_smul Q (fun k => P k j) (rejection P b) (rejection P b j / normSq (rejection P b)) i
  have e : Q.mul (extendProjector P b) i j =
      Q.mulVec (fun k => P k j + rejection P b j / normSq (rejection P b) * rejection P b k) i :=
    sum_congr fun k => by simp only [extendProjector, addDirection]; grind
  rw [e, h, hPj, hq]
  simp only [extendProjector, addDirection]
  grind

private theorem mul_extendCoeff (B : Mat α n (d + 1)) (X : Mat α d n) (b q : Vec α n) :
    B.mul (extendCoeff X b q) = fun i j =>
      (initColumns B).mul X i j + (lastColumn B i - ((initColumns B).mul X).mulVec b i) * q j / normSq q := by
  funext i j
  have h := congrFun (mulVec_mulVec (initColumns B) X b) i
  have hsum := mul_sum (q j / normSq q) fun k : Fin d => B i k.castSucc * X.mulVec b k
  have hsub := sum_sub (fun k : Fin d => B i k.castSucc * X k j)
    fun k => q j / normSq q * (B i k.castSucc * X.mulVec b k)
  have e : (sum fun k : Fin d => B i k.castSucc * extendCoeff X b q k.castSucc j) =
      sum fun k : Fin d => B i k.castSucc * X k j - q j / normSq q * (B i k.castSucc * X.mulVec b k) :=
    sum_congr fun k => by rw [extendCoeff, appendRow_castSucc]; grind
  have hlast : extendCoeff X b q (Fin.last d) j = q j / normSq q := by rw [extendCoeff, appendRow_last]
  rw [← h, mul, sum_succ, e, hsub, ← hsum, hlast]
  simp only [mul, mulVec, dot, initColumns, lastColumn]
  grind

private theorem addDirection_trace : (addDirection P q).trace = P.trace + normSq q / normSq q := by
  have h : normSq q / normSq q = sum fun i => q i ^ 2 * (normSq q)⁻¹ := by
    rw [← sum_mul, Lean.Grind.Field.div_eq_mul_inv, normSq]
  rw [h]
  simp only [trace, ← sum_add]
  exact sum_congr fun i => by simp only [addDirection]; grind

/-! ### The projector -/

/-- The projector is symmetric. -/
theorem orthProjector_transpose (B : Mat α n d) : (orthProjector B).transpose = orthProjector B := by
  induction d with
  | zero => rfl
  | succ d ih => exact addDirection_transpose (ih _)

/-- The projector is idempotent. -/
theorem orthProjector_mul_self (B : Mat α n d) : (orthProjector B).mul (orthProjector B) = orthProjector B := by
  induction d with
  | zero => funext i j; exact sum_eq_zero fun k => by simp only [orthProjector]; grind
  | succ d ih => exact addDirection_mul_self (orthProjector_transpose _) (ih _) (mulVec_rejection (ih _) _)

/-- The projector fixes every column of its matrix. -/
theorem orthProjector_mulVec_column (B : Mat α n d) (j : Fin d) :
    (orthProjector B).mulVec (fun i => B i j) = fun i => B i j := by
  induction d with
  | zero => exact j.elim0
  | succ d ih =>
    have hs := orthProjector_transpose (initColumns B)
    have hi := orthProjector_mul_self (initColumns B)
    cases j using Fin.lastCases with
    | cast j => exact extendProjector_mulVec_of_fixed hs hi (ih (initColumns B) j)
    | last => exact extendProjector_mulVec_self hs hi _

/-- The projector fixes its matrix: `P B = B`. -/
theorem orthProjector_mul (B : Mat α n d) : (orthProjector B).mul B = B := by
  funext i j
  exact congrFun (orthProjector_mulVec_column B j) i

/-- Whatever matrix fixes every column of `B` fixes every column of the projector, which therefore lie in their span. -/
theorem mul_orthProjector (B : Mat α n d) (Q : Mat α n n) (hQ : Q.mul B = B) :
    Q.mul (orthProjector B) = orthProjector B := by
  induction d with
  | zero => funext i j; exact sum_eq_zero fun k => by simp only [orthProjector]; grind
  | succ d ih =>
    have hB : ∀ i j, Q.mulVec (fun k => B k j) i = B i j := fun i j => congrFun (congrFun hQ i) j
    have h' := ih (initColumns B) (by funext i j; exact hB i j.castSucc)
    exact mul_extendProjector h' (fun i => hB i (Fin.last d))

/-- The projector is `B` times its coefficients, so that its columns are combinations of the columns of `B`. -/
theorem orthProjector_eq_mul (B : Mat α n d) : orthProjector B = B.mul (projectorCoeff B) := by
  induction d with
  | zero => funext i j; exact (sum_zero _).symm
  | succ d ih =>
    rw [projectorCoeff, mul_extendCoeff, ← ih (initColumns B)]
    rfl

/-- The projector's trace is a natural number, at most the number of columns. -/
theorem orthProjector_trace (B : Mat α n d) : ∃ k : Fin (d + 1), (orthProjector B).trace = (k.val : α) := by
  induction d with
  | zero => exact ⟨0, (sum_eq_zero fun i => rfl).trans (by simp only [Fin.val_zero]; grind)⟩
  | succ d ih =>
    obtain ⟨k, hk⟩ := ih (initColumns B)
    have h : ∀ q : Vec α n, normSq q / normSq q = 0 ∨ normSq q / normSq q = 1 := fun q => by grind
    rw [orthProjector, extendProjector, addDirection_trace, hk]
    rcases h (rejection (orthProjector (initColumns B)) (lastColumn B)) with h | h
    · exact ⟨k.castSucc, by rw [h]; simp only [Fin.val_castSucc]; grind⟩
    · exact ⟨k.succ, by rw [h]; simp only [Fin.val_succ]; grind⟩

/-- The projector's trace is at most the number of columns. -/
theorem orthProjector_trace_le (B : Mat α n d) : (orthProjector B).trace ≤ (d : α) := by
  obtain ⟨k, hk⟩ := orthProjector_trace B
  rw [hk, natCast_le_natCast]
  omega

/-- The projector's squared Frobenius norm is its trace. -/
theorem orthProjector_frobSq (B : Mat α n d) : (orthProjector B).frobSq = (orthProjector B).trace := by
  rw [← trace_transpose_mul_self, orthProjector_transpose, orthProjector_mul_self]

end ToyModels
