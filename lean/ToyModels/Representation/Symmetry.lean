module

public import ToyModels.Foundations.Matrix

/-!
# Symmetry of representations

Two ways in which the geometry of a representation is more than its coordinates. Rotations of the hidden space change
nothing that a network can see, so a representation is its Gram matrix; and a rotation that permutes features in a cycle
puts them on a circle. Second, features that are active together form a complex of points, edges and triangles, whose
flows split into differences of potentials and circulations.

## Main definitions

* `commutator A B`: the matrix `A B - B A`.
* `cayley A B`: the matrix `(1 - A) B`, the Cayley transform of `A` if `B` is the inverse of `1 + A`.
* `orbit Q w t`: the vector `Qᵗ w`.
* `divergence f`, `gradientFlow x`: what a flow on edges carries into each vertex; the differences of a potential.
* `triangleBoundary t`: the flow around the edges of weighted triangles.
* `binomial n k`: the number of sets of `k` among `n` features.

## Main statements

* `normSq_lincomb_of_gram_eq`, `lincomb_eq_zero_iff_of_gram_eq`: the Gram matrix is all there is to a family.
* `dot_skew`, `skew_commutator`, `cayley_orthogonal`: infinitesimal rotations, and a rotation for each.
* `dot_orbit_add`: features on a circle have inner products that depend on their distance only.
* `divergence_triangleBoundary`: the boundary of a boundary is zero.
* `hodge_orthogonal`: circulations around triangles are orthogonal to differences of potentials.
* `simplex_euler_characteristic`: features that are all active together leave no hole.

## Proof idea

Bilinearity for the first half; in the second each term occurs twice, with opposite signs.

## What is not claimed

Nothing about homology beyond these identities: cohomology groups are not defined.

## References

* [horn2013], on Gram matrices and on skew and orthogonal matrices; [engels2025], on circular features; [jiang2011], on
  flows and potentials.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {k m n : Nat}

open Mat

/-- The commutator `A B - B A`. -/
def commutator (A B : Mat α m m) : Mat α m m := (A.mul B).sub (B.mul A)

/-- The matrix `(1 - A) B`: the Cayley transform of `A`, if `B` is the inverse of `1 + A`. -/
def cayley (A B : Mat α m m) : Mat α m m := (one.sub A).mul B

/-- The vector `Qᵗ w`: a feature after `t` steps around its circle. -/
def orbit (Q : Mat α m m) (w : Vec α m) : (t : Nat) → Vec α m
  | 0 => w
  | t + 1 => Q.mulVec (orbit Q w t)

/-- What a flow on ordered edges carries into each vertex, less what it carries out of it. -/
def divergence (f : Fin n → Fin n → α) (v : Fin n) : α := sum fun u => f u v - f v u

/-- The flow along each edge that is the difference of a potential. -/
def gradientFlow (x : Fin n → α) (u v : Fin n) : α := x v - x u

/-- The flow around weighted triangles: `(a, b, c)` contributes to `(b, c)`, against `(a, c)` and to `(a, b)`. -/
def triangleBoundary (t : Fin n → Fin n → Fin n → α) (u v : Fin n) : α := sum fun w => t w u v - t u w v + t u v w

/-- The binomial coefficient, the number of sets of `k` among `n`. -/
def binomial : (n k : Nat) → Nat
  | _, 0 => 1
  | 0, _ + 1 => 0
  | n + 1, k + 1 => binomial n k + binomial n (k + 1)

/-- The rotation of the plane by a quarter. -/
def quarterTurn : Mat Rat 2 2 := ofTwo 0 (-1) 1 0

/-! ### The Gram matrix is all there is -/

/-- If two families have the same Gram matrix then combinations with the same coefficients have the same norm.
Source: horn2013, on Gram matrices.
Why: whatever a network computes from inner products it computes from the Gram matrix, so that is what to compare.
Tight: an identity; `normSq_lincomb_of_gram_eq_needs`. -/
theorem normSq_lincomb_of_gram_eq {V : Fin n → Vec α k} {W : Fin n → Vec α m} (h : ∀ i j, gram V i j = gram W i j)
    (c : Fin n → α) : normSq (lincomb c V) = normSq (lincomb c W) := by
  rw [normSq_lincomb, normSq_lincomb]
  exact sum_congr fun i => sum_congr fun j => by rw [← gram, ← gram]; grind

/-- `normSq_lincomb_of_gram_eq` needs equal Gram matrices: equal norms are not enough. -/
theorem normSq_lincomb_of_gram_eq_needs :
    (∀ i, normSq ((one : Mat Rat 2 2) i) = normSq ((fun _ => basisVec 0 : Mat Rat 2 2) i)) ∧
      normSq (lincomb (fun _ => 1) (one : Mat Rat 2 2)) = 2 ∧
      normSq (lincomb (fun _ => 1) (fun _ => basisVec 0 : Mat Rat 2 2)) = 4 := by
  decide +kernel

/-- If two families have the same Gram matrix then they have the same linear dependencies.
Source: horn2013, on Gram matrices.
Why: sending one family to the other is a linear isometry, although the spaces may be of different dimensions.
Tight: an equivalence. -/
theorem lincomb_eq_zero_iff_of_gram_eq {V : Fin n → Vec α k} {W : Fin n → Vec α m}
    (h : ∀ i j, gram V i j = gram W i j) (c : Fin n → α) :
    (∀ a, lincomb c V a = 0) ↔ ∀ a, lincomb c W a = 0 := by
  rw [← normSq_eq_zero_iff, ← normSq_eq_zero_iff, normSq_lincomb_of_gram_eq h]

/-! ### Infinitesimal rotations -/

/-- An orthogonal map of the representation does not change its Gram matrix.
Source: horn2013, on Gram matrices.
Why: the converse of `normSq_lincomb_of_gram_eq`: rotations are all that the Gram matrix forgets.
Tight: an identity; `gram_mul_orthogonal_needs_orthogonal`. -/
theorem gram_mul_orthogonal {Q : Mat α m m} (hQ : ∀ a b, Q.mul Q.transpose a b = one a b) (V : Mat α n m)
    (i j : Fin n) : gram (V.mul Q) i j = gram V i j := by
  rw [gram_eq_mul_transpose, transpose_mul, mul_assoc, ← mul_assoc Q, funext fun a => funext (hQ a), one_mul,
    gram_eq_mul_transpose]

/-- `gram_mul_orthogonal` needs an orthogonal map: scaling by two makes the Gram matrix four times as large. -/
theorem gram_mul_orthogonal_needs_orthogonal :
    gram ((one : Mat Rat 1 1).mul (smul 2 one)) 0 0 = 4 ∧ gram (one : Mat Rat 1 1) 0 0 = 1 := by
  decide +kernel

/-- A skew matrix moves every vector orthogonally to itself.
Source: horn2013, on skew and orthogonal matrices.
Why: to first order it changes no norm: it is an infinitesimal rotation of the hidden space.
Tight: an identity; `dot_skew_needs_skew`. -/
theorem dot_skew {A : Mat α m m} (hA : ∀ a b, A a b = -A b a) (x : Vec α m) : dot x (A.mulVec x) = 0 := by
  have h : dot x (A.mulVec x) = -dot x (A.mulVec x) := by
    conv => lhs; rw [dot_mulVec, dot_comm]
    simp only [dot, mulVec, transpose, mul_sum, ← sum_neg]
    exact sum_congr fun a => sum_congr fun b => by have := hA b a; grind
  grind

/-- `dot_skew` needs a skew matrix: the identity moves every vector along itself. -/
theorem dot_skew_needs_skew : dot (basisVec 0 : Vec Rat 2) (one.mulVec (basisVec 0)) = 1 := by
  decide +kernel

/-- The commutator of two skew matrices is skew.
Source: horn2013, on skew and orthogonal matrices.
Why: infinitesimal symmetries are closed under commutators, which is what makes them a Lie algebra.
Tight: an identity. -/
theorem skew_commutator {A B : Mat α m m} (hA : ∀ a b, A a b = -A b a) (hB : ∀ a b, B a b = -B b a) (a b : Fin m) :
    commutator A B a b = -commutator A B b a := by
  simp only [commutator, sub, mul, ← sum_sub, ← sum_neg]
  exact sum_congr fun q => by
    have h₁ := hA a q
    have h₂ := hB q b
    have h₃ := hB a q
    have h₄ := hA q b
    grind

/-- The Cayley transform of a skew matrix is orthogonal.
Source: horn2013, on skew and orthogonal matrices.
Why: each infinitesimal rotation belongs to a rotation, with no exponential function; test instances are drawn so.
Tight: an identity; `cayley_orthogonal_needs_skew`. -/
theorem cayley_orthogonal {A B : Mat α m m} (hA : ∀ a b, A a b = -A b a)
    (hB : ∀ a b, (one.add A).mul B a b = one a b) (a b : Fin m) :
    (cayley A B).transpose.mul (cayley A B) a b = one a b := by
  have hB' : (one.add A).mul B = one := funext fun a => funext (hB a)
  have hT : (one.sub A).transpose = one.add A := funext fun a => funext fun b => by
    have := hA a b
    simp only [transpose, sub, add, one]
    grind
  have hT' : (one.add A).transpose = one.sub A := congrArg transpose hT.symm
  have hc : (one.add A).mul (one.sub A) = (one.sub A).mul (one.add A) := by
    simp only [add_mul, mul_sub, mul_add, sub_mul, one_mul, mul_one]
    funext a b
    simp only [add, sub]
    grind
  have ht : B.transpose.mul (one.sub A) = one := by
    have h := congrArg transpose hB'
    rw [transpose_mul, hT'] at h
    rw [h]
    funext a b
    simp only [transpose, one]
    grind
  rw [cayley, transpose_mul, hT, mul_assoc, ← mul_assoc (one.add A), hc, mul_assoc (one.sub A), hB', mul_one, ht]

/-- `cayley_orthogonal` needs a skew matrix: for the number `1` and the inverse `1/2` of `2` the transform is zero. -/
theorem cayley_orthogonal_needs_skew :
    (one.add (one : Mat Rat 1 1)).mul (smul (1 / 2) one) 0 0 = 1 ∧
      (cayley (one : Mat Rat 1 1) (smul (1 / 2) one)).transpose.mul (cayley one (smul (1 / 2) one)) 0 0 = 0 := by
  decide +kernel

/-! ### Features on a circle -/

/-- If a rotation takes each feature to the next then inner products depend only on how many steps lie between.
Source: engels2025, on circular features.
Why: days, months and residues have circulant Gram matrices, which is how such circles are found.
Tight: an identity; `dot_orbit_add_needs_orthogonal`. -/
theorem dot_orbit_add {Q : Mat α m m} (hQ : ∀ a b, Q.transpose.mul Q a b = one a b) (w : Vec α m) (i j t : Nat) :
    dot (orbit Q w (i + t)) (orbit Q w (j + t)) = dot (orbit Q w i) (orbit Q w j) := by
  have hQ' : Q.transpose.mul Q = one := funext fun a => funext (hQ a)
  induction t with
  | zero => rfl
  | succ t ih =>
    rw [← ih, ← Nat.add_assoc, ← Nat.add_assoc, orbit, orbit, dot_mulVec, mulVec_mulVec, hQ', one_mulVec]

/-- Four features on a circle, a quarter turn apart: neighbours are orthogonal, and opposite ones antipodal. -/
theorem dot_orbit_example :
    dot (orbit quarterTurn (basisVec 0) 1) (orbit quarterTurn (basisVec 0) 2) = 0 ∧
      dot (orbit quarterTurn (basisVec 0) 1) (orbit quarterTurn (basisVec 0) 3) = -1 ∧
      ∀ a, orbit quarterTurn (basisVec 0) 4 a = basisVec 0 a := by
  decide +kernel

/-- `dot_orbit_add` needs a rotation: a stretch by two makes each feature longer than the one before. -/
theorem dot_orbit_add_needs_orthogonal :
    dot (orbit (smul 2 one : Mat Rat 1 1) (basisVec 0) 1) (orbit (smul 2 one) (basisVec 0) 1) = 4 ∧
      dot (orbit (smul 2 one : Mat Rat 1 1) (basisVec 0) 0) (orbit (smul 2 one) (basisVec 0) 0) = 1 := by
  decide +kernel

/-! ### Flows and potentials -/

/-- The flow around triangles carries nothing into any vertex: the boundary of a boundary is zero.
Source: jiang2011, on the boundary maps of a graph.
Why: features that are active together form a complex, and this is what makes its holes countable.
Tight: an identity; `divergence_triangleBoundary_needs_signs`. -/
theorem divergence_triangleBoundary (t : Fin n → Fin n → Fin n → α) (v : Fin n) :
    divergence (triangleBoundary t) v = 0 := by
  have h₁ := sum_comm fun u w => t w u v
  have h₂ := sum_comm fun u w => t v u w
  have h₃ := sum_comm fun u w => t u v w
  simp only [divergence, triangleBoundary, sum_sub, sum_add]
  grind

/-- `divergence_triangleBoundary` needs the signs of an orientation: with three plus signs a triangle carries two units
into its last vertex. -/
theorem divergence_triangleBoundary_needs_signs :
    divergence (fun u v : Fin 3 => if u < v then (1 : Rat) else 0) 2 = 2 := by
  decide +kernel

/-- The flows that are differences of a potential are orthogonal to the flows around triangles.
Source: jiang2011, on the decomposition of flows.
Why: comparisons of features split into a ranking, as in analogies, and into cycles that no ranking explains.
Tight: an identity. -/
theorem hodge_orthogonal (t : Fin n → Fin n → Fin n → α) (x : Fin n → α) :
    frobInner (triangleBoundary t) (gradientFlow x) = 0 := by
  have e : ∀ u v, triangleBoundary t u v * gradientFlow x u v =
      x v * triangleBoundary t u v - x u * triangleBoundary t u v := fun u v => by rw [gradientFlow]; grind
  have hc := sum_comm fun u v => x v * triangleBoundary t u v
  have hz : (sum fun v => x v * divergence (triangleBoundary t) v) = 0 :=
    sum_eq_zero fun v => by rw [divergence_triangleBoundary]; grind
  simp only [divergence, mul_sum] at hz
  simp only [frobInner, e, sum_sub]
  rw [hc, ← sum_sub, ← hz]
  exact sum_congr fun v => by rw [← sum_sub]; exact sum_congr fun u => by grind

/-! ### The Euler characteristic of a simplex -/

/-- Partial alternating sums of the binomial coefficients of `n + 1` telescope. -/
theorem alternating_binomial_sum (n m : Nat) :
    (sum fun k : Fin m => (-1 : α) ^ k.val * (binomial (n + 1) (k.val + 1) : α)) =
      1 - (-1) ^ m * (binomial n m : α) := by
  induction m with
  | zero =>
    have h : binomial n 0 = 1 := by cases n <;> rfl
    rw [sum_zero, h]
    grind
  | succ m ih =>
    have h : binomial (n + 1) (m + 1) = binomial n m + binomial n (m + 1) := rfl
    rw [sum_succ]
    simp only [Fin.val_castSucc, Fin.val_last]
    rw [ih, h]
    grind

private theorem binomial_eq_zero {n k : Nat} (h : n < k) : binomial n k = 0 := by
  induction n generalizing k with
  | zero => cases k <;> first | omega | rfl
  | succ n ih =>
    cases k with
    | zero => omega
    | succ k => rw [binomial, ih (by omega), ih (by omega)]

/-- The alternating sum of the numbers of points, edges, triangles and so on of `n ≥ 1` features that are all active
together is one.
Source: jiang2011, for simplicial complexes.
Why: such a set of features is a full simplex; holes show where features are active together only in part.
Tight: an identity; `simplex_euler_characteristic_needs_feature`. -/
theorem simplex_euler_characteristic (hn : 1 ≤ n) :
    (sum fun k : Fin n => (-1 : α) ^ k.val * (binomial n (k.val + 1) : α)) = 1 := by
  obtain ⟨n, rfl⟩ := Nat.exists_eq_add_of_le' hn
  rw [alternating_binomial_sum, binomial_eq_zero (Nat.lt_succ_self n)]
  grind

/-- `simplex_euler_characteristic` needs a feature: the sum for none is zero. -/
theorem simplex_euler_characteristic_needs_feature :
    (sum fun k : Fin 0 => (-1 : Rat) ^ k.val * (binomial 0 (k.val + 1) : Rat)) = 0 := by
  decide +kernel

end ToyModels
