module

public import ToyModels.Superposition.ReluCircuits

/-!
# What a linear probe cannot read: parity

The exclusive or of two features can be computed from them, but it is not in them linearly: no linear probe that reads
the features predicts it any better than a constant does. The same is true of the parity of any number of bits, and of
any function that leaves out one of the bits. So a probe that reads the exclusive or of two features out of a hidden
layer shows that the network has computed it there, with a neuron that takes both.

## Main definitions

* `paritySign S`: one if the number of elements of `S` is even, and minus one if it is odd.
* `parityBit S`: zero or one, as the number is even or odd.
* `withoutBit i k`: the number `k` without its binary digit `i`.
* `parityProbeError w b`: the squared error of an affine probe, summed over all `2ⁿ` inputs.

## Main statements

* `parity_uncorrelated_with_junta`: parity is uncorrelated with every function that ignores some bit.
* `parity_uncorrelated_with_affine`: and with every affine function, if there are two bits or more.
* `parity_probe_error_ge`: so the mean squared error of an affine probe is at least `1/4`, that of the constant `1/2`.

## Proof idea

The inputs come in pairs that differ in the ignored bit only: parity has opposite signs there, and the other function
has the same value. An affine function is one that ignores the last bit, plus a multiple of the last bit, which ignores
the others.

## What is not claimed

The inputs are uniform. If the features are correlated then a linear probe can do better than a constant.

## References

* [minsky1969], on parity; [elhage2022], on computation in superposition.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {n : Nat}

/-- One if the number of elements of `S` is even, and minus one if it is odd. -/
def paritySign (S : Fin n → Bool) : α := (-1) ^ count S

/-- The parity of the number of elements of `S`, as a number: zero if it is even, and one if it is odd. -/
def parityBit (S : Fin n → Bool) : α := (1 - paritySign S) / 2

/-- The number `k` without its binary digit `i`: what comes before the digit moves up by one place. -/
def withoutBit (i : Fin (n + 1)) (k : Fin (2 ^ (n + 1))) : Fin (2 ^ n) :=
  ⟨2 ^ i.val * (k.val / 2 ^ (i.val + 1)) + k.val % 2 ^ i.val, by
    have hp : 2 ^ (i.val + 1) * 2 ^ (n - i.val) = 2 ^ (n + 1) := by rw [← Nat.pow_add]; congr 1; omega
    have hq : 2 ^ i.val * 2 ^ (n - i.val) = 2 ^ n := by rw [← Nat.pow_add]; congr 1; omega
    have hr := Nat.mod_lt k.val (Nat.two_pow_pos i.val)
    have hd : k.val / 2 ^ (i.val + 1) < 2 ^ (n - i.val) := Nat.div_lt_of_lt_mul (by rw [hp]; exact k.isLt)
    calc 2 ^ i.val * (k.val / 2 ^ (i.val + 1)) + k.val % 2 ^ i.val
        < 2 ^ i.val * (k.val / 2 ^ (i.val + 1)) + 2 ^ i.val := by omega
      _ = 2 ^ i.val * (k.val / 2 ^ (i.val + 1) + 1) := (Nat.mul_succ _ _).symm
      _ ≤ 2 ^ i.val * 2 ^ (n - i.val) := Nat.mul_le_mul_left _ hd
      _ = 2 ^ n := hq⟩

/-- The squared error of the probe `w · x + b` for the parity of the bits, summed over all inputs. -/
def parityProbeError (w : Vec α n) (b : α) : α :=
  sum fun k : Fin (2 ^ n) => (parityBit (pattern k.val : Fin n → Bool) - (dot w (indicator (pattern k.val)) + b)) ^ 2

private theorem pattern_castSucc_lastOn (k : Fin (2 ^ n)) (a : Fin n) :
    (pattern (lastOn k).val : Fin (n + 1) → Bool) a.castSucc = pattern k.val a :=
  pattern_two_pow_add k.val a

/-- One more bit changes the sign if it is one. -/
theorem paritySign_succ (S : Fin (n + 1) → Bool) :
    (paritySign S : α) = paritySign (fun a : Fin n => S a.castSucc) * if S (Fin.last n) = true then -1 else 1 := by
  rw [paritySign, paritySign, count]
  split
  · exact Lean.Grind.Semiring.pow_succ _ _
  · rw [Nat.add_zero]
    grind

private theorem paritySign_lastOff (k : Fin (2 ^ n)) :
    paritySign (pattern (lastOff k).val : Fin (n + 1) → Bool) = (paritySign (pattern k.val : Fin n → Bool) : α) := by
  have h : (pattern (lastOff k).val : Fin (n + 1) → Bool) (Fin.last n) = false := pattern_last k.isLt
  rw [paritySign_succ, h]
  change paritySign (pattern k.val : Fin n → Bool) * _ = _
  grind

private theorem paritySign_lastOn (k : Fin (2 ^ n)) :
    paritySign (pattern (lastOn k).val : Fin (n + 1) → Bool) = -(paritySign (pattern k.val : Fin n → Bool) : α) := by
  have h : (pattern (lastOn k).val : Fin (n + 1) → Bool) (Fin.last n) = true := pattern_two_pow_add_last k.isLt
  rw [paritySign_succ, h, funext (pattern_castSucc_lastOn k)]
  grind

private theorem withoutBit_last (k : Fin (2 ^ n)) :
    withoutBit (Fin.last n) (lastOff k) = k ∧ withoutBit (Fin.last n) (lastOn k) = k := by
  have h := k.isLt
  have hp : 2 ^ n < 2 ^ (n + 1) := by rw [Nat.pow_succ]; omega
  have h₁ : k.val / 2 ^ (n + 1) = 0 := Nat.div_eq_of_lt (by omega)
  have h₂ : (2 ^ n + k.val) / 2 ^ (n + 1) = 0 := Nat.div_eq_of_lt (by rw [Nat.pow_succ]; omega)
  constructor <;> refine Fin.ext ?_
  · simp only [withoutBit, lastOff, Fin.val_last, h₁, Nat.mod_eq_of_lt h, Nat.mul_zero, Nat.zero_add]
  · simp only [withoutBit, lastOn, Fin.val_last, h₂, Nat.add_mod_left, Nat.mod_eq_of_lt h, Nat.mul_zero, Nat.zero_add]

private theorem withoutBit_castSucc (i : Fin (n + 1)) (k : Fin (2 ^ (n + 1))) :
    withoutBit i.castSucc (lastOff k) = lastOff (withoutBit i k) ∧
      withoutBit i.castSucc (lastOn k) = lastOn (withoutBit i k) := by
  have hp : 2 ^ (n + 1) = 2 ^ (i.val + 1) * 2 ^ (n - i.val) := by rw [← Nat.pow_add]; congr 1; omega
  have hq : 2 ^ n = 2 ^ i.val * 2 ^ (n - i.val) := by rw [← Nat.pow_add]; congr 1; omega
  have hm : 2 ^ (n + 1) = 2 ^ i.val * (2 * 2 ^ (n - i.val)) := by rw [Nat.pow_succ, hq]; grind
  refine ⟨Fin.ext rfl, Fin.ext ?_⟩
  obtain ⟨k, hk⟩ := k
  change 2 ^ i.val * ((2 ^ (n + 1) + k) / 2 ^ (i.val + 1)) + (2 ^ (n + 1) + k) % 2 ^ i.val =
    2 ^ n + (2 ^ i.val * (k / 2 ^ (i.val + 1)) + k % 2 ^ i.val)
  have hd : (2 ^ (n + 1) + k) / 2 ^ (i.val + 1) = 2 ^ (n - i.val) + k / 2 ^ (i.val + 1) := by
    rw [hp, Nat.mul_add_div (Nat.two_pow_pos _)]
  have hr : (2 ^ (n + 1) + k) % 2 ^ i.val = k % 2 ^ i.val := by rw [hm, Nat.mul_add_mod]
  rw [hd, hr, Nat.mul_add, hq, Nat.add_assoc]

/-- The parity of all bits is uncorrelated with every function of the bits that ignores one of them.
Source: minsky1969, on parity.
Why: a part of the features never tells anything about the parity of all of them, however it is read.
Tight: an identity; `parity_uncorrelated_with_junta_needs_ignored`. -/
theorem parity_uncorrelated_with_junta (i : Fin (n + 1)) (g : Fin (2 ^ n) → α) :
    (sum fun k : Fin (2 ^ (n + 1)) => paritySign (pattern k.val : Fin (n + 1) → Bool) * g (withoutBit i k)) = 0 := by
  induction n with
  | zero =>
    obtain rfl : i = Fin.last 0 := Fin.ext (by omega)
    rw [sum_two_pow_succ]
    refine sum_eq_zero fun k => ?_
    rw [paritySign_lastOff, paritySign_lastOn, (withoutBit_last k).1, (withoutBit_last k).2]
    grind
  | succ n ih =>
    rw [sum_two_pow_succ]
    by_cases hi : i.val = n + 1
    · obtain rfl : i = Fin.last (n + 1) := Fin.ext hi
      refine sum_eq_zero fun k => ?_
      rw [paritySign_lastOff, paritySign_lastOn, (withoutBit_last k).1, (withoutBit_last k).2]
      grind
    · obtain ⟨j, rfl⟩ : ∃ j : Fin (n + 1), i = j.castSucc := ⟨⟨i.val, by omega⟩, rfl⟩
      have h := ih j fun k => g (lastOff k) - g (lastOn k)
      rw [← h]
      refine sum_congr fun k => ?_
      rw [paritySign_lastOff, paritySign_lastOn, (withoutBit_castSucc j k).1, (withoutBit_castSucc j k).2]
      grind

/-- `parity_uncorrelated_with_junta` needs a bit that is ignored: parity is correlated with itself. -/
theorem parity_uncorrelated_with_junta_needs_ignored :
    (sum fun k : Fin (2 ^ 2) =>
      paritySign (pattern k.val : Fin 2 → Bool) * paritySign (pattern k.val : Fin 2 → Bool)) = (4 : Rat) := by
  decide +kernel

private theorem sum_paritySign (n : Nat) :
    (sum fun k : Fin (2 ^ (n + 1)) => (paritySign (pattern k.val : Fin (n + 1) → Bool) : α)) = 0 := by
  rw [sum_two_pow_succ]
  refine sum_eq_zero fun k => ?_
  rw [paritySign_lastOff, paritySign_lastOn]
  grind

private theorem dot_indicator_lastOff (w : Vec α (n + 1)) (k : Fin (2 ^ n)) :
    dot w (indicator (pattern (lastOff k).val)) = dot (fun a => w a.castSucc) (indicator (pattern k.val)) := by
  have h : (indicator (pattern (lastOff k).val) : Vec α (n + 1)) (Fin.last n) = 0 :=
    indicator_of_false (pattern_last k.isLt)
  have e : ∀ a : Fin n, (indicator (pattern (lastOff k).val) : Vec α (n + 1)) a.castSucc =
      (indicator (pattern k.val) : Vec α n) a := fun _ => rfl
  rw [dot, sum_succ, h]
  simp only [e, dot]
  grind

private theorem dot_indicator_lastOn (w : Vec α (n + 1)) (k : Fin (2 ^ n)) :
    dot w (indicator (pattern (lastOn k).val)) =
      dot (fun a => w a.castSucc) (indicator (pattern k.val)) + w (Fin.last n) := by
  have h : (indicator (pattern (lastOn k).val) : Vec α (n + 1)) (Fin.last n) = 1 :=
    indicator_of_true (pattern_two_pow_add_last k.isLt)
  have e : ∀ a : Fin n, (indicator (pattern (lastOn k).val) : Vec α (n + 1)) a.castSucc =
      (indicator (pattern k.val) : Vec α n) a := fun a =>
    congrArg (fun b : Bool => if b = true then (1 : α) else 0) (pattern_castSucc_lastOn k a)
  rw [dot, sum_succ, h]
  simp only [e, dot]
  grind

/-- The parity of two or more bits is uncorrelated with every affine function of them.
Source: minsky1969, on parity.
Why: no direction in the space of the features tells anything about their exclusive or.
Tight: an identity; `parity_uncorrelated_with_affine_needs_two`. -/
theorem parity_uncorrelated_with_affine (hn : 2 ≤ n) (w : Vec α n) (b : α) :
    (sum fun k : Fin (2 ^ n) =>
      paritySign (pattern k.val : Fin n → Bool) * (dot w (indicator (pattern k.val)) + b)) = 0 := by
  obtain ⟨n, rfl⟩ : ∃ l, n = l + 1 + 1 := ⟨n - 2, by omega⟩
  rw [sum_two_pow_succ, sum_congr (g := fun k : Fin (2 ^ (n + 1)) =>
    -w (Fin.last (n + 1)) * paritySign (pattern k.val : Fin (n + 1) → Bool)) fun k => ?_, ← mul_sum, sum_paritySign]
  · grind
  · rw [paritySign_lastOff, paritySign_lastOn, dot_indicator_lastOff, dot_indicator_lastOn]
    grind

/-- `parity_uncorrelated_with_affine` needs two bits: a single bit is its own parity, with a correlation of `-1`. -/
theorem parity_uncorrelated_with_affine_needs_two :
    (sum fun k : Fin (2 ^ 1) => paritySign (pattern k.val : Fin 1 → Bool) *
      (dot (fun _ => 1) (indicator (pattern k.val : Fin 1 → Bool)) + 0)) = (-1 : Rat) := by
  decide +kernel

/-- Every affine probe for the parity of two or more bits has a mean squared error of at least `1/4`, over all inputs.
Source: minsky1969, on parity.
Why: the constant `1/2` has that error, so that a linear probe on the features learns nothing of their exclusive or; one
that does better reads something that was computed.
Tight: `parity_probe_error_ge_tight`; with the conjunction as a further feature the error is zero, by
`relu_xor_of_bool`. -/
theorem parity_probe_error_ge (hn : 2 ≤ n) (w : Vec α n) (b : α) :
    ((2 ^ n : Nat) : α) * (1 / 4) ≤ parityProbeError w b := by
  have hz := parity_uncorrelated_with_affine hn w (b - 1 / 2)
  have hs : ∀ k : Fin (2 ^ n), (paritySign (pattern k.val : Fin n → Bool) : α) ^ 2 = 1 := fun k => by
    have : ∀ e : Nat, ((-1 : α) ^ e) ^ 2 = 1 := fun e => by
      induction e with
      | zero => grind
      | succ e ih => rw [Lean.Grind.Semiring.pow_succ]; grind
    exact this _
  have hle := sum_le_sum (f := fun k : Fin (2 ^ n) => (1 / 4 : α) +
      paritySign (pattern k.val : Fin n → Bool) * (dot w (indicator (pattern k.val)) + (b - 1 / 2)))
    (g := fun k => (parityBit (pattern k.val : Fin n → Bool) - (dot w (indicator (pattern k.val)) + b)) ^ 2) fun k => by
      have h₁ := hs k
      have h₂ := sq_nonneg (dot w (indicator (pattern k.val)) + (b - 1 / 2))
      simp only [parityBit]
      grind
  rw [sum_add, hz, sum_const] at hle
  rw [parityProbeError]
  grind

/-- Equality in `parity_probe_error_ge`: the constant `1/2` for two bits. -/
theorem parity_probe_error_ge_tight : parityProbeError (fun _ : Fin 2 => 0) (1 / 2) = (4 * (1 / 4) : Rat) := by
  decide +kernel

/-- `parity_probe_error_ge` needs two bits: a single bit is read without error. -/
theorem parity_probe_error_ge_needs_two : parityProbeError (fun _ : Fin 1 => 1) 0 = (0 : Rat) := by
  decide +kernel

end ToyModels
