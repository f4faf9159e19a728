module

public import ToyModels.Foundations.Projection
public import ToyModels.Packing.Bessel
public import ToyModels.Packing.Welch

/-!
# Families of vectors at obtuse angles

How many features fit in `m` dimensions if no two of them have a positive inner product? At most `2 m`, and at most
`m + 1` if all inner products are negative. A rectifier hides negative interference, so the first number limits how many
sparse features a model with rectified read-outs can store without loss; antipodal pairs attain it. The second is the
simplex.

## Main definitions

* `antipodalAxes m`: the vectors `±e₁, …, ±eₘ`.
* `projectOff v x`: the part of `x` orthogonal to `v`.

## Main statements

* `nonpos_family_le_two_mul`: `n ≤ 2 m` for non-zero vectors with `Vᵢ · Vⱼ ≤ 0` for `i ≠ j`.
* `neg_family_le_succ`: `n ≤ m + 1` for vectors with `Vᵢ · Vⱼ < 0` for `i ≠ j`.

## Proof idea

Project all other vectors off the last one. Inner products do not increase, since both projections point backwards;
so the projected family is obtuse too, and it lives in one dimension less. At most one vector is projected to zero,
namely a negative multiple of the last one; it is dropped. Used-up dimensions are kept as an orthogonal family, so
that the count ends with the dimension bound for orthogonal families.

## What is not claimed

Nothing about families with small positive inner products: those can be much larger.

## References

* [rankin1955]; [elhage2022], on antipodal pairs.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n r : Nat}

/-- The vectors `e₁, …, eₘ, -e₁, …, -eₘ`. -/
def antipodalAxes (m : Nat) : Fin (2 * m) → Vec α m := fun i a =>
  if i.val = a.val then 1 else if i.val = m + a.val then -1 else 0

/-- The part of `x` orthogonal to `v`. -/
def projectOff (v x : Vec α m) : Vec α m := fun a => x a - dot x v / normSq v * v a

/-- The inner product with a projected vector. -/
theorem dot_projectOff (v x y : Vec α m) : dot y (projectOff v x) = dot y x - dot x v / normSq v * dot y v :=
  (dot_sub _ _ _).trans (by rw [dot_smul])

/-- A projected vector is orthogonal to the vector that it was projected off. -/
theorem dot_projectOff_self (v x : Vec α m) : dot v (projectOff v x) = 0 := by
  have h := dot_sq_le x v
  have h0 := sq_eq_zero_iff (dot x v)
  have := sq_nonneg (dot x v)
  rw [dot_projectOff, dot_self, dot_comm v x]
  by_cases hv : normSq v = 0
  · rw [hv] at h ⊢
    grind
  · grind

/-- The inner product of two projected vectors. -/
theorem dot_projectOff_projectOff (v x y : Vec α m) :
    dot (projectOff v x) (projectOff v y) = dot x y - dot x v * dot y v / normSq v := by
  rw [dot_projectOff, dot_comm (projectOff v x) v, dot_projectOff_self, dot_comm _ y, dot_projectOff, dot_comm y x]
  grind

/-- Projecting two vectors off a third one at obtuse angles to both does not increase their inner product. -/
theorem dot_projectOff_le {v x y : Vec α m} (hx : dot x v ≤ 0) (hy : dot y v ≤ 0) :
    dot (projectOff v x) (projectOff v y) ≤ dot x y := by
  have h := div_nonneg (mul_nonneg (a := -dot x v) (b := -dot y v) (by grind) (by grind)) (normSq_nonneg v)
  rw [dot_projectOff_projectOff]
  grind

/-- If two vectors at obtuse angles to `v` are both projected to zero then they point the same way. -/
private theorem dot_pos_of_projectOff_eq_zero {v x y : Vec α m} (hv : ∃ a, v a ≠ 0) (hx0 : ∃ a, x a ≠ 0)
    (hy0 : ∃ a, y a ≠ 0) (hx : dot x v ≤ 0) (hy : dot y v ≤ 0) (hxz : ∀ a, projectOff v x a = 0)
    (hyz : ∀ a, projectOff v y a = 0) : 0 < dot x y := by
  have hn := normSq_pos hv
  have hne : ∀ z : Vec α m, (∃ a, z a ≠ 0) → (∀ a, projectOff v z a = 0) → dot z v ≠ 0 := fun z ⟨a, ha⟩ hz h0 => by
    have h := hz a
    rw [projectOff, h0] at h
    grind
  have h := dot_projectOff_projectOff v x y
  have h0 : dot (projectOff v x) (projectOff v y) = 0 := sum_eq_zero fun a => by rw [hxz a]; grind
  have h₁ := hne x hx0 hxz
  have h₂ := hne y hy0 hyz
  have h₃ := mul_pos (a := -dot x v) (b := -dot y v) (by grind) (by grind)
  have h₄ := mul_pos h₃ (Lean.Grind.Field.IsOrdered.inv_pos_iff.mpr hn)
  grind

/-! ### Orthogonal vectors beside the family -/

private theorem appendRow_orthogonal {u : Fin r → Vec α m} {v : Vec α m} (ho : ∀ i j, i ≠ j → dot (u i) (u j) = 0)
    (hv : ∀ i, dot (u i) v = 0) (i j : Fin (r + 1)) (hij : i ≠ j) :
    dot (appendRow u v i) (appendRow u v j) = 0 := by
  cases i using Fin.lastCases with
  | last =>
    cases j using Fin.lastCases with
    | last => exact absurd rfl hij
    | cast j => rw [appendRow_last, appendRow_castSucc, dot_comm, hv j]
  | cast i =>
    cases j using Fin.lastCases with
    | last => rw [appendRow_last, appendRow_castSucc, hv i]
    | cast j => rw [appendRow_castSucc, appendRow_castSucc, ho i j fun h => hij (by rw [h])]

private theorem appendRow_ne_zero {u : Fin r → Vec α m} {v : Vec α m} (hu : ∀ i, ∃ a, u i a ≠ 0) (hv : ∃ a, v a ≠ 0)
    (i : Fin (r + 1)) : ∃ a, appendRow u v i a ≠ 0 := by
  cases i using Fin.lastCases with
  | last => rwa [appendRow_last]
  | cast i => rw [appendRow_castSucc]; exact hu i

private theorem appendRow_dot_projectOff {u : Fin r → Vec α m} {v x : Vec α m} (huv : ∀ i, dot (u i) v = 0)
    (hux : ∀ i, dot (u i) x = 0) (i : Fin (r + 1)) :
    dot (appendRow u v i) (projectOff v x) = 0 := by
  cases i using Fin.lastCases with
  | last => rw [appendRow_last, dot_projectOff_self]
  | cast i => rw [appendRow_castSucc, dot_projectOff, huv i, hux i]; grind

/-- All indices but `k`, the last one taking the place of `k`. -/
private def skip (k : Fin (n + 1)) (i : Fin n) : Fin (n + 1) := if i.castSucc = k then Fin.last n else i.castSucc

private theorem skip_ne (k : Fin (n + 1)) (i : Fin n) : skip k i ≠ k := by
  have := i.castSucc_lt_last
  unfold skip
  split <;> grind

private theorem skip_inj (k : Fin (n + 1)) {i j : Fin n} (h : skip k i = skip k j) : i = j := by
  have := i.castSucc_lt_last
  have := j.castSucc_lt_last
  have inj : i.castSucc = j.castSucc → i = j := Fin.castSucc_inj.mp
  unfold skip at h
  split at h <;> split at h <;> grind

/-! ### The bounds -/

private theorem eq_zero_of_not_exists {x : Vec α m} (h : ¬∃ a, x a ≠ 0) (a : Fin m) : x a = 0 :=
  Classical.not_not.mp fun ha => h ⟨a, ha⟩

private theorem nonpos_aux (n : Nat) : ∀ {r : Nat} (u : Fin r → Vec α m) (V : Fin n → Vec α m),
    (∀ i j, i ≠ j → dot (u i) (u j) = 0) → (∀ i, ∃ a, u i a ≠ 0) → (∀ i, ∃ a, V i a ≠ 0) →
    (∀ i j, i ≠ j → dot (V i) (V j) ≤ 0) → (∀ k i, dot (u k) (V i) = 0) → n + 2 * r ≤ 2 * m := by
  induction n using Nat.strongRecOn with
  | ind n ih =>
    intro r u V ho hu hV hp huV
    cases n with
    | zero => have := orthogonal_family_card_le u ho hu; omega
    | succ n =>
      have hv := hV (Fin.last n)
      have ho' := appendRow_orthogonal ho fun k => huV k (Fin.last n)
      have hu' := appendRow_ne_zero hu hv
      have hlast : ∀ i : Fin n, dot (V i.castSucc) (V (Fin.last n)) ≤ 0 := fun i =>
        hp _ _ (Fin.ne_of_lt i.castSucc_lt_last)
      have hw : ∀ i j : Fin n, i ≠ j →
          dot (projectOff (V (Fin.last n)) (V i.castSucc)) (projectOff (V (Fin.last n)) (V j.castSucc)) ≤ 0 :=
        fun i j hij =>
          Std.le_trans (dot_projectOff_le (hlast i) (hlast j)) (hp _ _ fun h => hij (Fin.castSucc_inj.mp h))
      have huw := fun (k : Fin (r + 1)) (i : Fin n) => appendRow_dot_projectOff (fun k => huV k (Fin.last n))
        (fun k => huV k i.castSucc) k
      by_cases hz : ∀ i : Fin n, ∃ a, projectOff (V (Fin.last n)) (V i.castSucc) a ≠ 0
      · have := ih n (by omega) _ (fun i => projectOff (V (Fin.last n)) (V i.castSucc)) ho' hu' hz hw huw
        omega
      · obtain ⟨k, hk⟩ := Classical.not_forall.mp hz
        cases n with
        | zero => exact k.elim0
        | succ n =>
          have hne : ∀ i, ∃ a, projectOff (V (Fin.last _)) (V (skip k i).castSucc) a ≠ 0 := fun i => by
            by_cases h : ∃ a, projectOff (V (Fin.last _)) (V (skip k i).castSucc) a ≠ 0
            · exact h
            · have h₁ := dot_pos_of_projectOff_eq_zero hv (hV _) (hV _) (hlast (skip k i)) (hlast k)
                (eq_zero_of_not_exists h) (eq_zero_of_not_exists hk)
              have h₂ := hp _ _ fun h => skip_ne k i (Fin.castSucc_inj.mp h)
              grind
          have := ih n (by omega) _ (fun i => projectOff (V (Fin.last _)) (V (skip k i).castSucc)) ho' hu' hne
            (fun i j hij => hw _ _ fun h => hij (skip_inj k h)) fun l i => huw l (skip k i)
          omega

/-- Non-zero vectors in `m` dimensions with `Vᵢ · Vⱼ ≤ 0` for `i ≠ j` number at most `2 m`.
Source: rankin1955.
Why: interference that a rectifier hides must be negative, so only `2 m` features can be stored in this way.
Tight: `nonpos_family_le_two_mul_tight`, antipodal pairs along the axes. -/
theorem nonpos_family_le_two_mul (V : Fin n → Vec α m) (h0 : ∀ i, ∃ a, V i a ≠ 0)
    (hp : ∀ i j, i ≠ j → dot (V i) (V j) ≤ 0) : n ≤ 2 * m := by
  have h := nonpos_aux n (r := 0) (fun k => k.elim0) V (fun k => k.elim0) (fun k => k.elim0) h0 hp (fun k => k.elim0)
  omega

/-- Equality in `nonpos_family_le_two_mul`: the vectors `±e₁, …, ±eₘ`. -/
theorem nonpos_family_le_two_mul_tight :
    (∀ i, ∃ a, (antipodalAxes m i a : α) ≠ 0) ∧
      ∀ i j, i ≠ j → dot (antipodalAxes m i : Vec α m) (antipodalAxes m j) ≤ 0 := by
  refine ⟨fun i => ⟨⟨i.val % m, Nat.mod_lt _ (by have := i.isLt; omega)⟩, ?_⟩, fun i j hij => ?_⟩
  · have hi := i.isLt
    unfold antipodalAxes
    rcases Nat.lt_or_ge i.val m with h | h
    · have e := Nat.mod_eq_of_lt h
      grind
    · have e : i.val % m = i.val - m := by rw [Nat.mod_eq_sub_mod h, Nat.mod_eq_of_lt (by omega)]
      grind
  · have h := sum_le_sum (f := fun a => antipodalAxes m i a * antipodalAxes m j a) (g := fun _ => (0 : α)) fun a => by
      have : i.val ≠ j.val := fun h => hij (Fin.ext h)
      have e : ∀ x y : α, x = 0 ∨ y = 0 ∨ (x = 1 ∧ y = -1) ∨ (x = -1 ∧ y = 1) → x * y ≤ 0 := by
        rintro x y (rfl | rfl | ⟨rfl, rfl⟩ | ⟨rfl, rfl⟩) <;> grind
      refine e _ _ ?_
      simp only [antipodalAxes]
      grind
    rw [sum_const] at h
    exact Std.le_trans h (by grind)

/-- `nonpos_family_le_two_mul` needs non-zero vectors: three zero vectors in one dimension have products zero. -/
theorem nonpos_family_le_two_mul_needs_nonzero :
    (∀ i j : Fin 3, i ≠ j → dot ((fun _ _ => 0 : Fin 3 → Vec Rat 1) i) ((fun _ _ => 0 : Fin 3 → Vec Rat 1) j) ≤ 0) ∧
      ¬(3 ≤ 2 * 1) := by
  decide +kernel

private theorem ne_zero_of_dot_neg {v x : Vec α m} (h : dot v x < 0) : ∃ a, v a ≠ 0 := by
  by_cases h0 : ∃ a, v a ≠ 0
  · exact h0
  · have : dot v x = 0 := sum_eq_zero fun a => by
      rw [eq_zero_of_not_exists h0 a]
      grind
    grind

private theorem neg_aux (n : Nat) : ∀ {r : Nat} (u : Fin r → Vec α m) (V : Fin (n + 1) → Vec α m),
    (∀ i j, i ≠ j → dot (u i) (u j) = 0) → (∀ i, ∃ a, u i a ≠ 0) → (∀ i j, i ≠ j → dot (V i) (V j) < 0) →
    (∀ k i, dot (u k) (V i) = 0) → n + r ≤ m := by
  induction n with
  | zero => intro r u V ho hu _ _; have := orthogonal_family_card_le u ho hu; omega
  | succ n ih =>
    intro r u V ho hu hp huV
    have hlast : ∀ i : Fin (n + 1), dot (V i.castSucc) (V (Fin.last _)) < 0 := fun i =>
      hp _ _ (Fin.ne_of_lt i.castSucc_lt_last)
    have hv : ∃ a, V (Fin.last (n + 1)) a ≠ 0 :=
      ne_zero_of_dot_neg (hp _ _ (Fin.ne_of_gt (0 : Fin (n + 1)).castSucc_lt_last))
    have h := ih _ (fun i => projectOff (V (Fin.last _)) (V i.castSucc))
      (appendRow_orthogonal ho fun k => huV k (Fin.last _)) (appendRow_ne_zero hu hv)
      (fun i j hij => Std.lt_of_le_of_lt
        (dot_projectOff_le (Std.le_of_lt (hlast i)) (Std.le_of_lt (hlast j)))
        (hp _ _ fun h => hij (Fin.castSucc_inj.mp h)))
      fun k i => appendRow_dot_projectOff (fun k => huV k (Fin.last _)) (fun k => huV k i.castSucc) k
    omega

/-- Vectors in `m` dimensions with `Vᵢ · Vⱼ < 0` for `i ≠ j` number at most `m + 1`.
Source: rankin1955.
Why: features that all repel each other form at most a simplex, such as the triangle and the tetrahedron.
Tight: `neg_family_le_succ_tight`, the tetrahedron. -/
theorem neg_family_le_succ (V : Fin n → Vec α m) (hp : ∀ i j, i ≠ j → dot (V i) (V j) < 0) : n ≤ m + 1 := by
  cases n with
  | zero => omega
  | succ n =>
    have := neg_aux n (r := 0) (fun k => k.elim0) V (fun k => k.elim0) (fun k => k.elim0) hp (fun k => k.elim0)
    omega

/-- Equality in `neg_family_le_succ`: the four vertices of a tetrahedron in three dimensions. -/
theorem neg_family_le_succ_tight : (∀ i j, i ≠ j → dot (tetrahedron i) (tetrahedron j) < 0) ∧ 4 = 3 + 1 := by
  decide +kernel

/-- `neg_family_le_succ` needs strict inequalities: `±e₁, ±e₂` have non-positive products, and `4 > 3`. -/
theorem neg_family_le_succ_needs_strict :
    (∀ i j : Fin 4, i ≠ j → dot (antipodalAxes 2 i : Vec Rat 2) (antipodalAxes 2 j) ≤ 0) ∧ ¬(4 ≤ 2 + 1) := by
  decide +kernel

end ToyModels
