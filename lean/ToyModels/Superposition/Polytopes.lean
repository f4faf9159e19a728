module

public import ToyModels.Capacity.TightFrame

/-!
# The polytopes of superposition

In toy models of uniform features the directions settle into uniform polytopes, and the dimension that each feature has
to itself takes a few fractions only: `1/2` for a digon (an antipodal pair), `2/3` for a triangle, `3/4` for a
tetrahedron, `2/5` for a pentagon, `3/8` for a square antiprism. This file computes these capacities.

Capacities depend only on inner products, so the regular simplices are given by rational coordinates, in a space with
one dimension more than they need. The other polytopes have irrational coordinates. They are stated as families in a
parameter `s`, and the fraction is shown to occur exactly where `s` is a certain square root: the one that makes the
triangle and the pentagon regular, and the square antiprism a tight frame. That antiprism is not the uniform one, whose
side edges are as long as the edges of its squares and whose corners have `(9/2 + 2 √2) / 20`, about `.3664`.

## Main definitions

* `gramCapacity G i`: capacity in terms of inner products.
* `regularSimplex`: `n` vectors with equal norms and equal inner products, that add up to zero.
* `isoscelesTriangle s`, `pentagonGram s`: regular at `s² = 3` and at `s² = 5`.
* `squareAntiprism s`: a tight frame at `s² = 2`.

## Main statements

* `capacity_regularSimplex`: `(n - 1) / n`; so `1/2`, `2/3`, `3/4` for digon, triangle and tetrahedron.
* `capacity_isoscelesTriangle_le`: at most `2/3`, `capacity_isoscelesTriangle_eq_iff`: with equality if regular.
* `capacity_squareAntiprism_eq_iff`: `3/8` exactly if `s² = 2`.
* `gramCapacity_pentagonGram_eq_iff`: `2/5` exactly if regular; `pentagonGram_mul_self_iff`: it then lies in a plane.
* `pentagonGram_form`: its quadratic form takes the value `(5 - s²) / 4`, so vectors need `s² ≤ 5`.

## Proof idea

Direct computation of inner products; the conditions on `s` are quadratic equations in `s²`.

## What is not claimed

That training finds these polytopes, or that no others occur.

## References

* [elhage2022], on the geometry of superposition; [scherlis2022], on capacity.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n : Nat}

/-- Capacity in terms of a matrix of inner products: `Gᵢᵢ² / Σⱼ Gᵢⱼ²`. -/
def gramCapacity (G : Mat α n n) (i : Fin n) : α := G i i ^ 2 / sum fun j => G i j ^ 2

/-- The vertices of a regular simplex: the standard basis vectors with their mean subtracted. -/
def regularSimplex : Fin n → Vec α n := fun i a => (if i = a then 1 else 0) - 1 / (n : α)

/-- The triangle `(2, 0)`, `(-1, s)`, `(-1, -s)`, regular if `s² = 3`. -/
def isoscelesTriangle (s : α) : Fin 3 → Vec α 2 := fun i a =>
  if a.val = 0 then if i.val = 0 then 2 else -1 else if i.val = 0 then 0 else if i.val = 1 then s else -s

/-- The antiprism `(±s, 0, 1)`, `(0, ±s, 1)`, `(±1, ±1, -1)`, with square faces at the top and at the bottom, which has
vertices of equal norm if `s² = 2`. Its side edges are then longer than the edges of its squares. -/
def squareAntiprism (s : α) : Fin 8 → Vec α 3 := fun i a =>
  if a.val = 2 then if i.val < 4 then 1 else -1
  else if i.val < 4 then if i.val / 2 = a.val then if i.val % 2 = 0 then s else -s else 0
  else if i.val / (a.val + 1) % 2 = 0 then 1 else -1

/-- The matrix with `1` on its diagonal, `(s - 1) / 4` between neighbours on a cycle of five and `-(s + 1) / 4` between
others. It is the matrix of inner products of five unit vectors for `s² ≤ 5` only. At `s² = 5`, `s > 0` its entries are
the cosines of 72 and 144 degrees, and the vectors form a regular pentagon. -/
def pentagonGram (s : α) : Mat α 5 5 := fun i j =>
  if i = j then 1 else if (i.val + 1) % 5 = j.val ∨ (j.val + 1) % 5 = i.val then (s - 1) / 4 else -(s + 1) / 4

/-- The vector `(1, (1 - s) / 2, 1, 0, 0)`, at which the quadratic form of `pentagonGram s` can be negative. -/
def pentagonWeights (s : α) : Vec α 5 := fun i => if i.val = 1 then (1 - s) / 2 else if i.val < 3 then 1 else 0

/-- Capacity depends on the directions through their inner products only.
Source: scherlis2022, on capacity.
Why: capacities do not change under rotation, or under embedding into a larger space.
Tight: an identity. -/
theorem capacity_eq_gramCapacity (W : Fin n → Vec α m) (i : Fin n) : capacity W i = gramCapacity (gram W) i := by
  rw [capacity, gramCapacity, gram, dot_self]
  rfl

/-! ### Regular simplices -/

/-- The inner products of the regular simplex: `1 - 1/n` and, between different vertices, `-1/n`. -/
theorem dot_regularSimplex (i j : Fin n) :
    dot (regularSimplex i : Vec α n) (regularSimplex j) = (if i = j then 1 else 0) - 1 / (n : α) := by
  have hn := (natCast_pos (α := α) n).mpr (Nat.lt_of_le_of_lt (Nat.zero_le _) i.isLt)
  have e : ∀ a, (regularSimplex i a : α) * regularSimplex j a = ((if i = a then (if i = j then 1 else 0) else 0) -
      (if i = a then 1 / (n : α) else 0)) - ((if j = a then 1 / (n : α) else 0) - 1 / (n : α) * (1 / (n : α))) :=
    fun a => by
      unfold regularSimplex
      by_cases h : i = a <;> by_cases h' : j = a <;> simp only [h, h', if_true, if_false] <;> grind
  rw [dot, sum_congr e, sum_sub, sum_sub, sum_sub, sum_ite_eq i fun _ => if i = j then (1 : α) else 0,
    sum_ite_eq i fun _ => 1 / (n : α), sum_ite_eq j fun _ => 1 / (n : α), sum_const]
  grind

/-- The vertices of the regular simplex add up to zero. -/
theorem sum_regularSimplex (a : Fin n) : (sum fun i => (regularSimplex i a : α)) = 0 := by
  have hn := (natCast_pos (α := α) n).mpr (Nat.lt_of_le_of_lt (Nat.zero_le _) a.isLt)
  simp only [regularSimplex, sum_sub, sum_ite_eq' a fun _ => (1 : α), sum_const]
  grind

/-- The vertices of a regular simplex with `n` vertices have capacity `(n - 1) / n`.
Source: elhage2022, on the geometry of superposition.
Why: the digon, the triangle and the tetrahedron of the toy models, with `1/2`, `2/3` and `3/4` of a dimension a
feature.
Tight: an identity; `capacity_digon_triangle_tetrahedron`. -/
theorem capacity_regularSimplex (i : Fin n) :
    capacity (regularSimplex : Fin n → Vec α n) i = ((n : α) - 1) / (n : α) := by
  have hn := (natCast_pos (α := α) n).mpr (Nat.lt_of_le_of_lt (Nat.zero_le _) i.isLt)
  have hn1 := (natCast_le_natCast (α := α) 1 n).mpr (Nat.lt_of_le_of_lt (Nat.zero_le _) i.isLt)
  have e : overlapEnergy (regularSimplex : Fin n → Vec α n) regularSimplex i =
      sum fun j => if i = j then (1 - 1 / (n : α)) ^ 2 else (1 / (n : α)) ^ 2 :=
    sum_congr fun j => by
      rw [dot_regularSimplex]
      split <;> grind
  rw [capacity, e, sum_ite_const, ← dot_self, dot_regularSimplex, if_pos rfl]
  by_cases h1 : (n : α) = 1
  · rw [h1]
    grind
  · have hd : (1 - 1 / (n : α)) ^ 2 + ((n : α) - 1) * (1 / (n : α)) ^ 2 = ((n : α) - 1) / (n : α) := by grind
    rw [hd]
    grind

/-- The capacities of the digon, the triangle and the tetrahedron are `1/2`, `2/3` and `3/4`. -/
theorem capacity_digon_triangle_tetrahedron :
    (∀ i, capacity (regularSimplex : Fin 2 → Vec Rat 2) i = 1 / 2) ∧
      (∀ i, capacity (regularSimplex : Fin 3 → Vec Rat 3) i = 2 / 3) ∧
      ∀ i, capacity (regularSimplex : Fin 4 → Vec Rat 4) i = 3 / 4 := by
  decide +kernel

/-! ### Triangles in the plane -/

/-- The capacities of the triangle `(2, 0)`, `(-1, ±s)` are `2/3` at the apex and `(1 + s²)² / (6 + 2 s⁴)` at the base.
Source: elhage2022, on the geometry of superposition.
Why: stretching the triangle costs its base and leaves the apex alone, so that capacity is lost and not moved.
Tight: an identity. -/
theorem capacity_isoscelesTriangle (s : α) (i : Fin 3) : capacity (isoscelesTriangle s) i =
    if i.val = 0 then 2 / 3 else (1 + s ^ 2) ^ 2 / (6 + 2 * s ^ 4) := by
  match i with
  | 0 => simp [capacity, overlapEnergy, normSq, dot, sum_succ, sum_zero, isoscelesTriangle]; grind
  | 1 => simp [capacity, overlapEnergy, normSq, dot, sum_succ, sum_zero, isoscelesTriangle]; grind
  | 2 => simp [capacity, overlapEnergy, normSq, dot, sum_succ, sum_zero, isoscelesTriangle]; grind

/-- No vertex of the triangle `(2, 0)`, `(-1, ±s)` has more capacity than `2/3`.
Source: elhage2022, on the geometry of superposition.
Why: among these triangles the regular one is best for every vertex at once.
Tight: `capacity_isoscelesTriangle_eq_iff`, the regular triangle. -/
theorem capacity_isoscelesTriangle_le (s : α) (i : Fin 3) : capacity (isoscelesTriangle s) i ≤ 2 / 3 := by
  have h4 := sq_nonneg (s ^ 2)
  have h := sq_nonneg (s ^ 2 - 3)
  have hd : 0 < 6 + 2 * s ^ 4 := by grind
  rw [capacity_isoscelesTriangle]
  split
  · exact Std.le_refl _
  · rw [div_le_iff hd]
    grind

/-- The vertices of the triangle `(2, 0)`, `(-1, ±s)` have capacity `2/3` each exactly if it is regular, `s² = 3`.
Source: elhage2022, on the geometry of superposition.
Why: the line at `2/3` in the plot of feature dimensionality is the regular triangle.
Tight: an equivalence. -/
theorem capacity_isoscelesTriangle_eq_iff (s : α) :
    (∀ i, capacity (isoscelesTriangle s) i = 2 / 3) ↔ s * s = 3 := by
  have h4 := sq_nonneg (s ^ 2)
  have hd : 6 + 2 * s ^ 4 ≠ 0 := by grind
  simp only [capacity_isoscelesTriangle]
  constructor
  · intro h
    have h1 := h 1
    simp at h1
    have h2 : (s * s - 3) ^ 2 = 0 := by grind
    have := (sq_eq_zero_iff _).mp h2
    grind
  · intro h i
    have h2 : s ^ 2 = 3 := by grind
    have h3 : s ^ 4 = 9 := by grind
    rw [h2, h3]
    grind

/-! ### The square antiprism -/

private theorem overlapEnergy_squareAntiprism (s : α) (i : Fin 8) :
    overlapEnergy (squareAntiprism s) (squareAntiprism s) i =
      (2 * s ^ 2 + 4) * (squareAntiprism s i 0 ^ 2 + squareAntiprism s i 1 ^ 2) + 8 * squareAntiprism s i 2 ^ 2 := by
  have h : ∀ x : Vec α 3, (sum fun j => dot x (squareAntiprism s j) ^ 2) =
      (2 * s ^ 2 + 4) * (x 0 ^ 2 + x 1 ^ 2) + 8 * x 2 ^ 2 := fun x => by
    simp only [dot, sum_succ, sum_zero, squareAntiprism, Fin.val_castSucc, Fin.val_last]
    simp
    grind
  exact h (squareAntiprism s i)

/-- The capacities of the square antiprism with parameter `s` are `(s² + 1)² / (2 s⁴ + 4 s² + 8)` at the top face and
`9 / (4 s² + 16)` at the bottom face.
Source: elhage2022, on the geometry of superposition.
Why: the two faces share three dimensions, unevenly unless `s² = 2`.
Tight: an identity. -/
theorem capacity_squareAntiprism (s : α) (i : Fin 8) : capacity (squareAntiprism s) i =
    if i.val < 4 then (s ^ 2 + 1) ^ 2 / (2 * s ^ 4 + 4 * s ^ 2 + 8) else 9 / (4 * s ^ 2 + 16) := by
  have h : ∀ x y : α, (x = s ∧ y = 0 ∨ x = -s ∧ y = 0 ∨ x = 0 ∧ y = s ∨ x = 0 ∧ y = -s) →
      x ^ 2 + y ^ 2 = s ^ 2 := by grind
  have h' : ∀ x y : α, (x = 1 ∨ x = -1) → (y = 1 ∨ y = -1) → x ^ 2 + y ^ 2 = 2 := by grind
  have hn : normSq (squareAntiprism s i) =
      squareAntiprism s i 0 ^ 2 + squareAntiprism s i 1 ^ 2 + squareAntiprism s i 2 ^ 2 := by
    simp only [normSq, sum_succ, sum_zero]
    simp
    grind
  rw [capacity, overlapEnergy_squareAntiprism, hn]
  split
  · have e : squareAntiprism s i 2 = 1 := by simp [squareAntiprism]; omega
    rw [h _ _ (by simp [squareAntiprism]; grind), e]
    grind
  · have e : squareAntiprism s i 2 = -1 := by simp [squareAntiprism]; grind
    rw [h' _ _ (by simp [squareAntiprism]; grind) (by simp [squareAntiprism]; grind), e]
    grind

/-- Each vertex of the square antiprism with parameter `s` has capacity `3/8` exactly if `s² = 2`.
Source: elhage2022, on the geometry of superposition.
Why: the line at `3/8` in the plot of feature dimensionality is eight features that share three dimensions equally, as a
tight frame. The uniform antiprism does not: its corners have about `.3664`.
Tight: an equivalence. -/
theorem capacity_squareAntiprism_eq_iff (s : α) (i : Fin 8) :
    capacity (squareAntiprism s) i = 3 / 8 ↔ s * s = 2 := by
  have h2 := sq_nonneg s
  have h4 := sq_nonneg (s ^ 2)
  have hd : 2 * s ^ 4 + 4 * s ^ 2 + 8 ≠ 0 := by grind
  have hd' : 4 * s ^ 2 + 16 ≠ 0 := by grind
  have hf : s * s + 4 ≠ 0 := by grind
  rw [capacity_squareAntiprism]
  split
  · constructor
    · intro h
      have : (s * s - 2) * (s * s + 4) = 0 := by grind
      grind
    · intro h
      have e : s ^ 2 = 2 := by grind
      have e' : s ^ 4 = 4 := by grind
      rw [e, e']
      grind
  · constructor
    · intro h
      grind
    · intro h
      have e : s ^ 2 = 2 := by grind
      rw [e]
      grind

/-! ### The pentagon -/

private theorem pentagon_cases (i : Fin 5) : i = 0 ∨ i = 1 ∨ i = 2 ∨ i = 3 ∨ i = 4 := by omega

private theorem fin_val_three : (3 : Fin 5).val = 3 := rfl

private theorem fin_val_four : (4 : Fin 5).val = 4 := rfl

/-- The quadratic form of `pentagonGram s` has the value `(5 - s²) / 4` at `(1, (1 - s) / 2, 1, 0, 0)`.
Source: none needed, a computation.
Why: the form of a matrix of inner products is a squared norm, `normSq_lincomb`. So five vectors with these inner
products exist only for `s² ≤ 5`, and at the end of that range they fall into a plane.
Tight: an identity. -/
theorem pentagonGram_form (s : α) :
    (sum fun i => sum fun j => pentagonWeights s i * pentagonWeights s j * pentagonGram s i j) = (5 - s ^ 2) / 4 := by
  simp only [sum_succ, sum_zero, pentagonWeights, pentagonGram, Fin.ext_iff, Fin.val_castSucc, Fin.val_last]
  simp
  grind

/-- Five unit vectors with the inner products `pentagonGram s` have capacity `4 / (s² + 5)` each.
Source: elhage2022, on the geometry of superposition.
Why: how much of a dimension five features get that are arranged on a cycle.
Tight: an identity. -/
theorem gramCapacity_pentagonGram (s : α) (i : Fin 5) : gramCapacity (pentagonGram s) i = 4 / (s ^ 2 + 5) := by
  have h2 := sq_nonneg s
  have e : (sum fun j => pentagonGram s i j ^ 2) = (s ^ 2 + 5) / 4 := by
    rcases pentagon_cases i with rfl | rfl | rfl | rfl | rfl <;>
      simp only [sum_succ, sum_zero, pentagonGram, Fin.ext_iff, Fin.val_castSucc, Fin.val_last, Fin.val_zero,
        Fin.val_one, Fin.val_two, fin_val_three, fin_val_four] <;>
      simp <;> grind
  rw [gramCapacity, e, pentagonGram, if_pos rfl]
  grind

/-- Five unit vectors with the inner products `pentagonGram s` have capacity `2/5` each exactly if `s² = 5`.
Source: elhage2022, on the geometry of superposition.
Why: the line at `2/5` in the plot of feature dimensionality is the regular pentagon.
Tight: an equivalence. -/
theorem gramCapacity_pentagonGram_eq_iff (s : α) (i : Fin 5) :
    gramCapacity (pentagonGram s) i = 2 / 5 ↔ s * s = 5 := by
  have h2 := sq_nonneg s
  have hd : s ^ 2 + 5 ≠ 0 := by grind
  rw [gramCapacity_pentagonGram]
  constructor
  · intro h
    grind
  · intro h
    have e : s ^ 2 = 5 := by grind
    rw [e]
    grind

private theorem sum_five (f : Fin 5 → α) : sum f = f 0 + f 1 + f 2 + f 3 + f 4 := by
  simp only [sum_succ, sum_zero]
  show 0 + f 0 + f 1 + f 2 + f 3 + f 4 = _
  grind

private theorem sum_turned (f : Fin 5 → α) (i : Fin 5) : sum f = sum fun k => f (i + k) := by
  rw [sum_five, sum_five]
  rcases pentagon_cases i with rfl | rfl | rfl | rfl | rfl <;> simp only [Fin.reduceAdd] <;> grind

private theorem pentagonGram_turned (s : α) (i j k : Fin 5) : pentagonGram s (i + j) (i + k) = pentagonGram s j k := by
  have same : (i + j = i + k) = (j = k) := by
    apply propext
    omega
  have near : (((i + j).val + 1) % 5 = (i + k).val ∨ ((i + k).val + 1) % 5 = (i + j).val) =
      ((j.val + 1) % 5 = k.val ∨ (k.val + 1) % 5 = j.val) := by
    apply propext
    simp only [Fin.val_add]
    omega
  simp only [pentagonGram, same, near]

private theorem pentagonGram_mul_self_turned (s : α) (i j k : Fin 5) :
    (pentagonGram s).mul (pentagonGram s) (i + j) (i + k) = (pentagonGram s).mul (pentagonGram s) j k := by
  simp only [Mat.mul]
  rw [sum_turned _ i]
  simp only [pentagonGram_turned]

/-- The matrix `2/5` times `pentagonGram s` is a projector, so that the five vectors lie in a plane, exactly if `s² =
5`.
Source: elhage2022, on the geometry of superposition.
Why: a projector of trace two is what makes the pentagon a tight frame of two dimensions.
Tight: an equivalence. -/
theorem pentagonGram_mul_self_iff (s : α) :
    (∀ i j, (pentagonGram s).mul (pentagonGram s) i j = 5 / 2 * pentagonGram s i j) ↔ s * s = 5 := by
  constructor
  · intro h
    have h0 := h 0 0
    simp only [Mat.mul, sum_succ, sum_zero, pentagonGram, Fin.ext_iff, Fin.val_castSucc, Fin.val_last,
      Fin.val_zero] at h0
    simp at h0
    grind
  · intro h i j
    obtain ⟨k, rfl⟩ : ∃ k, j = i + k := ⟨j - i, by omega⟩
    have square := pentagonGram_mul_self_turned s i 0 k
    have entry := pentagonGram_turned s i 0 k
    rw [Fin.add_zero] at square entry
    rw [square, entry]
    rcases pentagon_cases k with rfl | rfl | rfl | rfl | rfl <;>
      simp only [Mat.mul, sum_succ, sum_zero, pentagonGram, Fin.ext_iff, Fin.val_castSucc, Fin.val_last, Fin.val_zero,
        Fin.val_one, Fin.val_two, fin_val_three, fin_val_four] <;>
      simp <;> grind

end ToyModels
