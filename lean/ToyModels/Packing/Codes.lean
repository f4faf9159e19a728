module

public import ToyModels.Packing.TensorPower

/-!
# Codes as dictionaries of features

Two explicit dictionaries with many more features than dimensions and small interference. In the first, each feature
activates two neurons, and each neuron serves many features. In the second, each feature is the graph of a polynomial
over a prime field, and two graphs meet in few points.

## Main definitions

* `twoHot a b`: the vector with ones in the places `a` and `b`.
* `polyValue c x`: the value of the polynomial `c₀ + c₁ x + c₂ x²` modulo `p`.
* `polyCode c`: the graph of that polynomial, as a vector of zeros and ones in `p²` dimensions.

## Main statements

* `twoHot_overlap`: different pairs have inner product `0` or `1`, against a squared norm of `2`.
* `two_mul_card_pairs`: there are `m (m - 1) / 2` pairs.
* `polyCode_agree_le_two`: two different polynomials of degree at most two do not agree at three places.
* `polyCode_overlap`: two different graphs have an inner product of at most `2`, against a squared norm of `p`.

## Proof idea

Subtract the congruences at two places `x` and `y`: `p` divides `(x - y) (c₁ + c₂ (x + y))`, hence the second factor.
Do it again with a third place, and `p` divides `c₂`; go back.

## What is not claimed

Higher degrees, which give larger dictionaries with larger overlaps, in the same way.

## References

* [devore2007], for the polynomial construction; [elhage2022], on polysemantic neurons.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {m n p : Nat}

/-- The vector with ones in the places `a` and `b`. -/
def twoHot (a b : Fin m) : Vec α m := fun i => if i = a ∨ i = b then 1 else 0

/-- The value at `x` of the polynomial `c₀ + c₁ x + c₂ x²`, modulo `p`. -/
def polyValue (c : Fin 3 → Fin p) (x : Nat) : Nat :=
  ((c 0).val + (c 1).val * x + (c 2).val * (x * x)) % p

/-- The graph of a polynomial modulo `p`: the place `p x + y` holds one if `y` is the value at `x`, and zero
otherwise. -/
def polyCode (c : Fin 3 → Fin p) : Vec α (p * p) := fun k => if k.val % p = polyValue c (k.val / p) then 1 else 0

/-- The coefficients of the polynomial `1` modulo three. -/
def constantOne : Fin 3 → Fin 3 := fun i => if i = 0 then 1 else 0

/-- The coefficients of the polynomial `x²` modulo three. -/
def squarePolynomial : Fin 3 → Fin 3 := fun i => if i = 2 then 1 else 0

/-! ### Two neurons a feature -/

/-- The squared norm of a two-hot vector is two. -/
theorem normSq_twoHot {a b : Fin m} (hab : a ≠ b) : normSq (twoHot a b : Vec α m) = 2 := by
  have e : ∀ i, (twoHot a b : Vec α m) i ^ 2 = (if a = i then 1 else 0) + if b = i then 1 else 0 := fun i => by
    simp only [twoHot]
    grind
  rw [normSq, sum_congr e, sum_add, sum_ite_eq a fun _ => (1 : α), sum_ite_eq b fun _ => (1 : α)]
  grind

/-- The inner product of two two-hot vectors counts the neurons that they share. -/
theorem dot_twoHot {a b : Fin m} (c d : Fin m) (hab : a ≠ b) :
    dot (twoHot a b : Vec α m) (twoHot c d) =
      (if a = c ∨ a = d then 1 else 0) + if b = c ∨ b = d then 1 else 0 := by
  have e : ∀ i, (twoHot a b : Vec α m) i * (twoHot c d : Vec α m) i =
      (if a = i then (if i = c ∨ i = d then 1 else 0) else 0) + if b = i then (if i = c ∨ i = d then 1 else 0) else 0 :=
    fun i => by
      simp only [twoHot]
      grind
  rw [dot, sum_congr e, sum_add, sum_ite_eq a fun i => if i = c ∨ i = d then (1 : α) else 0,
    sum_ite_eq b fun i => if i = c ∨ i = d then (1 : α) else 0]

/-- Two different pairs `a < b` and `c < d` have two-hot vectors with inner product `0` or `1`.
Source: elhage2022, on polysemantic neurons.
Why: about `m² / 2` features with cosines of at most one half, at two neurons a feature.
Tight: `twoHot_overlap_tight`, two pairs that share a neuron. -/
theorem twoHot_overlap {a b c d : Fin m} (hab : a < b) (hcd : c < d) (h : a ≠ c ∨ b ≠ d) :
    dot (twoHot a b : Vec α m) (twoHot c d) = 0 ∨ dot (twoHot a b : Vec α m) (twoHot c d) = 1 := by
  rw [dot_twoHot c d (Fin.ne_of_lt hab)]
  have := Fin.ne_of_lt hcd
  by_cases h₁ : a = c ∨ a = d <;> by_cases h₂ : b = c ∨ b = d <;> simp only [h₁, h₂, if_true, if_false] <;> grind

/-- Both values of `twoHot_overlap` occur. -/
theorem twoHot_overlap_tight :
    dot (twoHot 0 1 : Vec Rat 4) (twoHot 1 2) = 1 ∧ dot (twoHot 0 1 : Vec Rat 4) (twoHot 2 3) = 0 := by
  decide +kernel

/-- `twoHot_overlap` needs its pairs in order: `(0, 1)` and `(1, 0)` give the same vector. -/
theorem twoHot_overlap_needs_order : dot (twoHot 0 1 : Vec Rat 2) (twoHot 1 0) = 2 := by
  decide +kernel

/-- The number of pairs `a < b` of `m` neurons is `m (m - 1) / 2`.
Source: none needed, a count.
Why: this is the size of the dictionary of two-hot features.
Tight: an identity. -/
theorem two_mul_card_pairs (m : Nat) :
    (2 * sum fun a : Fin m => sum fun b : Fin m => if a < b then (1 : α) else 0) = (m : α) * ((m : α) - 1) := by
  have e : ∀ a b : Fin m, (if a < b then (1 : α) else 0) + (if b < a then 1 else 0) = if a = b then 0 else 1 :=
    fun a b => by grind
  have h := sum_comm fun a b : Fin m => if a < b then (1 : α) else 0
  have h' : (sum fun a : Fin m => sum fun b : Fin m => (if a < b then (1 : α) else 0) + if b < a then 1 else 0) =
      sum fun a : Fin m => sum fun b : Fin m => if a = b then (0 : α) else 1 :=
    sum_congr fun a => sum_congr fun b => e a b
  simp only [sum_add, sum_ite_const, sum_const] at h h'
  grind

/-! ### Graphs of polynomials -/

private theorem dvd_sub_of_mod_eq {A B : Nat} (h : A % p = B % p) : (p : Int) ∣ (A : Int) - (B : Int) := by
  have h₁ : ((p * (A / p) + A % p : Nat) : Int) = (A : Int) := congrArg _ (Nat.div_add_mod A p)
  have h₂ : ((p * (B / p) + B % p : Nat) : Int) = (B : Int) := congrArg _ (Nat.div_add_mod B p)
  refine ⟨((A / p : Nat) : Int) - ((B / p : Nat) : Int), ?_⟩
  simp only [Int.natCast_add, Int.natCast_mul] at h₁ h₂
  grind

/-- If no two residues other than zero have a product zero then `p` divides a factor of each product that it divides. -/
private theorem dvd_or_dvd (hpos : 0 < p) (hp : ∀ a b : Fin p, a.val * b.val % p = 0 → a.val = 0 ∨ b.val = 0)
    {a b : Int} (h : (p : Int) ∣ a * b) : (p : Int) ∣ a ∨ (p : Int) ∣ b := by
  have hp' : (0 : Int) < p := by omega
  have hr : ∀ c : Int, ∃ r : Fin p, (r.val : Int) = c % p := fun c =>
    ⟨⟨(c % p).toNat, by have := Int.emod_lt_of_pos c hp'; have := Int.emod_nonneg c (Int.ne_of_gt hp'); omega⟩,
      Int.toNat_of_nonneg (Int.emod_nonneg c (Int.ne_of_gt hp'))⟩
  obtain ⟨r, hra⟩ := hr a
  obtain ⟨s, hsb⟩ := hr b
  have h0 := Int.emod_eq_zero_of_dvd h
  rw [Int.mul_emod, ← hra, ← hsb] at h0
  rcases hp r s (by exact_mod_cast h0) with hz | hz
  · exact Or.inl (Int.dvd_of_emod_eq_zero (by omega))
  · exact Or.inr (Int.dvd_of_emod_eq_zero (by omega))

private theorem eq_of_dvd_sub {a b : Fin p} (h : (p : Int) ∣ (a.val : Int) - (b.val : Int)) : a = b := by
  obtain ⟨q, hq⟩ := h
  have ha := a.isLt
  have hb := b.isLt
  have h₁ : q < 1 := Int.lt_of_mul_lt_mul_left (a := (p : Int)) (by omega) (by omega)
  have h₂ : -1 < q := Int.lt_of_mul_lt_mul_left (a := (p : Int)) (by omega) (by omega)
  have h₃ : q = 0 := by omega
  rw [h₃] at hq
  omega

/-- The difference of two polynomials, at a place where they agree modulo `p`. -/
private theorem dvd_of_agree {c c' : Fin 3 → Fin p} {x : Fin p} (h : polyValue c x.val = polyValue c' x.val) :
    (p : Int) ∣ ((c 0).val - (c' 0).val : Int) + ((c 1).val - (c' 1).val) * x.val +
      ((c 2).val - (c' 2).val) * (x.val * x.val) := by
  have h' := dvd_sub_of_mod_eq h
  simp only [Int.natCast_add, Int.natCast_mul] at h'
  refine (congrArg ((p : Int) ∣ ·) ?_).mp h'
  grind

private theorem dvd_quotient (hp : ∀ {a b : Int}, (p : Int) ∣ a * b → (p : Int) ∣ a ∨ (p : Int) ∣ b)
    {d₀ d₁ d₂ x y : Int} (hxy : ¬(p : Int) ∣ x - y) (hx : (p : Int) ∣ d₀ + d₁ * x + d₂ * (x * x))
    (hy : (p : Int) ∣ d₀ + d₁ * y + d₂ * (y * y)) :
    (p : Int) ∣ d₁ + d₂ * (x + y) := by
  have h := Int.dvd_sub hx hy
  have e : d₀ + d₁ * x + d₂ * (x * x) - (d₀ + d₁ * y + d₂ * (y * y)) = (x - y) * (d₁ + d₂ * (x + y)) := by grind
  rw [e] at h
  exact (hp h).resolve_left hxy

/-- A polynomial of degree at most two with three roots modulo a prime has all its coefficients divisible by it. -/
private theorem dvd_coeff (hp : ∀ {a b : Int}, (p : Int) ∣ a * b → (p : Int) ∣ a ∨ (p : Int) ∣ b)
    {d₀ d₁ d₂ x y z : Int} (hxy : ¬(p : Int) ∣ x - y) (hxz : ¬(p : Int) ∣ x - z) (hyz : ¬(p : Int) ∣ y - z)
    (hx : (p : Int) ∣ d₀ + d₁ * x + d₂ * (x * x)) (hy : (p : Int) ∣ d₀ + d₁ * y + d₂ * (y * y))
    (hz : (p : Int) ∣ d₀ + d₁ * z + d₂ * (z * z)) : (p : Int) ∣ d₀ ∧ (p : Int) ∣ d₁ ∧ (p : Int) ∣ d₂ := by
  have h₁ := dvd_quotient hp hxy hx hy
  have h := Int.dvd_sub h₁ (dvd_quotient hp hxz hx hz)
  have e : d₁ + d₂ * (x + y) - (d₁ + d₂ * (x + z)) = d₂ * (y - z) := by grind
  rw [e] at h
  have h2 := (hp h).resolve_right hyz
  have h1 : (p : Int) ∣ d₁ := by
    have := Int.dvd_sub h₁ (Int.dvd_trans h2 (Int.dvd_mul_right d₂ (x + y)))
    have e : d₁ + d₂ * (x + y) - d₂ * (x + y) = d₁ := by grind
    rwa [e] at this
  have h0 : (p : Int) ∣ d₀ := by
    have := Int.dvd_sub (Int.dvd_sub hx (Int.dvd_trans h1 (Int.dvd_mul_right d₁ x)))
      (Int.dvd_trans h2 (Int.dvd_mul_right d₂ (x * x)))
    have e : d₀ + d₁ * x + d₂ * (x * x) - d₁ * x - d₂ * (x * x) = d₀ := by grind
    rwa [e] at this
  exact ⟨h0, h1, h2⟩

/-- Two polynomials of degree at most two over a prime field that agree at three different places are equal: if `p` is
prime, in that residues have a product divisible by `p` only if one of them is zero, and `cᵢ ≠ c'ᵢ` for some `i`, then
the polynomials do not agree at three different places.
Source: devore2007, on polynomials over a prime field.
Why: features that are graphs of polynomials share few neurons, although each neuron serves many features.
Tight: `polyCode_agree_le_two_tight`, agreement at two places. -/
theorem polyCode_agree_le_two (hp : ∀ a b : Fin p, a.val * b.val % p = 0 → a.val = 0 ∨ b.val = 0)
    {c c' : Fin 3 → Fin p} (hc : ∃ i, c i ≠ c' i) {x y z : Fin p} (hxy : x ≠ y) (hxz : x ≠ z) (hyz : y ≠ z)
    (hx : polyValue c x.val = polyValue c' x.val) (hy : polyValue c y.val = polyValue c' y.val) :
    polyValue c z.val ≠ polyValue c' z.val := by
  intro hz
  have hpos : 0 < p := by have := x.isLt; omega
  have hne : ∀ {s t : Fin p}, s ≠ t → ¬(p : Int) ∣ (s.val : Int) - (t.val : Int) := fun h hd => h (eq_of_dvd_sub hd)
  obtain ⟨h0, h1, h2⟩ := dvd_coeff (fun {a b} => dvd_or_dvd hpos hp) (hne hxy) (hne hxz) (hne hyz) (dvd_of_agree hx)
    (dvd_of_agree hy) (dvd_of_agree hz)
  obtain ⟨i, hi⟩ := hc
  have h3 : i = 0 ∨ i = 1 ∨ i = 2 := by omega
  rcases h3 with rfl | rfl | rfl
  · exact hi (eq_of_dvd_sub h0)
  · exact hi (eq_of_dvd_sub h1)
  · exact hi (eq_of_dvd_sub h2)

/-- Agreement at two places: modulo three, `x²` is one at `x = 1` and at `x = 2`. -/
theorem polyCode_agree_le_two_tight :
    polyValue squarePolynomial 1 = polyValue constantOne 1 ∧
      polyValue squarePolynomial 2 = polyValue constantOne 2 := by
  decide +kernel

/-- `polyCode_agree_le_two` needs a prime: modulo eight, `x²` is one at `x = 1`, `3`, `5` and `7`. -/
theorem polyCode_agree_le_two_needs_prime :
    ∀ x : Fin 8, x.val % 2 = 1 →
      polyValue (fun i : Fin 3 => if i = 2 then (1 : Fin 8) else 0) x.val =
        polyValue (fun i : Fin 3 => if i = 0 then (1 : Fin 8) else 0) x.val := by
  decide +kernel

/-! ### Their overlaps -/

/-- The inner product of two graphs counts the places at which the polynomials agree. -/
theorem dot_polyCode (c c' : Fin 3 → Fin p) :
    dot (polyCode c : Vec α (p * p)) (polyCode c') =
      sum fun x : Fin p => if polyValue c x.val = polyValue c' x.val then 1 else 0 := by
  rw [dot, sum_pairIndex]
  refine sum_congr fun x => ?_
  have hpos : 0 < p := by have := x.isLt; omega
  rw [← sum_ite_eq (⟨polyValue c x.val, Nat.mod_lt _ hpos⟩ : Fin p) fun _ =>
    if polyValue c x.val = polyValue c' x.val then (1 : α) else 0]
  refine sum_congr fun j => ?_
  have hj : ((⟨polyValue c x.val, Nat.mod_lt _ hpos⟩ : Fin p) = j) ↔ j.val = polyValue c x.val :=
    ⟨fun h => by rw [← h], fun h => Fin.ext h.symm⟩
  simp only [polyCode, pairIndex_div, pairIndex_mod, hj]
  grind

/-- The graph of a polynomial has squared norm `p`. -/
theorem normSq_polyCode (c : Fin 3 → Fin p) : normSq (polyCode c : Vec α (p * p)) = (p : α) := by
  rw [← dot_self, dot_polyCode]
  simp only [if_true, sum_const]
  grind

private theorem sum_le_one {P : Fin n → Prop} [DecidablePred P] (h : ∀ x y, x ≠ y → P x → ¬P y) :
    (sum fun x => if P x then (1 : α) else 0) ≤ 1 := by
  by_cases hP : ∃ i, P i
  · obtain ⟨i, hi⟩ := hP
    have e := sum_ite_eq i fun _ => (1 : α)
    have := sum_le_sum (f := fun x => if P x then (1 : α) else 0) (g := fun x => if i = x then 1 else 0) fun x => by
      have := h i x
      grind
    grind
  · have : (sum fun x => if P x then (1 : α) else 0) = 0 := sum_eq_zero fun x => if_neg fun hx => hP ⟨x, hx⟩
    grind

private theorem sum_le_two {P : Fin n → Prop} [DecidablePred P]
    (h : ∀ x y z, x ≠ y → x ≠ z → y ≠ z → P x → P y → ¬P z) : (sum fun x => if P x then (1 : α) else 0) ≤ 2 := by
  by_cases hP : ∃ i, P i
  · obtain ⟨i, hi⟩ := hP
    have h₁ := sum_le_one (α := α) (P := fun x => i ≠ x ∧ P x) fun x y hxy hx hy => h i x y hx.1 hy.1 hxy hi hx.2 hy.2
    have h₂ := sum_le_sum (f := fun x => if P x then (1 : α) else 0)
      (g := fun x => (if i = x then 1 else 0) + if i ≠ x ∧ P x then 1 else 0) fun x => by grind
    rw [sum_add, sum_ite_eq i fun _ => (1 : α)] at h₂
    grind
  · have : (sum fun x => if P x then (1 : α) else 0) = 0 := sum_eq_zero fun x => if_neg fun hx => hP ⟨x, hx⟩
    grind

/-- For a prime `p`, the graphs of two different polynomials of degree at most two over the residues modulo `p` have an
inner product of at most `2`; their squared norms are `p`.
Source: devore2007.
Why: `p³` features in `m = p²` dimensions, many more than dimensions, with cosines of at most `2 / √m`.
Tight: `polyCode_overlap_tight`, the graphs of `x²` and `1` modulo three. -/
theorem polyCode_overlap (hp : ∀ a b : Fin p, a.val * b.val % p = 0 → a.val = 0 ∨ b.val = 0)
    {c c' : Fin 3 → Fin p} (hc : ∃ i, c i ≠ c' i) : dot (polyCode c : Vec α (p * p)) (polyCode c') ≤ 2 := by
  rw [dot_polyCode]
  exact sum_le_two fun x y z hxy hxz hyz hx hy hz => polyCode_agree_le_two hp hc hxy hxz hyz hx hy hz

/-- Equality in `polyCode_overlap`: the graphs of `x²` and `1` modulo three. -/
theorem polyCode_overlap_tight :
    (∀ a b : Fin 3, a.val * b.val % 3 = 0 → a.val = 0 ∨ b.val = 0) ∧ squarePolynomial 0 ≠ constantOne 0 ∧
      dot (polyCode squarePolynomial : Vec Rat (3 * 3)) (polyCode constantOne) = 2 := by
  decide +kernel

end ToyModels
