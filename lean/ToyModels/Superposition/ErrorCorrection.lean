module

public import ToyModels.Foundations.BooleanSet
public import ToyModels.Superposition.Relu

/-!
# Removing the noise of superposition

Features that share dimensions disturb each other, so that what a layer computes with them is only nearly right. If
every signal stands for a bit and is off by less than a half, two rectifiers a signal restore the bits exactly. So
errors are paid for in the layer in which they arise and do not add up: a circuit of noisy gates, restored after each
layer, computes at any depth what its gates compute on bits.

## Main definitions

* `denoise a y`: what two rectifiers make of a noisy Boolean signal; `relay a η y`: a signal that passes noisy stages.
* `noisyGates a p q η y`: layers of noisy gates "not both", restored after each; `gateBits p q S`: the same on bits.

## Main statements

* `denoise_eq`, `relay_eq`: noise below a half is removed, and does not accumulate.
* `noisy_gates_exact`: circuits of noisy gates compute exactly.

## Proof idea

A signal within `a` of zero is where both rectifiers are silent, one within `a` of one where their difference is full.
The rest is induction on the layers.

## What is not claimed

That training finds networks that restore, or how near to bits the layers of trained networks come.

## References

* [hanni2024], on error correction.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {n T : Nat}

section
variable [DecidableLE α]

/-- A noisy Boolean signal, restored by two rectifiers: zero up to `a`, one from `1 - a`, and linear between. -/
def denoise (a y : α) : α := (relu (y - a) - relu (y - 1 + a)) / (1 - 2 * a)

/-- A signal `y` that passes `T` stages, of which stage `t` adds the noise `ηₜ` and restores. -/
def relay (a : α) : {T : Nat} → (Fin T → α) → α → α
  | 0, _, y => y
  | _ + 1, η, y => denoise a (relay a (fun t => η t.castSucc) y + η (Fin.last _))

/-- The signals after `T` layers of noisy gates: gate `j` of layer `t` reads two signals, writes "not both" by one
rectifier with the noise `ηₜⱼ`, and is restored. -/
def noisyGates (a : α) : {T : Nat} → (p q : Fin T → Fin n → Fin n) → (η : Fin T → Vec α n) → Vec α n → Vec α n
  | 0, _, _, _, y => y
  | T + 1, p, q, η, y => fun j =>
    denoise a (1 - relu (noisyGates a (fun t : Fin T => p t.castSucc) (fun t => q t.castSucc) (fun t => η t.castSucc) y
        (p (Fin.last T) j) +
      noisyGates a (fun t : Fin T => p t.castSucc) (fun t => q t.castSucc) (fun t => η t.castSucc) y
        (q (Fin.last T) j) - 1) + η (Fin.last T) j)

end

/-- The bits after `T` layers of gates "not both", of which gate `j` of layer `t` reads the bits `p t j` and `q t j`. -/
def gateBits : {T : Nat} → (p q : Fin T → Fin n → Fin n) → (S : Fin n → Bool) → Fin n → Bool
  | 0, _, _, S => S
  | T + 1, p, q, S => fun j =>
    !(gateBits (fun t : Fin T => p t.castSucc) (fun t => q t.castSucc) S (p (Fin.last T) j) &&
      gateBits (fun t : Fin T => p t.castSucc) (fun t => q t.castSucc) S (q (Fin.last T) j))

/-! ### One signal -/

/-- If a signal is within `a < 1/2` of a Boolean value, then two rectifiers restore that value.
Source: hanni2024, on error correction.
Why: what superposition costs in precision can be paid back after every layer, at two neurons a signal.
Tight: `denoise_eq_tight`, at both ends; `denoise_eq_needs_half`. -/
theorem denoise_eq [DecidableLE α] {a y : α} (ha : 2 * a < 1) (b : Bool) (hlo : (if b = true then 1 else 0) - a ≤ y)
    (hhi : y ≤ (if b = true then 1 else 0) + a) : denoise a y = if b = true then 1 else 0 := by
  unfold denoise
  cases b
  · simp only [Bool.false_eq_true, if_false] at *
    rw [relu_of_nonpos (by grind), relu_of_nonpos (by grind)]
    grind
  · simp only [if_true] at *
    rw [relu_of_nonneg (by grind), relu_of_nonneg (by grind)]
    grind

/-- The ends of `denoise_eq` for noise of at most `2/5`: the signals `2/5` and `3/5` are restored to zero and one, and
what is between them is not. -/
theorem denoise_eq_tight :
    denoise (2 / 5) (2 / 5) = (0 : Rat) ∧ denoise (2 / 5) (3 / 5) = (1 : Rat) ∧
      denoise (2 / 5) (1 / 2) = (1 / 2 : Rat) := by
  decide +kernel

/-- `denoise_eq` needs noise below a half: the signal `1/2` is within a half of zero and of one, and can be restored to
one of them at most; here it becomes zero. -/
theorem denoise_eq_needs_half :
    (∀ b : Bool, (if b = true then 1 else 0) - 1 / 2 ≤ (1 / 2 : Rat) ∧
        1 / 2 ≤ (if b = true then 1 else 0) + (1 / 2 : Rat)) ∧
      denoise (1 / 2) (1 / 2) = (0 : Rat) := by
  decide +kernel

/-- A Boolean signal that passes any number of stages, each of which adds noise of at most `a < 1/2` and restores,
arrives unchanged.
Source: hanni2024, on error correction.
Why: with restoration the noise of superposition does not add up over layers, so that depth costs no precision.
Tight: `relay_eq_example`, three stages whose noise adds up to `6/5`. -/
theorem relay_eq [DecidableLE α] {a : α} (ha : 2 * a < 1) (b : Bool) (η : Fin T → α) (hlo : ∀ t, -a ≤ η t)
    (hhi : ∀ t, η t ≤ a) : relay a η (if b = true then 1 else 0) = if b = true then 1 else 0 := by
  induction T with
  | zero => rw [relay]
  | succ T ih =>
    have h₁ := hlo (Fin.last T)
    have h₂ := hhi (Fin.last T)
    rw [relay, ih (fun t => η t.castSucc) (fun t => hlo t.castSucc) fun t => hhi t.castSucc]
    exact denoise_eq ha b (by grind) (by grind)

/-- Zero passes three stages with noise of `2/5` each and arrives as zero; the noise alone adds up to `6/5`. -/
theorem relay_eq_example :
    relay (2 / 5) (fun _ : Fin 3 => 2 / 5) 0 = (0 : Rat) ∧ (sum fun _ : Fin 3 => 2 / 5) = (6 / 5 : Rat) := by
  decide +kernel

/-- A restored signal is between zero and one, whatever the noise was.
Source: hanni2024, on error correction.
Why: one bad signal does not drown what the next layer adds up.
Tight: `denoise_eq_tight`, where both ends are attained. -/
theorem denoise_mem_unit [DecidableLE α] {a : α} (ha : 2 * a < 1) (y : α) :
    0 ≤ denoise a y ∧ denoise a y ≤ 1 := by
  have h : 0 ≤ relu (y - a) - relu (y - 1 + a) ∧ relu (y - a) - relu (y - 1 + a) ≤ 1 * (1 - 2 * a) := by
    unfold relu
    constructor <;> split <;> split <;> grind
  exact ⟨div_nonneg h.1 (by grind), (div_le_iff (by grind)).mpr h.2⟩

/-! ### Many layers -/

private theorem denoise_gate [DecidableLE α] {a η : α} (ha : 2 * a < 1) (hlo : -a ≤ η) (hhi : η ≤ a) (x y : Bool) :
    denoise a (1 - relu ((if x = true then 1 else 0) + (if y = true then 1 else 0) - 1) + η) =
      if (!(x && y)) = true then 1 else 0 := by
  refine denoise_eq ha _ ?_ ?_ <;> cases x <;> cases y <;>
    simp only [relu, Bool.not_true, Bool.not_false, Bool.and_self, Bool.and_true, Bool.and_false, Bool.false_eq_true,
      if_true, if_false] <;> grind

/-- Layers of gates "not both" with noise of at most `a < 1/2` at every gate, restored after each layer, compute what
the gates compute on bits, exactly and at any depth.
Source: hanni2024, on error correction.
Why: every Boolean circuit is made of such gates, so computation in superposition can be as deep as one likes: errors
are paid for in each layer and do not add up.
Tight: `noisy_gates_exact_example`; with noise of a half nothing can be restored, by `denoise_eq_needs_half`. -/
theorem noisy_gates_exact [DecidableLE α] {a : α} (ha : 2 * a < 1) (p q : Fin T → Fin n → Fin n) {η : Fin T → Vec α n}
    (hlo : ∀ t j, -a ≤ η t j) (hhi : ∀ t j, η t j ≤ a) (S : Fin n → Bool) (j : Fin n) :
    noisyGates a p q η (indicator S) j = (indicator (gateBits p q S) : Vec α n) j := by
  induction T generalizing j with
  | zero => rfl
  | succ T ih =>
    have h := ih (fun t => p t.castSucc) (fun t => q t.castSucc) (fun t => hlo t.castSucc) fun t => hhi t.castSucc
    have h₁ := hlo (Fin.last T) j
    have h₂ := hhi (Fin.last T) j
    simp only [noisyGates, h]
    exact denoise_gate ha h₁ h₂ _ _

/-- The exclusive or of two bits, from these and their negations by two layers of gates with noise of `2/5` at each: the
four inputs give the four outputs, exactly. -/
theorem noisy_gates_exact_example : ∀ x y : Fin 2,
    noisyGates (2 / 5) (fun t j => if t.val = 0 then if j.val = 0 then 0 else 1 else 0)
      (fun t j => if t.val = 0 then if j.val = 0 then 3 else 2 else 1)
      (fun t j => if t.val = j.val then 2 / 5 else -2 / 5 : Fin 2 → Vec Rat 4)
      (fun j => if j.val = 0 then x.val else if j.val = 1 then y.val else if j.val = 2 then 1 - x.val else 1 - y.val)
      0 = if x = y then 0 else 1 := by
  decide +kernel

end ToyModels
