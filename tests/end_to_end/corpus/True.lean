import Corpus.Basic

/-! True conjectures, near misses of the false ones, which no search must refute. -/

set_option autoImplicit false
set_option warn.sorry false

universe u

open Corpus

variable {K : Type u} [Scalars K] {d k l m n : Nat}

namespace Packing

theorem welch (V : Fin n → Fin m → K) (μ : K) (hu : Normalised V) (hμ : Incoherent V μ) (hn : 1 ≤ n) :
    (n : K) - m ≤ m * ((n : K) - 1) * μ := sorry

theorem orthonormal_le (V : Fin n → Fin m → K) (h : ∀ i j, dot (V i) (V j) = if i = j then 1 else 0) : n ≤ m := sorry

theorem bessel (V : Fin n → Fin m → K) (h : ∀ i j, dot (V i) (V j) = if i = j then 1 else 0) (x : Fin m → K) :
    (sum fun i => dot (V i) x ^ 2) ≤ sq x := sorry

theorem obtuse (V : Fin n → Fin m → K) (hu : Normalised V) (h : ∀ i j, i ≠ j → dot (V i) (V j) ≤ 0) : n ≤ 2 * m := sorry

theorem tight_frame_trace (V : Fin n → Fin m → K) (c : K)
    (h : ∀ a b, (sum fun i => V i a * V i b) = if a = b then c else 0) : (sum fun i => sq (V i)) = m * c := sorry

theorem capacity_le_one (V : Fin n → Fin m → K) (hu : Normalised V) (i : Fin n) :
    sq (V i) ^ 2 / (sum fun j => dot (V i) (V j) ^ 2) ≤ 1 := sorry

theorem norm_doubled (x y : Fin n → K) : sq (fun i => x i + y i) ≤ 2 * (sq x + sq y) := sorry

theorem three_in_the_plane (V : Fin 3 → Fin 2 → K) (c : K) (hu : Normalised V)
    (hc : ∀ i j, i ≠ j → dot (V i) (V j) = c) : c = 1 ∨ 2 * c + 1 = 0 := sorry

end Packing

namespace Matrices

theorem projector_diagonal (P : Fin n → Fin n → K) (h : Projector P) (i : Fin n) : P i i ≤ 1 ∧ 0 ≤ P i i := sorry

theorem projector_contracts (P : Fin n → Fin n → K) (h : Projector P) (x : Fin n → K) : sq (app P x) ≤ sq x := sorry

theorem symmetric_square (A : Fin n → Fin n → K) (hs : Symmetric A) : 0 ≤ tr (mul A A) := sorry

theorem trace_sq (A : Fin n → Fin n → K) (hs : Symmetric A) : tr A ^ 2 ≤ n * tr (mul A A) := sorry

theorem frob_mul (A : Fin l → Fin m → K) (B : Fin m → Fin n → K) : frob (mul A B) ≤ frob A * frob B := sorry

theorem square_inverse (A B : Fin 2 → Fin 2 → K) (h : ∀ i j, mul A B i j = eye i j) :
    ∀ i j, mul B A i j = eye i j := sorry

theorem positive_minors (A : Fin 2 → Fin 2 → K) (hs : Symmetric A) (h0 : 0 < A 0 0) (hd : 0 ≤ det2 A)
    (x : Fin 2 → K) : 0 ≤ dot x (app A x) := sorry

theorem kernel_singular (A : Fin 2 → Fin 2 → K) (x : Fin 2 → K) (h : ∀ i, app A x i = 0) (hx : ∃ j, x j ≠ 0) :
    det2 A = 0 := sorry

theorem det_mul (A B : Fin 2 → Fin 2 → K) : det2 (mul A B) = det2 A * det2 B := sorry

end Matrices

namespace Attention

theorem stochastic_product (A B : Fin n → Fin n → K) (hA : Stochastic A) (hB : Stochastic B) :
    Stochastic (mul A B) := sorry

theorem stochastic_trace (A : Fin n → Fin n → K) (h : Stochastic A) : tr A ≤ n := sorry

theorem stochastic_frob (A : Fin n → Fin n → K) (h : Stochastic A) : frob A ≤ n ∧ 1 ≤ n * (frob A) + 1 := sorry

theorem averaging_bound (A : Fin n → Fin n → K) (h : Stochastic A) (x : Fin n → K) (c : K) (hx : ∀ i, x i ≤ c) :
    ∀ i, app A x i ≤ c := sorry

theorem path_expansion (A B : Fin n → Fin n → K) :
    ∀ i j, mul (plus eye A) (plus eye B) i j = plus (plus eye (plus A B)) (mul A B) i j := sorry

theorem strictly_causal_nilpotent (A : Fin 3 → Fin 3 → K) (h : ∀ i j, i ≤ j → A i j = 0) :
    ∀ i j, mul A (mul A A) i j = 0 := sorry

end Attention

namespace Rectifier
variable [DecidableLE K] [DecidableEq K]

theorem relu_convex (x y : K) : 2 * relu ((x + y) / 2) ≤ relu x + relu y := sorry

theorem relu_idempotent (x : K) : relu (relu x) = relu x := sorry

theorem hat (x : K) : relu x - 2 * relu (x - 1) + relu (x - 2) ≤ 1 := sorry

theorem triangle (x y : K) : abs (x + y) ≤ abs x + abs y := sorry

end Rectifier

namespace Probes

theorem erase_orthogonal (v x : Fin n → K) : dot v (erase v x) = 0 := sorry

theorem erase_twice (v x : Fin n → K) : ∀ i, erase v (erase v x) i = erase v x i := sorry

theorem erase_shrinks (v x : Fin n → K) : sq (erase v x) ≤ sq x := sorry

theorem separated (p : Probe K n) (x y : Fin n → K) (h : 0 < p.score x) (h' : p.score y ≤ 0) : ∃ i, x i ≠ y i := sorry

theorem pigeon (f : Fin (n + 1) → Fin n) : ∃ i j, i ≠ j ∧ f i = f j := sorry

theorem zero_sum (x : Fin n → K) (hn : 0 < n) (h : sum x = 0) : ∃ i, 0 ≤ x i := sorry

theorem squares_agree (x y : K) : x ^ 2 = y ^ 2 ↔ x = y ∨ x = -y := sorry

end Probes

namespace Values

theorem never_root_two (n : Nat) : 0 < n → n ^ 2 ≠ 2 * 1 ^ 2 := sorry

theorem irrational_two (x : Rat) : x ^ 2 ≠ 2 := sorry

theorem irrational_circle (x y : Rat) : x ^ 2 + y ^ 2 ≠ 3 := sorry

theorem root_two (x : K) (h0 : 0 ≤ x) (h : x ^ 2 ≤ 2) : x ≤ 3 / 2 := sorry

theorem root_two_close (x : K) (h0 : 0 ≤ x) (h : x ^ 2 ≤ 2) : x ≤ 1415 / 1000 := sorry

theorem circle_sum (x y : K) (h : x ^ 2 + y ^ 2 = 1) : x + y ≤ 1415 / 1000 := sorry

theorem nesbitt (a b c : K) (ha : 0 < a) (hb : 0 < b) (hc : 0 < c) :
    3 / 2 ≤ a / (b + c) + b / (a + c) + c / (a + b) := sorry

theorem natural_squares (n : Nat) : n * n % 4 = 0 ∨ n * n % 4 = 1 := sorry

theorem gauss (n : Nat) : 2 * (upTo (fun i => (i : K)) n) + n = (n : K) ^ 2 := sorry

theorem cyclic_comm (p : Nat) (a b : Fin p) : shift p a b = shift p b a := sorry

theorem shift_small (p : Nat) (a b : Fin p) : shift p a b < p := sorry

theorem booleans (p q r : Bool) : (p && (q || r)) = ((p && q) || (p && r)) := sorry

theorem odd_orthogonal_signs (V : Fin n → Fin 3 → K) (h : ∀ i j, V i j ^ 2 = 1)
    (ho : ∀ i j, i ≠ j → dot (V i) (V j) = 0) : n ≤ 1 := sorry

theorem large (x : K) : 290 * x ≤ x ^ 2 + 21025 := sorry

theorem division (x y : K) (hy : y ≠ 0) : x / y * y = x := sorry

theorem quartic (x y : K) : 2 * (x * y) ≤ x ^ 4 + y ^ 4 + 1 / 2 := sorry

def Squares : Prop := ∀ x : Rat, 0 ≤ x ^ 2

end Values
