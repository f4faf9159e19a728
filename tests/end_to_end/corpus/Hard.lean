import Corpus.Basic

/-! False conjectures whose counterexamples are rare: far away, on curves, near roots, or large. -/

set_option autoImplicit false
set_option warn.sorry false

universe u

open Corpus

variable {K : Type u} [Scalars K] {d k l m n : Nat}

namespace Hard

theorem three_unit_close (V : Fin 3 → Fin 2 → K) (hu : Normalised V) : ∃ i j, i ≠ j ∧ 3 / 10 ≤ dot (V i) (V j) ^ 2 := sorry

theorem five_vectors (V : Fin n → Fin m → K) (μ : K) (hu : Normalised V) (hμ : Incoherent V μ) (hn : m < n) :
    1 / 4 ≤ μ := sorry

theorem orthogonal_determinant (A : Fin 2 → Fin 2 → K) (h : ∀ i j, mul A (fun a b => A b a) i j = eye i j) :
    det2 A = 1 := sorry

theorem orthogonal_trace (A : Fin 2 → Fin 2 → K) (h : ∀ i j, mul A (fun a b => A b a) i j = eye i j) (hd : det2 A = 1) :
    tr A ≤ 19 / 10 ∨ tr A = 2 := sorry

theorem rotation_order (A : Fin 2 → Fin 2 → K) (h : ∀ i j, mul A (mul A (mul A A)) i j = eye i j) :
    ∀ i j, mul A A i j = eye i j := sorry

theorem cube_root_of_one (A : Fin 2 → Fin 2 → K) (h : ∀ i j, mul A (mul A A) i j = eye i j) :
    ∀ i j, A i j = eye i j := sorry

theorem commutator_zero_trace (A B : Fin 2 → Fin 2 → K) :
    det2 (fun i j => mul A B i j - mul B A i j) = 0 := sorry

theorem doubly_stochastic_permutation (A : Fin n → Fin n → K) (h : Stochastic A) (hc : ∀ j, (sum fun i => A i j) = 1)
    (hn : n ≤ 2) : ∀ i j, A i j = 0 ∨ A i j = 1 := sorry

theorem doubly_stochastic_symmetric (A : Fin n → Fin n → K) (h : Stochastic A) (hc : ∀ j, (sum fun i => A i j) = 1) :
    Symmetric A := sorry

theorem doubly_stochastic_shrink_strict (A : Fin n → Fin n → K) (h : Stochastic A)
    (hc : ∀ j, (sum fun i => A i j) = 1) (x : Fin n → K) (hx : ∃ i j, x i ≠ x j) : sq (app A x) < sq x := sorry

theorem reversible (A : Fin n → Fin n → K) (p : Fin n → K) (h : Stochastic A) (hp : ∀ i, 0 < p i)
    (hs : ∀ j, (sum fun i => p i * A i j) = p j) : ∀ i j, p i * A i j = p j * A j i := sorry

theorem stationary_unique (A : Fin n → Fin n → K) (p q : Fin n → K) (h : Stochastic A) (hp : ∀ i, 0 ≤ p i)
    (hq : ∀ i, 0 ≤ q i) (sp : sum p = 1) (sq : sum q = 1) (hs : ∀ j, (sum fun i => p i * A i j) = p j)
    (hs' : ∀ j, (sum fun i => q i * A i j) = q j) : ∀ i, p i = q i := sorry

theorem pythagorean (x y z : K) (h : x ^ 2 + y ^ 2 = z ^ 2) (hz : z ≠ 0) : x * y = 0 := sorry

theorem pell (x y : K) (h : x ^ 2 - 2 * y ^ 2 = 1) : y = 0 := sorry

theorem pell_naturals (x y : Nat) (h : x ^ 2 = 2 * y ^ 2 + 1) : x ≤ 3 := sorry

theorem pell_larger (x y : Nat) (h : x ^ 2 = 2 * y ^ 2 + 1) : x ≤ 50 := sorry

theorem ellipse (x y : K) (h : x ^ 2 + 3 * y ^ 2 = 7) : x ≤ 5 / 2 := sorry

theorem hyperbola (x y : K) (h : x * y = 12) (hx : 0 < x) : 7 ≤ x + y := sorry

theorem hyperbola_tight (x y : K) (h : x * y = 12) (hx : 0 < x) : 6929 / 1000 ≤ x + y := sorry

theorem elliptic (x y : K) (h : y ^ 2 = x ^ 3 - x + 1) : x ≤ 5 := sorry

theorem sphere_corner (x y z : K) (h : x ^ 2 + y ^ 2 + z ^ 2 = 1) : x + y + z ≤ 17 / 10 := sorry

theorem four_squares (x y z w : K) (h : x ^ 2 + y ^ 2 + z ^ 2 + w ^ 2 = 1) (h' : x + y + z + w = 1) :
    x * y * z * w ≤ 0 := sorry

theorem system (x y z : K) (h1 : x + y + z = 6) (h2 : x * y + y * z + z * x = 11) : x * y * z = 6 := sorry

theorem two_circles (x y : K) (h1 : x ^ 2 + y ^ 2 = 25) (h2 : (x - 6) ^ 2 + y ^ 2 = 25) : y = 4 := sorry

theorem tangent_gap (x : K) : 1 / 1000000 ≤ (x ^ 2 - 2) ^ 2 := sorry

theorem deep_gap (x : K) (h : 0 < x) : x ^ 2 - 3 ≤ 0 ∨ x ≥ 17321 / 10000 := sorry

theorem quintic (x : K) : x ^ 5 - 5 * x + 39 / 10 ≥ 0 ∨ x < 0 := sorry

theorem rational_exception (x : K) : 12 * x ^ 2 + 7 * x - 10 ≠ 0 := sorry

theorem hidden_rational (x y : K) : (31 * x - 17) ^ 2 + (13 * y + 44) ^ 2 ≠ 0 := sorry

theorem large_bound (x y : K) (hx : 1000 ≤ x) (hy : 2000 ≤ y) : x * y ≤ 1500 * (x + y) := sorry

theorem ratio_bound (x y z : K) (hx : 0 < x) (hy : 0 < y) (hz : 0 < z) (h : x ≤ 100 * y) (h' : y ≤ 100 * z) :
    x ≤ 9999 * z := sorry

theorem power_tower (n : Nat) : 2 ^ n < 10 ^ 6 + n ^ 4 := sorry

theorem primes_form (n : Nat) : (n ^ 2 + n + 17) % 17 ≠ 0 ∨ n % 17 = 0 := sorry

theorem goldbach_like (n : Nat) (h : n % 7 = 3) : (n * n + 5) % 7 = 0 ∨ n < 100 → n < 100 := sorry

theorem three_nats (a b c : Nat) (h : a ^ 2 + b ^ 2 = c ^ 2) : c ≤ 20 ∨ a = 0 ∨ b = 0 := sorry

theorem coins (n : Nat) (h : 8 ≤ n) : ∃ i : Fin 10, ∃ j : Fin 10, 3 * i.val + 5 * j.val = n := sorry

theorem sum_large (n : Nat) : (upTo (fun i => (i : K)) n) ≤ 30 * (n : K) := sorry

theorem bernoulli (x : K) (n : Nat) (hx : -3 ≤ x) : 1 + (n : K) * x ≤ (1 + x) ^ n := sorry

theorem alternate (n : Nat) (x : K) : 0 ≤ (1 + x) ^ n ∨ x ≤ -2 := sorry

theorem geometric_sum (x : K) (n : Nat) (h : x ≠ 1) : (upTo (fun i => x ^ i) n) = (x ^ (n + 1) - 1) / (x - 1) := sorry

theorem six_points (x : Fin n → K) (h : ∀ i j, i ≠ j → x i ≠ x j) (hx : ∀ i, 0 ≤ x i) (hn : 0 < n) :
    sum x ≤ 10 * (n : K) := sorry

theorem seven_features (V : Fin n → Fin m → K) (hu : Normalised V) : n ≤ 6 ∨ ∃ i j, i ≠ j ∧ dot (V i) (V j) = 0 := sorry

theorem permutation_fixed (f : Fin n → Fin n) (h : ∀ i j, f i = f j → i = j) (hn : 0 < n) : ∃ i, f i = i := sorry

theorem xor_sum (f g : Fin n → Bool) (h : ∀ i, (f i ^^ g i) = true) : ∃ i, f i = true := sorry

theorem character_sum (p : Nat) (hp : 2 ≤ p) (a : Fin p) : shift p a a ≠ a.val := sorry

theorem latin (p : Nat) (f : Fin p → Fin p) (h : ∀ a b : Fin p, shift p a (f b) = shift p b (f a)) : ∀ a, f a = a := sorry

theorem quantifier_swap (f : Fin n → Fin n → Bool) (h : ∀ i, ∃ j, f i j = true) (hn : 0 < n) :
    ∃ j, ∀ i, f i j = true := sorry

theorem probe_gap (p : Probe K n) (x y : Fin n → K) (h : p.score x = 1) (h' : p.score y = -1) :
    4 ≤ sq (fun i => x i - y i) * sq p.direction - 1 / 100 := sorry

theorem two_erasures (u v x : Fin n → K) (hu : sq u = 1) (hv : sq v = 1) (ho : dot u v = 0) :
    sq (erase v (erase u x)) = sq x - dot u x ^ 2 := sorry

theorem erase_twice_orders (u v x : Fin 3 → K) (hu : sq u = 1) (hv : sq v = 1) :
    sq (erase v (erase u x)) = sq (erase u (erase v x)) := sorry

theorem rank_two_gram (V : Fin 3 → Fin 2 → K) (h : ∀ i, V i 0 ^ 2 + V i 1 ^ 2 = 1) :
    dot (V 0) (V 1) * dot (V 1) (V 2) * dot (V 0) (V 2) ≤ 99 / 100 := sorry

theorem parallel_rows (A : Fin 3 → Fin 3 → K) (x : Fin 3 → K) (h : ∀ i, app A x i = 0) (hx : x 0 + x 1 + x 2 = 1) :
    ∀ i, A i 0 * A i 1 ≤ 0 := sorry

section
variable [DecidableLE K] [DecidableEq K]

theorem relu_interference (V : Fin n → Fin m → K) (hu : Normalised V) (x : Fin n → K) (hx : ∀ i, 0 ≤ x i ∧ x i ≤ 1)
    (i : Fin n) : relu (sum fun j => dot (V i) (V j) * x j) ≤ 2 := sorry

theorem narrow_bump (x : K) : relu (x - 31 / 10) - 2 * relu (x - 315 / 100) + relu (x - 32 / 10) = 0 := sorry

theorem relu_composition (a b x : K) (ha : 0 ≤ a) : relu (a * relu x + b) = a * relu (x + b / a) := sorry

theorem relu_two_layers (W : Fin 2 → Fin 2 → K) (b x y : Fin 2 → K) (h : ∀ i, layer W b x i = layer W b y i) :
    ∀ i, x i = y i := sorry

theorem abs_sum_bound (x : Fin n → K) : (sum fun i => abs (x i)) ^ 2 ≤ 3 * sum fun i => x i ^ 2 := sorry

theorem far_bump (x : K) : relu (1 - abs (x - 777 / 2)) = 0 := sorry
end

end Hard
