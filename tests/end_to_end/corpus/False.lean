import Corpus.Basic

/-! False conjectures about packing, matrices, attention, rectifiers, probes, indices and numbers. -/

set_option autoImplicit false
set_option warn.sorry false

universe u

open Corpus

variable {K : Type u} [Scalars K] {d k l m n : Nat}

namespace Packing

theorem frame_potential_rows (V : Fin n → Fin m → K) :
    (sum fun i => sq (V i)) ^ 2 ≤ (n : K) * (sum fun i => sum fun j => dot (V i) (V j) ^ 2) → n ≤ m := sorry

theorem welch_without_one_le (V : Fin n → Fin m → K) (μ : K) (hu : Normalised V) (hμ : Incoherent V μ) :
    (n : K) - m ≤ m * ((n : K) - 1) * μ := sorry

theorem welch_three_halves (V : Fin n → Fin m → K) (μ : K) (hu : Normalised V) (hμ : Incoherent V μ) (hn : 2 ≤ n) :
    3 / 2 * ((n : K) - m) ≤ m * ((n : K) - 1) * μ := sorry

theorem welch_sharper (V : Fin n → Fin m → K) (μ : K) (hu : Normalised V) (hμ : Incoherent V μ) (hm : 2 ≤ m)
    (hn : m + 1 ≤ n) : 1 ≤ (m : K) * μ := sorry

theorem equal_coherence_simplex (V : Fin 3 → Fin 2 → K) (c : K) (hu : Normalised V)
    (hc : ∀ i j, i ≠ j → dot (V i) (V j) = c) : c ≤ 0 := sorry

theorem orthonormal_exact (V : Fin n → Fin m → K) (h : ∀ i j, dot (V i) (V j) = if i = j then 1 else 0) : n = m := sorry

theorem orthonormal_complete (V : Fin n → Fin m → K) (h : ∀ i j, dot (V i) (V j) = if i = j then 1 else 0)
    (x : Fin m → K) : (sum fun i => dot (V i) x ^ 2) = sq x := sorry

theorem bessel_without_norm (V : Fin n → Fin m → K) (h : ∀ i j, i ≠ j → dot (V i) (V j) = 0) (x : Fin m → K) :
    (sum fun i => dot (V i) x ^ 2) ≤ sq x := sorry

theorem obtuse_at_most_two_m_strict (V : Fin n → Fin m → K) (hu : Normalised V)
    (h : ∀ i j, i ≠ j → dot (V i) (V j) ≤ 0) (hm : 1 ≤ m) : n < 2 * m := sorry

theorem tight_frame_is_basis (V : Fin n → Fin m → K) (c : K) (hc : 0 < c)
    (h : ∀ a b, (sum fun i => V i a * V i b) = if a = b then c else 0) : n ≤ m := sorry

theorem capacity_at_least (V : Fin n → Fin m → K) (hu : Normalised V) (i : Fin n) :
    1 / (m : K) ≤ sq (V i) ^ 2 / sum fun j => dot (V i) (V j) ^ 2 := sorry

theorem capacities_fill (V : Fin n → Fin m → K) (hu : Normalised V) (hn : m ≤ n) :
    (sum fun i => sq (V i) ^ 2 / sum fun j => dot (V i) (V j) ^ 2) = m := sorry

theorem norm_doubled (x y : Fin n → K) : sq (fun i => x i + y i) ≤ 3 / 2 * (sq x + sq y) := sorry

theorem gram_nonnegative (V : Fin n → Fin m → K) : ∀ i j, 0 ≤ dot (V i) (V j) + dot (V j) (V i) := sorry

theorem equiangular_at_most_27 (V : Fin n → Fin 7 → K) (hu : ∀ i, sq (V i) = 3)
    (h : ∀ i j, i ≠ j → dot (V i) (V j) ^ 2 = 1) : n ≤ 27 := sorry

end Packing

namespace Matrices

theorem projector_is_coordinate (P : Fin n → Fin n → K) (h : Projector P) : ∀ i j, i ≠ j → P i j = 0 := sorry

theorem projector_diagonal_half (P : Fin 2 → Fin 2 → K) (h : Projector P) : P 0 0 ≤ 1 / 2 ∨ P 0 0 = 1 := sorry

theorem idempotent_is_projector (P : Fin n → Fin n → K) (h : ∀ i j, mul P P i j = P i j) : Symmetric P := sorry

theorem projectors_commute (P Q : Fin n → Fin n → K) (hP : Projector P) (hQ : Projector Q) :
    ∀ i j, mul P Q i j = mul Q P i j := sorry

theorem idempotent_contracts (P : Fin n → Fin n → K) (h : ∀ i j, mul P P i j = P i j) (x : Fin n → K) :
    sq (app P x) ≤ sq x := sorry

theorem product_of_symmetric (A B : Fin n → Fin n → K) (hA : Symmetric A) (hB : Symmetric B) :
    Symmetric (mul A B) := sorry

theorem symmetric_square_trace (A : Fin n → Fin n → K) : 0 ≤ tr (mul A A) := sorry

theorem trace_sq (A : Fin n → Fin n → K) (hs : Symmetric A) : tr A ^ 2 ≤ tr (mul A A) := sorry

theorem frob_mul_equal (A : Fin l → Fin m → K) (B : Fin m → Fin n → K) : frob (mul A B) = frob A * frob B := sorry

theorem triangle_frob (A B : Fin m → Fin n → K) : frob (plus A B) ≤ frob A + frob B := sorry

theorem commuting_with_nilpotent (A B : Fin 2 → Fin 2 → K) (h : ∀ i j, mul A B i j = 0) :
    ∀ i j, mul B A i j = 0 := sorry

theorem cube_zero (A : Fin 3 → Fin 3 → K) (h : ∀ i j, mul A (mul A A) i j = 0) : ∀ i j, mul A A i j = 0 := sorry

theorem det_of_sum (A B : Fin 2 → Fin 2 → K) : det2 (plus A B) = det2 A + det2 B := sorry

theorem positive_minors (A : Fin 2 → Fin 2 → K) (hs : Symmetric A) (h0 : 0 ≤ A 0 0) (hd : 0 ≤ det2 A)
    (x : Fin 2 → K) : 0 ≤ dot x (app A x) := sorry

theorem kernel_only_if_zero (A : Fin m → Fin n → K) (x : Fin n → K) (h : ∀ i, app A x i = 0)
    (hx : ∃ j, x j ≠ 0) : ∀ i j, A i j = 0 := sorry

theorem wide_has_right_inverse (A : Fin m → Fin n → K) (B : Fin n → Fin m → K) (h : ∀ i j, mul A B i j = eye i j) :
    ∀ i j, mul B A i j = eye i j := sorry

theorem repeated_row (A : Fin 3 → Fin 3 → K) (x : Fin 3 → K) (h : ∀ j, A 0 j = A 1 j)
    (hx : ∀ i, app A x i = 0) : ∀ j, x j = 0 := sorry

theorem rank_one_trace (u v : Fin n → K) (h : tr (fun i j => u i * v j) = 0) :
    (∀ i, u i = 0) ∨ ∀ i, v i = 0 := sorry

theorem idempotent_rank_two (A : Fin n → Fin n → K) (h : mul A A = A) : tr A ≤ 2 := sorry

theorem cube_root_of_one (A : Fin 2 → Fin 2 → K) (h : mul (mul A A) A = eye) : A = eye := sorry

end Matrices

namespace Attention

theorem stochastic_square (A : Fin n → Fin n → K) (h : Stochastic A) : ∀ i j, A i j ^ 2 ≤ mul A A i j := sorry

theorem stochastic_columns (A : Fin n → Fin n → K) (h : Stochastic A) (j : Fin n) : (sum fun i => A i j) = 1 := sorry

theorem stochastic_trace (A : Fin n → Fin n → K) (h : Stochastic A) (hn : 0 < n) : 0 < tr A := sorry

theorem stochastic_frob (A : Fin n → Fin n → K) (h : Stochastic A) : frob A < n ∨ ∀ i j, A i j = eye i j := sorry

theorem averaging_shrinks (A : Fin n → Fin n → K) (h : Stochastic A) (x : Fin n → K) : sq (app A x) ≤ sq x := sorry

theorem heads_commute (A B : Fin n → Fin n → K) (hA : Stochastic A) (hB : Stochastic B) :
    ∀ i j, mul A B i j = mul B A i j := sorry

theorem uniform_only (A : Fin 2 → Fin 2 → K) (h : Stochastic A) (hs : Symmetric A) (hd : det2 A = 0) :
    A 0 1 < 1 / 2 := sorry

theorem path_expansion_two (A B : Fin n → Fin n → K) :
    ∀ i j, mul (plus eye A) (plus eye B) i j = plus (plus eye A) B i j := sorry

theorem path_expansion_order (A B C : Fin n → Fin n → K) :
    ∀ i j, mul (plus eye A) (plus eye B) i j = plus (plus eye (plus A B)) (mul B A) i j := sorry

theorem causal_square (A : Fin n → Fin n → K) (h : ∀ i j, i < j → A i j = 0) : ∀ i j, i ≤ j → mul A A i j = 0 := sorry

theorem strictly_causal_vanishes (A : Fin 3 → Fin 3 → K) (h : ∀ i j, i ≤ j → A i j = 0) :
    ∀ i j, mul A A i j = 0 := sorry

end Attention

namespace Rectifier
variable [DecidableLE K] [DecidableEq K]

theorem relu_concave (x y : K) : relu x + relu y ≤ 2 * relu ((x + y) / 2) := sorry

theorem relu_products (x y : K) : relu (x * y) = relu x * relu y := sorry

theorem relu_bias (x b : K) (hb : b ≤ 0) : relu (x + b) = relu x + b ∨ relu (x + b) = 0 → b = 0 ∨ x ≤ -b := sorry

theorem relu_lipschitz_half (x y : K) : abs (relu x - relu y) ≤ 1 / 2 * abs (x - y) + 1 / 1000 := sorry

theorem dead_neuron (w x b : K) (h : relu (w * x + b) = 0) (hw : 0 < w) : x < -b / w := sorry

theorem layer_zero (W : Fin m → Fin n → K) (b : Fin m → K) (x : Fin n → K)
    (h : ∀ i, layer W b x i = 0) : ∀ i, b i ≤ 0 := sorry

theorem layer_additive (W : Fin m → Fin n → K) (x y : Fin n → K) (i : Fin m) :
    layer W (fun _ => 0) (fun j => x j + y j) i ≤ layer W (fun _ => 0) x i := sorry

theorem saturates (x : K) (hx : 0 ≤ x) : relu (1 - relu (1 - x / 1000)) ≤ 1 / 2 := sorry

theorem hat (x : K) : relu x - 2 * relu (x - 1) + relu (x - 2) ≤ 99 / 100 := sorry

theorem abs_difference (x y : K) : abs (abs x - abs y) = abs (x - y) := sorry

end Rectifier

namespace Probes

theorem score_scale (p : Probe K n) (x : Fin n → K) (c : K) : p.score (fun i => c * x i) = c * p.score x := sorry

theorem score_separates (p : Probe K n) (x y : Fin n → K) (h : 0 < p.score x) (h' : p.score y ≤ 0) :
    sq (fun i => x i - y i) ≥ 1 / 100 := sorry

theorem erased_is_zero (v x : Fin n → K) : ∀ i, erase v x i = 0 ∨ v i = 0 := sorry

theorem erase_norm (v x : Fin n → K) (h : ∃ i, v i ≠ 0) : sq (erase v x) < sq x := sorry

theorem erase_commutes (v w x : Fin n → K) : ∀ i, erase v (erase w x) i = erase w (erase v x) i := sorry

theorem erase_needs_two (v w x : Fin n → K) (hv : sq v = 1) (hw : sq w = 1) :
    dot v (erase w (erase v x)) = 0 := sorry

theorem two_probes (u v x : Fin 2 → K) (hu : dot u x = 0) (hv : dot v x = 0) :
    (∀ i, x i = 0) ∨ (∀ i, u i = v i) := sorry

theorem mean_probe (x y : Fin n → K) : ∃ i, x i ≤ y i := sorry

theorem some_coordinate (x : Fin n → K) (hn : 0 < n) (h : sum x = 0) : ∃ i, x i = 0 := sorry

theorem exists_then_all (x : Fin n → K) (h : ∃ i, 0 < x i) : ∀ i, 0 ≤ x i := sorry

theorem pigeon (f : Fin (n + 1) → Fin (n + 1)) : ∃ i j, i ≠ j ∧ f i = f j := sorry

theorem order_of_quantifiers (A : Fin m → Fin n → K) (h : ∀ i, ∃ j, 0 < A i j) (hm : 0 < m) :
    ∃ j, ∀ i, 0 < A i j := sorry

theorem not_all_nonneg (x : Fin n → K) (h : sum x = 0) : ¬ ∀ i, 0 ≤ x i := sorry

theorem iff_missing (x y : K) : x ^ 2 = y ^ 2 ↔ x = y := sorry

theorem product_iff (x y : K) : 0 ≤ x * y ↔ 0 ≤ x ∧ 0 ≤ y := sorry

theorem equal_or_apart (p q : Fin n → K) (hp : ∀ i, 0 ≤ p i) (hq : ∀ i, 0 ≤ q i) (h1 : sum p = 1) (h2 : sum q = 1) :
    dot p q ≤ 1 / 2 ∨ p = q := sorry

end Probes

namespace Numbers

theorem cyclic_involution (p : Nat) (a b : Fin p) : shift p a b = a.val + b.val := sorry

theorem cyclic_injective (p : Nat) (hp : 0 < p) (a b c d : Fin p) (h : shift p a b = shift p c d) : a = c := sorry

theorem double_is_injective (p : Nat) (a b : Fin p) (h : shift p a a = shift p b b) : a = b := sorry

theorem square_sum (n : Nat) : 6 * n ^ 2 ≤ n ^ 3 + 8 * n := sorry

theorem small_naturals (n : Nat) : n ^ 2 ≤ 100 * n := sorry

theorem euler (n : Nat) (hn : 0 < n) : (n ^ 2 + n + 41) % 41 ≠ 0 := sorry

theorem exponential (n : Nat) : 2 ^ n ≤ n ^ 3 + 2 := sorry

theorem exact_exception (n : Nat) : n * n ≠ 144 := sorry

theorem two_naturals (a b : Nat) : a * 17 ≠ b * 13 + 5 := sorry

theorem boolean (p q r : Bool) : ((p && q) || r) = (p && (q || r)) := sorry

theorem majority (f : Fin n → Bool) (g : Fin n → Bool) (h : ∀ i, f i = true → g i = true) :
    ∀ i, g i = true → f i = true := sorry

theorem index_shift (f : Nat → K) (n : Nat) : (upTo (fun i => f (i + 1)) n) = upTo f (n + 1) := sorry

theorem telescoping (f : Nat → K) (n : Nat) : (upTo (fun i => f (i + 1) - f i) n) = f (n - 1) - f 0 := sorry

theorem gauss (n : Nat) : 2 * (upTo (fun i => (i : K)) n) = (n : K) * (n + 1) := sorry

theorem monotone_partial (f : Nat → K) (n : Nat) : upTo f n ≤ upTo f (n + 1) := sorry

theorem small_or_composite (n : Nat) :
    n ^ 2 + n + 41 ≤ 1600 ∨ ∃ d, d < n ∧ 1 < d ∧ (n ^ 2 + n + 41) % d = 0 := sorry

end Numbers

namespace Values

theorem large_value (x : K) : x ^ 2 + 20900 ≥ 290 * x := sorry

theorem very_large_value (x y : K) (hx : 0 ≤ x) (hy : x ^ 2 ≤ y) : y ≤ 123456 * (x + 10) ∨ x ≤ 1 := sorry

theorem only_two_thirds (x : K) : 3 * x ≠ 2 := sorry

theorem only_seventeen (x : K) (h : 0 < x) : x ^ 2 + 289 ≠ 34 * x := sorry

theorem root_two_boundary (x : K) (h0 : 0 ≤ x) (h : x ^ 2 ≤ 2) : x ≤ 1414 / 1000 := sorry

theorem root_two_close (x : K) (h0 : 0 ≤ x) (h : x ^ 2 ≤ 2) : x ≤ 7 / 5 := sorry

theorem root_three_gap (x : K) (h0 : 0 < x) (h : 3 ≤ x ^ 2) : 7 / 4 ≤ x := sorry

theorem non_integer (x : K) : x ≤ x ^ 2 := sorry

theorem between_integers (x : K) : 0 ≤ (x - 1) * (x - 2) * (x - 3) * (x - 4) := sorry

theorem thin (x : K) : 1 / 10000 ≤ (x - 5 / 7) ^ 2 := sorry

theorem division_by_zero (x y : K) : x / y * y = x := sorry

theorem inverse_product (x : K) : x * (1 / x) = 1 := sorry

theorem quotient_sum (a b c : K) (hb : 0 ≤ b) (hc : 0 ≤ c) (ha : 0 ≤ a) : a / (b + c) ≤ a / b := sorry

theorem ratio_order (a b c d : K) (h : a / b ≤ c / d) : a * d ≤ b * c := sorry

theorem arithmetic_geometric (a b : K) : 4 * a * b < (a + b) ^ 2 := sorry

theorem product_pair (x y : K) (h : x * y = 1) : 2 < x + y := sorry

theorem circle_point (x y : K) (h : x ^ 2 + y ^ 2 = 1) : x = 0 ∨ y = 0 := sorry

theorem circle_sum (x y : K) (h : x ^ 2 + y ^ 2 = 1) : x + y ≤ 7 / 5 := sorry

theorem circle_sum_close (x y : K) (h : x ^ 2 + y ^ 2 = 1) : x + y ≤ 141 / 100 := sorry

theorem circle_quadrant (x y : K) (hx : 0 < x) (hy : 0 < y) (h : x ^ 2 + y ^ 2 = 1) : x + y ≤ 7 / 5 := sorry

theorem sphere_product (x y z : K) (h : x ^ 2 + y ^ 2 + z ^ 2 = 3) : x * y * z < 1 := sorry

theorem cubic_pair (x y : K) (h : x ^ 3 = y ^ 2) : x = 0 ∨ x = 1 := sorry

theorem quadratic_form (x y z : K) : 0 ≤ x ^ 2 + y ^ 2 + z ^ 2 + 5 / 2 * (x * y) + x * z := sorry

theorem quartic (x y : K) : 4 * x * y ≤ x ^ 4 + y ^ 4 + 1 := sorry

theorem sum_of_cubes (x y z : K) (h : x + y + z = 0) : x ^ 3 + y ^ 3 + z ^ 3 = 0 := sorry

theorem polynomial_identity (a b : K) : (a + b) ^ 4 = a ^ 4 + 4 * a ^ 3 * b + 6 * a ^ 2 * b ^ 2 + 4 * a * b ^ 3 := sorry

theorem three_variables (a b c : K) (ha : 0 < a) (hb : 0 < b) (hc : 0 < c) :
    a / (b + c) + b / (a + c) + c / (a + b) ≤ 2 := sorry

theorem nesbitt_sharper (a b c : K) (ha : 0 < a) (hb : 0 < b) (hc : 0 < c) :
    151 / 100 ≤ a / (b + c) + b / (a + c) + c / (a + b) := sorry

theorem schur_negative (a b c : K) :
    0 ≤ a * (a - b) * (a - c) + b * (b - a) * (b - c) + c * (c - a) * (c - b) := sorry

theorem discriminant (a b c x : K) (h : a * x ^ 2 + b * x + c = 0) : 0 < b ^ 2 - 4 * a * c := sorry

theorem only_at_size_four (x : Fin n → K) (h : sum x = 0) (h2 : (sum fun i => x i ^ 3) = 0) (hn : n ≤ 4) :
    (sum fun i => x i ^ 5) = 0 ∧ (n = 4 → ∀ i, x i = 0) := sorry

theorem only_at_size_five (x : Fin n → K) (hn : n ≤ 5) (h1 : ∀ i, 1 ≤ x i) : sum x < 5 := sorry

theorem hadamard (V : Fin 4 → Fin 4 → K) (h : ∀ i j, V i j ^ 2 = 1) : ∃ i j, i ≠ j ∧ dot (V i) (V j) ≠ 0 := sorry

theorem four_signs (V : Fin n → Fin 4 → K) (h : ∀ i j, V i j ^ 2 = 1) (ho : ∀ i j, i ≠ j → dot (V i) (V j) = 0) :
    n ≤ 3 := sorry

theorem statement_rat (x : Rat) (h : 0 < x) : x < x ^ 3 + 1 / 3 := sorry

theorem rat_dense (x y : Rat) (h : x < y) : x + 1 / 100 ≤ y := sorry

def AllSquaresLarge : Prop := ∀ x : Rat, x ≠ 0 → 1 / 50 ≤ x ^ 2

def Convex (f : Rat → Rat) : Prop := ∀ x y : Rat, f ((x + y) / 2) ≤ (f x + f y) / 2

def CubeConvex : Prop := Convex fun x => x ^ 3

end Values
