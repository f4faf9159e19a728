module

public import ToyModels.Capacity.Budget

/-!
# Blocks of features

What becomes of capacities when features are added. A new feature can only take capacity from those that are there,
and it takes none from the features orthogonal to it. So features in orthogonal subspaces do not affect each other's
capacities, and the total capacity of a direct sum is the sum of the total capacities.

## Main definitions

* `appendFamily V W`: the features `V` followed by the features `W`, in one space.
* `concat x y`: the coordinates of `x` followed by those of `y`.
* `directSum V W`: the features `V` and `W` in orthogonal subspaces of a space of `p + q` dimensions.
* `firstAxis`: the vector `(1, 0)`.

## Main statements

* `capacity_append_le`: adding features never increases a capacity.
* `capacity_append_eq_iff`: it leaves a capacity alone exactly if all new features are orthogonal to the feature.
* `sum_capacity_orthogonal_union`: the total capacity of two orthogonal groups.
* `capacity_directSum_left`, `capacity_directSum_right`, `sum_capacity_directSum`: the capacities of a direct sum.

## Proof idea

The energy that a feature sees in the union is what it sees in its own group plus the squared overlaps with the other
group.

## What is not claimed

That training finds such an arrangement.

## References

* [scherlis2022], on adding features and on blocks; [elhage2022], on tegum products of polytopes.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {k m n p q : Nat}

/-- The features `V` followed by the features `W`. -/
def appendFamily (V : Fin n → Vec α m) (W : Fin k → Vec α m) : Fin (n + k) → Vec α m := fun i =>
  if h : i.val < n then V ⟨i.val, h⟩ else W ⟨i.val - n, by omega⟩

/-- The coordinates of `x` followed by those of `y`. -/
def concat (x : Vec α p) (y : Vec α q) : Vec α (p + q) := fun a =>
  if h : a.val < p then x ⟨a.val, h⟩ else y ⟨a.val - p, by omega⟩

/-- The features `V` on the first `p` coordinates and the features `W` on the last `q`. -/
def directSum (V : Fin n → Vec α p) (W : Fin k → Vec α q) : Fin (n + k) → Vec α (p + q) :=
  appendFamily (fun i => concat (V i) fun _ => 0) fun j => concat (fun _ => 0) (W j)

/-- The vector `(1, 0)`. -/
def firstAxis : Vec Rat 2 := basisVec 0

/-- A sum over `n + k` indices is the sum over the first `n` plus the sum over the last `k`. -/
theorem sum_append (f : Fin (n + k) → α) :
    sum f = sum (fun i : Fin n => f (i.castAdd k)) + sum fun j : Fin k => f (j.natAdd n) := by
  induction k with
  | zero => rw [sum_zero fun j : Fin 0 => f (j.natAdd n)]; exact (Lean.Grind.Semiring.add_zero _).symm
  | succ k ih =>
    have h := ih fun i : Fin (n + k) => f i.castSucc
    rw [sum_succ fun j : Fin (k + 1) => f (j.natAdd n)]
    refine (sum_succ (n := n + k) f).trans ?_
    rw [h]
    exact Lean.Grind.Semiring.add_assoc _ _ _

/-! ### Appended features -/

omit [OrderedField α] in
/-- The first features of an appended family. -/
private theorem appendFamily_castAdd (V : Fin n → Vec α m) (W : Fin k → Vec α m) (i : Fin n) :
    appendFamily V W (i.castAdd k) = V i :=
  dif_pos i.isLt

omit [OrderedField α] in
/-- The last features of an appended family. -/
private theorem appendFamily_natAdd (V : Fin n → Vec α m) (W : Fin k → Vec α m) (j : Fin k) :
    appendFamily V W (j.natAdd n) = W j := by
  have h : ¬ (j.natAdd n).val < n := by simp only [Fin.val_natAdd]; omega
  refine (dif_neg h).trans (congrArg W (Fin.ext ?_))
  simp only [Fin.val_natAdd]
  omega

/-- What a vector sees of the union of two families is the sum of what it sees of each. -/
private theorem sum_dot_sq_appendFamily (x : Vec α m) (V : Fin n → Vec α m) (W : Fin k → Vec α m) :
    (sum fun l => dot x (appendFamily V W l) ^ 2) = (sum fun i => dot x (V i) ^ 2) + sum fun j => dot x (W j) ^ 2 := by
  rw [sum_append]
  simp only [appendFamily_castAdd, appendFamily_natAdd]

private theorem overlapEnergy_append_left (V : Fin n → Vec α m) (W : Fin k → Vec α m) (i : Fin n) :
    overlapEnergy (appendFamily V W) (appendFamily V W) (i.castAdd k) =
      overlapEnergy V V i + sum fun j => dot (V i) (W j) ^ 2 := by
  simp only [overlapEnergy, sum_dot_sq_appendFamily, appendFamily_castAdd]

private theorem overlapEnergy_append_right (V : Fin n → Vec α m) (W : Fin k → Vec α m) (j : Fin k) :
    overlapEnergy (appendFamily V W) (appendFamily V W) (j.natAdd n) =
      (sum fun i => dot (W j) (V i) ^ 2) + overlapEnergy W W j := by
  simp only [overlapEnergy, sum_dot_sq_appendFamily, appendFamily_natAdd]

private theorem normSq_sq_le_overlapEnergy (V : Fin n → Vec α m) (i : Fin n) :
    normSq (V i) ^ 2 ≤ overlapEnergy V V i := by
  have h := single_le_sum (fun j => sq_nonneg (dot (V i) (V j))) i
  rwa [dot_self] at h

private theorem eq_of_div_eq_div {a b c : α} (ha : a ≠ 0) (hb : b ≠ 0) (hc : c ≠ 0) (h : a / b = a / c) : b = c := by
  have h₁ : a / b * b = a := by grind
  have h₂ : a / c * c = a := by grind
  grind

/-- Adding features never increases the capacity of a feature that is there.
Source: scherlis2022, on the cost of embedding more features.
Why: the incumbents bear the cost of every new feature.
Tight: `capacity_append_eq_iff` says when nothing is lost. -/
theorem capacity_append_le (V : Fin n → Vec α m) (W : Fin k → Vec α m) (i : Fin n) :
    capacity (appendFamily V W) (i.castAdd k) ≤ capacity V i := by
  have hE := normSq_sq_le_overlapEnergy V i
  have h0 := sq_nonneg (normSq (V i))
  have hS := sum_nonneg fun j => sq_nonneg (dot (V i) (W j))
  have hc := capacity_nonneg V i
  rw [capacity] at hc ⊢
  rw [capacity, overlapEnergy_append_left, appendFamily_castAdd]
  by_cases hz : overlapEnergy V V i = 0
  · have : normSq (V i) ^ 2 = 0 := by grind
    rw [this]
    grind
  · have e : normSq (V i) ^ 2 / overlapEnergy V V i * overlapEnergy V V i = normSq (V i) ^ 2 := by grind
    have := mul_nonneg hc hS
    rw [div_le_iff (by grind)]
    grind

/-- Adding features leaves the capacity of a feature alone exactly if all of them are orthogonal to it.
Source: scherlis2022, on the cost of embedding more features.
Why: there is no free superposition; only an orthogonal newcomer costs an incumbent nothing.
Tight: an equivalence; `capacity_append_eq_iff_example` has both cases. -/
theorem capacity_append_eq_iff (V : Fin n → Vec α m) (W : Fin k → Vec α m) (i : Fin n) :
    capacity (appendFamily V W) (i.castAdd k) = capacity V i ↔ ∀ j, dot (V i) (W j) = 0 := by
  have hE := normSq_sq_le_overlapEnergy V i
  have hS := sum_nonneg fun j => sq_nonneg (dot (V i) (W j))
  have hz := sum_eq_zero_iff fun j => sq_nonneg (dot (V i) (W j))
  simp only [sq_eq_zero_iff] at hz
  rw [← hz, capacity, capacity, overlapEnergy_append_left, appendFamily_castAdd]
  refine ⟨fun he => ?_, fun he => by rw [he]; grind⟩
  by_cases h0 : normSq (V i) = 0
  · refine hz.mpr fun j => (sq_eq_zero_iff _).mp (Std.le_antisymm ?_ (sq_nonneg _))
    have h := dot_sq_le (V i) (W j)
    rw [h0] at h
    clear he
    grind
  · have hp := sq_nonneg (normSq (V i))
    have hne : normSq (V i) ^ 2 ≠ 0 := by grind
    have := eq_of_div_eq_div hne (by grind) (by grind) he
    grind

/-- Both cases of `capacity_append_eq_iff`: `(1, 0)` has the capacity `1` alone and next to `(0, 1)`, and `1/2` next to
`(1, 1)`. -/
theorem capacity_append_eq_iff_example :
    capacity (fun _ : Fin 1 => firstAxis) 0 = 1 ∧
      capacity (appendFamily (fun _ : Fin 1 => firstAxis) fun _ : Fin 1 => basisVec 1) (Fin.castAdd 1 0) = 1 ∧
      capacity (appendFamily (fun _ : Fin 1 => firstAxis) fun _ : Fin 1 => fun _ => 1) (Fin.castAdd 1 0) = 1 / 2 := by
  decide +kernel

/-! ### Orthogonal groups -/

private theorem capacity_orthogonal_union_right {V : Fin n → Vec α m} {W : Fin k → Vec α m}
    (h : ∀ i j, dot (V i) (W j) = 0) (j : Fin k) :
    capacity (appendFamily V W) (j.natAdd n) = capacity W j := by
  have hz : (sum fun i => dot (W j) (V i) ^ 2) = 0 := sum_eq_zero fun i => by rw [dot_comm, h i j]; grind
  rw [capacity, overlapEnergy_append_right, appendFamily_natAdd, hz, capacity]
  grind

/-- The total capacity of two orthogonal groups of features is the sum of their total capacities.
Source: scherlis2022, on blocks.
Why: how much capacity a model uses can be added up block by block.
Tight: an identity. -/
theorem sum_capacity_orthogonal_union {V : Fin n → Vec α m} {W : Fin k → Vec α m}
    (h : ∀ i j, dot (V i) (W j) = 0) : sum (capacity (appendFamily V W)) = sum (capacity V) + sum (capacity W) := by
  rw [sum_append]
  simp only [fun i => (capacity_append_eq_iff V W i).mpr (h i), capacity_orthogonal_union_right h]

/-! ### Direct sums -/

omit [OrderedField α] in
private theorem concat_castAdd (x : Vec α p) (y : Vec α q) (a : Fin p) : concat x y (a.castAdd q) = x a :=
  dif_pos a.isLt

omit [OrderedField α] in
private theorem concat_natAdd (x : Vec α p) (y : Vec α q) (a : Fin q) : concat x y (a.natAdd p) = y a := by
  have h : ¬ (a.natAdd p).val < p := by simp only [Fin.val_natAdd]; omega
  refine (dif_neg h).trans (congrArg y (Fin.ext ?_))
  simp only [Fin.val_natAdd]
  omega

/-- The inner product of concatenated vectors is the sum of the inner products of their parts. -/
theorem dot_concat (x x' : Vec α p) (y y' : Vec α q) : dot (concat x y) (concat x' y') = dot x x' + dot y y' := by
  simp only [dot, sum_append, concat_castAdd, concat_natAdd]

private theorem dot_zero_left (x : Vec α m) : dot (fun _ => 0) x = 0 := sum_eq_zero fun a => by grind

private theorem dot_zero_right (x : Vec α m) : dot x (fun _ => 0) = 0 := sum_eq_zero fun a => by grind

private theorem capacity_congr {V : Fin n → Vec α p} {W : Fin n → Vec α m}
    (h : ∀ i j, dot (V i) (V j) = dot (W i) (W j)) (i : Fin n) : capacity V i = capacity W i := by
  simp only [capacity, overlapEnergy, ← dot_self, h]

private theorem directSum_orthogonal (V : Fin n → Vec α p) (W : Fin k → Vec α q) (i : Fin n) (j : Fin k) :
    dot (concat (V i) fun _ => 0) (concat (fun _ => 0) (W j)) = 0 := by
  rw [dot_concat, dot_zero_left, dot_zero_right]
  grind

/-- In a direct sum the features of the first summand have the capacities that they have alone.
Source: elhage2022, on tegum products.
Why: a model may store groups of features in orthogonal subspaces without any interaction of their capacities.
Tight: an identity. -/
theorem capacity_directSum_left (V : Fin n → Vec α p) (W : Fin k → Vec α q) (i : Fin n) :
    capacity (directSum V W) (i.castAdd k) = capacity V i :=
  ((capacity_append_eq_iff _ _ i).mpr (directSum_orthogonal V W i)).trans
    (capacity_congr (fun i j => by rw [dot_concat, dot_zero_left]; grind) i)

/-- In a direct sum the features of the second summand have the capacities that they have alone.
Source: elhage2022, on tegum products.
Why: the other half of `capacity_directSum_left`.
Tight: an identity. -/
theorem capacity_directSum_right (V : Fin n → Vec α p) (W : Fin k → Vec α q) (j : Fin k) :
    capacity (directSum V W) (j.natAdd n) = capacity W j :=
  (capacity_orthogonal_union_right (directSum_orthogonal V W) j).trans
    (capacity_congr (fun i j => by rw [dot_concat, dot_zero_left]; grind) j)

/-- The total capacity of a direct sum is the sum of the total capacities.
Source: scherlis2022, on blocks; elhage2022, on tegum products.
Why: if both summands use all of their dimensions then so does the whole.
Tight: an identity; `sum_capacity_directSum_example`. -/
theorem sum_capacity_directSum (V : Fin n → Vec α p) (W : Fin k → Vec α q) :
    sum (capacity (directSum V W)) = sum (capacity V) + sum (capacity W) := by
  rw [sum_append]
  simp only [capacity_directSum_left, capacity_directSum_right]

/-- An antipodal pair in one dimension and a tetrahedron in three more use all four dimensions. -/
theorem sum_capacity_directSum_example :
    sum (capacity antipodalPair) = 1 ∧ sum (capacity tetrahedron) = 3 ∧
      sum (capacity (directSum antipodalPair tetrahedron)) = 4 := by
  decide +kernel

end ToyModels
