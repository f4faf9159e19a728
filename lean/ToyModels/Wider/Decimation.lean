module

public import ToyModels.Foundations.BooleanSet
public import ToyModels.Learning.Linearised

/-!
# Decimation of a chain is a power of its transfer matrix

The simplest renormalisation group: in a ring of sites, each of which interacts with its neighbours, sum out all sites
but every `b`-th. What is left is a ring again, with another interaction, and in one dimension that is exact: the matrix
of weights for neighbouring states, the transfer matrix, is replaced by its `b`-th power. Two states that are
treated alike give a flow of one number, which has two fixed points and no others: there is no phase transition.

Layers that each mix a few states, as steps of a Markov chain or attention patterns do, compose in the same way.

## Main definitions

* `ringWeight T s`: the product of the weights `T sᵢ sᵢ₊₁` around a ring of sites with two states each;
  `ringPartition T N` is the sum over all configurations of `N + 1` sites.
* `isingMatrix u v`: the transfer matrix with `u` for equal neighbours and `v` for different ones.
* `isingEqual u v k`, `isingUnequal u v k`: its entries after `k` sites are joined into one step.
* `isingCoupling u v`: the number `(u - v) / (u + v)`, which is zero without an interaction.

## Main statements

* `decimation_semigroup`: `(T ^ b) ^ c = T ^ (b c)`.
* `partition_eq_trace_pow`, `ringPartition_decimation`: the sum of all weights of a ring is the trace of a power, which
  decimation keeps.
* `ising_decimation`, `ising_decimation_eigenvalues`: the sum and the difference of the two weights flow by powers.
* `ising_coupling_flow`, `ising_fixed_point_iff`: the coupling flows by powers, and is fixed only at zero and at one.

## Proof idea

Powers of one matrix multiply by adding exponents. For the sum over a ring, cut it open: the sum over the inner sites
of a chain with given ends is an entry of a power.

## What is not claimed

In more than one dimension decimation makes new interactions, and is not exact after any finite number of terms.

## References

* [kadanoff1966], for the idea of joining sites; [baxter1982], for the chain.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {n : Nat}

open Mat

/-- The state, zero or one, that a bit stands for. -/
def siteState (b : Bool) : Fin 2 := if b = true then 1 else 0

/-- The state in which an open chain ends that starts in the state `a` and goes through the states `s`. -/
def endState (a : Fin 2) : {N : Nat} → (s : Fin N → Bool) → Fin 2
  | 0, _ => a
  | N + 1, s => siteState (s (Fin.last N))

/-- The weight of an open chain that starts in the state `a` and goes through the states `s`: the product of the weights
of all its steps. -/
def openWeight (T : Mat α 2 2) (a : Fin 2) : {N : Nat} → (s : Fin N → Bool) → α
  | 0, _ => 1
  | N + 1, s =>
    openWeight T a (fun i : Fin N => s i.castSucc) *
      T (endState a fun i : Fin N => s i.castSucc) (siteState (s (Fin.last N)))

/-- The weight of a configuration of a ring of `N + 1` sites: that of the open chain that starts in the state of the
last site and ends there. -/
def ringWeight (T : Mat α 2 2) {N : Nat} (s : Fin (N + 1) → Bool) : α := openWeight T (siteState (s (Fin.last N))) s

/-- The partition function of a ring of `N + 1` sites: the sum of the weights of all its configurations. -/
def ringPartition (T : Mat α 2 2) (N : Nat) : α :=
  sum fun k : Fin (2 ^ (N + 1)) => ringWeight T (pattern k.val : Fin (N + 1) → Bool)

/-- The transfer matrix with the weight `u` for equal neighbours and `v` for different ones. -/
def isingMatrix (u v : α) : Mat α 2 2 := ofTwo u v v u

/-- The weight of equal ends of `k` steps of `isingMatrix u v`. -/
def isingEqual (u v : α) (k : Nat) : α := ((u + v) ^ k + (u - v) ^ k) / 2

/-- The weight of different ends of `k` steps of `isingMatrix u v`. -/
def isingUnequal (u v : α) (k : Nat) : α := ((u + v) ^ k - (u - v) ^ k) / 2

/-- The coupling `(u - v) / (u + v)` of two neighbours: zero if they do not interact, one if they are always equal. -/
def isingCoupling (u v : α) : α := (u - v) / (u + v)

/-! ### The semigroup -/

private theorem matrixPower_matrixPower (T : Mat α n n) (b c : Nat) :
    matrixPower (matrixPower T b) c = matrixPower T (b * c) := by
  induction c with
  | zero => rfl
  | succ c ih => rw [matrixPower, ih, matrixPower_add, Nat.mul_succ, Nat.add_comm]

/-- Joining `b` steps and then `c` of the joined steps is joining `b c` steps.
Source: kadanoff1966.
Why: renormalisation is a semigroup: the flow from scale to scale can be taken in any stages.
Tight: an identity. -/
theorem decimation_semigroup (T : Mat α n n) (b c : Nat) (i j : Fin n) :
    matrixPower (matrixPower T b) c i j = matrixPower T (b * c) i j := by
  rw [matrixPower_matrixPower]

/-! ### The ring -/

private theorem matrixPower_succ' (T : Mat α n n) (k : Nat) : (matrixPower T k).mul T = matrixPower T (k + 1) := by
  have h := matrixPower_add T k 1
  rwa [show matrixPower T 1 = T from mul_one T] at h

private theorem openWeight_last (T : Mat α 2 2) (a : Fin 2) {N k : Nat} (hk : k < 2 ^ N) :
    openWeight T a (pattern k : Fin (N + 1) → Bool) =
        openWeight T a (pattern k : Fin N → Bool) * T (endState a (pattern k : Fin N → Bool)) 0 ∧
      openWeight T a (pattern (2 ^ N + k) : Fin (N + 1) → Bool) =
        openWeight T a (pattern k : Fin N → Bool) * T (endState a (pattern k : Fin N → Bool)) 1 := by
  have e : (fun i : Fin N => (pattern (2 ^ N + k) : Fin (N + 1) → Bool) i.castSucc) = pattern k :=
    funext fun i => pattern_two_pow_add k i
  have e' : (fun i : Fin N => (pattern k : Fin (N + 1) → Bool) i.castSucc) = pattern k := rfl
  rw [openWeight, openWeight, e, e', pattern_last hk, pattern_two_pow_add_last hk]
  exact ⟨rfl, rfl⟩

private theorem sum_openWeight (T : Mat α 2 2) (a : Fin 2) (N : Nat) (f : Fin 2 → α) :
    (sum fun k : Fin (2 ^ N) => openWeight T a (pattern k.val : Fin N → Bool) *
      f (endState a (pattern k.val : Fin N → Bool))) = sum fun e => matrixPower T N a e * f e := by
  induction N generalizing f with
  | zero =>
    have h : (sum fun e => matrixPower T 0 a e * f e) = f a := by
      rw [← sum_ite_eq a f]
      exact sum_congr fun e => by rw [matrixPower, one]; split <;> grind
    rw [h]
    change sum (fun _ : Fin 1 => 1 * f a) = f a
    rw [sum_const]
    grind
  | succ N ih =>
    have e : ∀ k : Fin (2 ^ N),
        openWeight T a (pattern (lastOff k).val : Fin (N + 1) → Bool) *
            f (endState a (pattern (lastOff k).val : Fin (N + 1) → Bool)) +
          openWeight T a (pattern (lastOn k).val : Fin (N + 1) → Bool) *
            f (endState a (pattern (lastOn k).val : Fin (N + 1) → Bool)) =
        openWeight T a (pattern k.val : Fin N → Bool) *
          sum fun x => T (endState a (pattern k.val : Fin N → Bool)) x * f x := fun k => by
      have h := openWeight_last T a k.isLt
      have h₀ : endState a (pattern k.val : Fin (N + 1) → Bool) = 0 := by
        rw [endState, pattern_last k.isLt]
        rfl
      have h₁ : endState a (pattern (2 ^ N + k.val) : Fin (N + 1) → Bool) = 1 := by
        rw [endState, pattern_two_pow_add_last k.isLt]
        rfl
      simp only [lastOff, lastOn]
      rw [h.1, h.2, h₀, h₁, sum_fin_two]
      grind
    rw [sum_two_pow_succ, sum_congr e, ih fun x => sum fun y => T x y * f y, ← matrixPower_succ']
    simp only [mul, mul_sum, sum_mul]
    rw [sum_comm]
    exact sum_congr fun y => sum_congr fun x => by grind

/-- The sum of the weights of all configurations of a ring of `N + 1` sites is the trace of the power `N + 1` of the
transfer matrix.
Source: baxter1982, on the one-dimensional Ising model.
Why: a sum over exponentially many configurations is a matrix product, because only neighbours interact.
Tight: an identity; `partition_eq_trace_pow_example`. -/
theorem partition_eq_trace_pow (T : Mat α 2 2) (N : Nat) : ringPartition T N = (matrixPower T (N + 1)).trace := by
  have e : ∀ k : Fin (2 ^ N), ringWeight T (pattern (lastOff k).val : Fin (N + 1) → Bool) +
      ringWeight T (pattern (lastOn k).val : Fin (N + 1) → Bool) =
      openWeight T 0 (pattern k.val : Fin N → Bool) * T (endState 0 (pattern k.val : Fin N → Bool)) 0 +
        openWeight T 1 (pattern k.val : Fin N → Bool) * T (endState 1 (pattern k.val : Fin N → Bool)) 1 := fun k => by
    simp only [lastOff, lastOn, ringWeight, pattern_last k.isLt, pattern_two_pow_add_last k.isLt]
    change openWeight T 0 _ + openWeight T 1 _ = _
    rw [(openWeight_last T 0 k.isLt).1, (openWeight_last T 1 k.isLt).2]
  rw [ringPartition, sum_two_pow_succ, sum_congr e, sum_add, sum_openWeight T 0 N fun x => T x 0,
    sum_openWeight T 1 N fun x => T x 1, ← matrixPower_succ']
  exact (sum_fin_two fun i => (matrixPower T N).mul T i i).symm

/-- The partition function of a ring of `(b + 1) (c + 1)` sites is that of `c + 1` sites with the transfer matrix to the
power `b + 1`.
Source: kadanoff1966; baxter1982, on the one-dimensional Ising model.
Why: summing out all sites but one in `b + 1` changes the interaction and nothing else.
Tight: an identity. -/
theorem ringPartition_decimation (T : Mat α 2 2) (b c : Nat) :
    ringPartition T ((b + 1) * c + b) = ringPartition (matrixPower T (b + 1)) c := by
  rw [partition_eq_trace_pow, partition_eq_trace_pow, matrixPower_matrixPower]
  rfl

/-- Four sites with the weights two for equal and one for different neighbours: the sum over all sixteen configurations
is `82`, as is the trace of the square of the square of the transfer matrix. -/
theorem partition_eq_trace_pow_example :
    ringPartition (isingMatrix 2 1) 3 = (82 : Rat) ∧
      (matrixPower (matrixPower (isingMatrix 2 1) 2) 2).trace = (82 : Rat) := by
  decide +kernel

/-! ### Two states that are treated alike -/

/-- `k` steps with the weights `u` and `v` are one step with the weights `isingEqual u v k` and `isingUnequal u v k`.
Source: kadanoff1966; baxter1982, on the one-dimensional Ising model.
Why: decimation keeps the form of the interaction and moves its strength.
Tight: an identity; `ising_decimation_needs_symmetric`. -/
theorem ising_decimation (u v : α) (k : Nat) (i j : Fin 2) :
    matrixPower (isingMatrix u v) k i j = isingMatrix (isingEqual u v k) (isingUnequal u v k) i j := by
  have h : matrixPower (isingMatrix u v) k = isingMatrix (isingEqual u v k) (isingUnequal u v k) := by
    induction k with
    | zero =>
      funext i j
      rw [matrixPower, isingEqual, isingUnequal]
      simp only [one, isingMatrix, ofTwo]
      grind
    | succ k ih =>
      funext i j
      rw [matrixPower, ih]
      simp only [mul, sum_fin_two, isingMatrix, ofTwo, isingEqual, isingUnequal]
      grind
  rw [h]

/-- The sum of the two weights, and their difference, flow by powers.
Source: kadanoff1966; baxter1982, on the one-dimensional Ising model.
Why: these are the eigenvalues of the transfer matrix, so each flows alone.
Tight: an identity. -/
theorem ising_decimation_eigenvalues (u v : α) (k : Nat) :
    isingEqual u v k + isingUnequal u v k = (u + v) ^ k ∧ isingEqual u v k - isingUnequal u v k = (u - v) ^ k := by
  simp only [isingEqual, isingUnequal]
  grind

/-- `ising_decimation` needs two states that are treated alike: the rows `(1, 1)` and `(0, 1)` have a square whose first
row adds up to three, not four. -/
theorem ising_decimation_needs_symmetric :
    (sum fun j => matrixPower (ofTwo 1 1 0 1) 2 0 j) = (3 : Rat) ∧ (1 + 1 : Rat) ^ 2 = 4 := by
  decide +kernel

/-- The coupling flows by powers: joining `k` steps raises it to the power `k`.
Source: kadanoff1966; baxter1982, on the one-dimensional Ising model.
Why: an interaction of less than full strength dies out under coarse-graining: there is no order in one dimension.
Tight: an identity. -/
theorem ising_coupling_flow (u v : α) (k : Nat) :
    isingCoupling (isingEqual u v k) (isingUnequal u v k) = isingCoupling u v ^ k := by
  have h := ising_decimation_eigenvalues u v k
  rw [isingCoupling, h.1, h.2, isingCoupling]
  clear h
  induction k with
  | zero => grind
  | succ k ih =>
    rw [Lean.Grind.Semiring.pow_succ ((u - v) / (u + v)), ← ih]
    grind

/-- Joining two steps leaves the coupling alone exactly if it is zero or one.
Source: kadanoff1966; baxter1982, on the one-dimensional Ising model.
Why: the only fixed points are no interaction and a rigid chain, so there is no phase transition between them.
Tight: an equivalence. -/
theorem ising_fixed_point_iff (u v : α) :
    isingCoupling (isingEqual u v 2) (isingUnequal u v 2) = isingCoupling u v ↔
      isingCoupling u v = 0 ∨ isingCoupling u v = 1 := by
  rw [ising_coupling_flow]
  grind

end ToyModels
