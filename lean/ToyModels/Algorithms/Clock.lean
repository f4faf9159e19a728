module

public import ToyModels.Algorithms.Groups

/-!
# Modular addition by cosines: the clock and the pizza

A network that has grokked addition modulo a number keeps for each input the cosine and the sine of a multiple of it,
as a hand of a clock. It adds two inputs by turning one hand by the other, and scores a candidate by how far the sum's
hand points in the candidate's direction. These theorems say that the sum wins, by how much, and why several
frequencies are better than one.

Cosines are taken as data: two functions `c` and `s` on the group with `c² + s² = 1` and the addition theorem. That is
true of the cosine and sine of `2 π k x / n`, for every frequency `k`, and of nothing but characters.

## Main definitions

* `IsRotation mul c s`: `c` and `s` are the coordinates of a hand that turns as the group adds.
* `clockLogit c s a b y`: how far the hand of the sum of `a` and `b` points in the direction of the candidate `y`.
* `clockSum w c s a b y`: the same for several frequencies, with a weight for each.
* `pizzaLogit c s a b y`: the other algorithm, which adds the two hands and then doubles the angle.
* `quarterCos`, `quarterSin`: the hands on a clock of four hours, one for each frequency.

## Main statements

* `clock_logit_identity`: the score is the cosine of what is left of the sum when the candidate is taken away.
* `clock_logit_argmax`: it is at most one, and one only for the right answer if the frequency tells all elements apart.
* `clock_multi_frequency_margin`: the right answer leads by half a weighted sum of squared chords.
* `clock_multi_frequency_argmax_iff`: all answers are right if and only if the frequencies tell all elements apart
  together.
* `pizza_clock_factorisation`: the pizza's scores are the clock's, times the squared length of the sum of the hands.

## Proof idea

Multiply the hand of the sum by the mirrored hand of the candidate. Half the squared chord between two unit vectors is
one minus their inner product.

## What is not claimed

Which frequencies training finds, and how a network multiplies.

## References

* [nanda2023], on the clock; [zhong2023], on the pizza.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {n K : Nat}

/-- The unit vectors `(c x, s x)` turn as the group with multiplication `mul` does: they obey the addition theorem of
the cosine and the sine. -/
def IsRotation (mul : Fin n → Fin n → Fin n) (c s : Fin n → α) : Prop :=
  (∀ x, c x ^ 2 + s x ^ 2 = 1) ∧
    ∀ a b, c (mul a b) = c a * c b - s a * s b ∧ s (mul a b) = s a * c b + c a * s b

/-- The clock's score of the candidate `y` for the sum of `a` and `b`: the hands of `a` and `b` are multiplied, and the
result is compared with the hand of `y`. -/
def clockLogit (c s : Fin n → α) (a b y : Fin n) : α :=
  (c a * c b - s a * s b) * c y + (s a * c b + c a * s b) * s y

/-- The clock's score from several frequencies, with the weight `w k` for the frequency `k`. -/
def clockSum (w : Fin K → α) (c s : Fin K → Fin n → α) (a b y : Fin n) : α :=
  sum fun k => w k * clockLogit (c k) (s k) a b y

/-- The pizza's score of the candidate `y` for the sum of `a` and `b`: the hands of `a` and `b` are added, the angle of
the result is doubled, and that is compared with the hand of `y`. -/
def pizzaLogit (c s : Fin n → α) (a b y : Fin n) : α :=
  ((c a + c b) ^ 2 - (s a + s b) ^ 2) * c y + 2 * (c a + c b) * (s a + s b) * s y

/-- The horizontal coordinates of the hand on a clock of four hours that turns by `k` quarters an hour. -/
def quarterCos (k x : Fin 4) : Rat :=
  if k.val * x.val % 4 = 0 then 1 else if k.val * x.val % 4 = 2 then -1 else 0

/-- The vertical coordinates of the hand on a clock of four hours that turns by `k` quarters an hour. -/
def quarterSin (k x : Fin 4) : Rat :=
  if k.val * x.val % 4 = 1 then 1 else if k.val * x.val % 4 = 3 then -1 else 0

/-! ### One frequency -/

/-- The clock's score of `y` for the sum of `a` and `b` is the cosine at `x`, for the `x` whose sum with `y` is the sum
of `a` and `b`.
Source: nanda2023, on the algorithm for modular addition.
Why: products of cosines and sines, which a network can compute, add up to the cosine of `a + b - y`.
Tight: an identity; `clock_logit_identity_needs_unit`. -/
theorem clock_logit_identity {mul : Fin n → Fin n → Fin n} {c s : Fin n → α} (hχ : IsRotation mul c s)
    {a b x y : Fin n} (h : mul x y = mul a b) : clockLogit c s a b y = c x := by
  have h₁ := hχ.2 a b
  have h₂ := hχ.2 x y
  have hy := hχ.1 y
  rw [← h] at h₁
  rw [clockLogit, ← h₁.1, ← h₁.2, h₂.1, h₂.2]
  grind

/-- `clock_logit_identity` needs hands of length one: the bits themselves obey the addition theorem for the product of
bits, but `0` scores `0` for the product of `0` and `0`, and the cosine at `1` is `1`, although `1 * 0 = 0 * 0`. -/
theorem clock_logit_identity_needs_unit :
    (∀ a b : Fin 2, ((if a.val = 1 ∧ b.val = 1 then 1 else 0 : Rat)) = (a.val : Rat) * (b.val : Rat) - 0 * 0) ∧
      clockLogit (fun x : Fin 2 => (x.val : Rat)) (fun _ => 0) 0 0 0 = 0 := by
  decide +kernel

/-- Twice the amount by which the clock's score is below one is the squared chord between the hands of the sum and of
the candidate.
Source: nanda2023, on the algorithm for modular addition.
Why: how clearly the right answer stands out is a distance on the circle.
Tight: an identity. -/
theorem clock_logit_margin {mul : Fin n → Fin n → Fin n} {c s : Fin n → α} (hχ : IsRotation mul c s) (a b y : Fin n) :
    2 * (1 - clockLogit c s a b y) = (c (mul a b) - c y) ^ 2 + (s (mul a b) - s y) ^ 2 := by
  have h₁ := hχ.1 (mul a b)
  have h₂ := hχ.1 y
  rw [clockLogit, ← (hχ.2 a b).1, ← (hχ.2 a b).2]
  grind

private theorem chord_eq_zero_iff (c s c' s' : α) : (c - c') ^ 2 + (s - s') ^ 2 = 0 ↔ c' = c ∧ s' = s := by
  have h₁ := sq_nonneg (c - c')
  have h₂ := sq_nonneg (s - s')
  have h₃ := sq_eq_zero_iff (c - c')
  have h₄ := sq_eq_zero_iff (s - s')
  grind

private theorem same_hand {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n} (hG : IsGroup mul e inv)
    {c s : Fin n → α} (hχ : IsRotation mul c s) (x y : Fin n) :
    c y = c x ∧ s y = s x ↔ c (mul x (inv y)) = 1 := by
  have hx := hχ.1 x
  have hd := hχ.1 (mul x (inv y))
  have h := hχ.2 (mul x (inv y)) y
  rw [hG.1, hG.2.2, hG.mul_one] at h
  have hy := hχ.1 y
  constructor
  · grind
  · intro h1
    have : s (mul x (inv y)) = 0 := (sq_eq_zero_iff _).mp (by grind)
    grind

/-- No candidate scores more than one on the clock. If no element of the group other than the identity has the cosine
one, then the sum scores one, and nothing else does.
Source: nanda2023, on the algorithm for modular addition.
Why: one frequency that is prime to the modulus is enough to add correctly.
Tight: the sum itself; `clock_logit_argmax_needs_faithful`. -/
theorem clock_logit_argmax {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n} (hG : IsGroup mul e inv)
    {c s : Fin n → α} (hχ : IsRotation mul c s) (hf : ∀ x, c x = 1 → x = e) (a b y : Fin n) :
    clockLogit c s a b y ≤ 1 ∧ (clockLogit c s a b y = 1 ↔ y = mul a b) := by
  have h := clock_logit_margin hχ a b y
  have h₁ := sq_nonneg (c (mul a b) - c y)
  have h₂ := sq_nonneg (s (mul a b) - s y)
  refine ⟨by grind, fun h1 => ?_, fun hy => by subst hy; grind⟩
  have he := hf _ ((same_hand hG hχ _ _).mp ((chord_eq_zero_iff (c (mul a b)) (s (mul a b)) (c y) (s y)).mp (by grind)))
  rw [← hG.2.1 y, ← he, hG.1, hG.2.2, hG.mul_one]

/-- The hands of a clock of four hours turn as the hours add, for each of the four frequencies. -/
theorem quarter_isRotation : ∀ k, IsRotation cyclicMul (quarterCos k) (quarterSin k) := by
  unfold IsRotation
  decide +kernel

/-- On the clock of four hours the frequency one scores every sum with one, and every other candidate with at most
zero. -/
theorem clock_logit_argmax_example :
    ∀ a b y, clockLogit (quarterCos 1) (quarterSin 1) a b y = if y = cyclicMul a b then 1
      else if y = cyclicMul (cyclicMul a b) 2 then -1 else 0 := by
  decide +kernel

/-- `clock_logit_argmax` needs a frequency that tells all elements apart: the frequency two on the clock of four hours
scores `2` as well as `0` for the sum of `0` and `0`. -/
theorem clock_logit_argmax_needs_faithful : clockLogit (quarterCos 2) (quarterSin 2) 0 0 2 = 1 := by
  decide +kernel

/-! ### Several frequencies -/

private theorem clockSum_margin {mul : Fin n → Fin n → Fin n} {c s : Fin K → Fin n → α}
    (hχ : ∀ k, IsRotation mul (c k) (s k)) (w : Fin K → α) (a b y : Fin n) :
    2 * (sum w - clockSum w c s a b y) =
      sum fun k => w k * ((c k (mul a b) - c k y) ^ 2 + (s k (mul a b) - s k y) ^ 2) := by
  rw [clockSum, ← sum_sub, mul_sum]
  refine sum_congr fun k => ?_
  have h := clock_logit_margin (hχ k) a b y
  grind

private theorem weighted_chord_nonneg {w : α} (hw : 0 ≤ w) (x y : α) : 0 ≤ w * (x ^ 2 + y ^ 2) :=
  mul_nonneg hw (by have := sq_nonneg x; have := sq_nonneg y; grind)

/-- With weights that are not negative, no candidate scores more than the sum of the weights, which the right answer
scores. Twice the amount by which a candidate's score is below that is, over all frequencies, the weighted sum of the
squared chords between its hand and the right one.
Source: nanda2023, on key frequencies.
Why: networks use several frequencies because their margins add up: a candidate that is close to the answer on one clock
is far from it on another.
Tight: the right answer; `clock_multi_frequency_margin_example`, `clock_multi_frequency_needs_nonneg`. -/
theorem clock_multi_frequency_margin {mul : Fin n → Fin n → Fin n} {c s : Fin K → Fin n → α}
    (hχ : ∀ k, IsRotation mul (c k) (s k)) {w : Fin K → α} (hw : ∀ k, 0 ≤ w k) (a b y : Fin n) :
    clockSum w c s a b y ≤ sum w ∧ clockSum w c s a b (mul a b) = sum w ∧
      2 * (sum w - clockSum w c s a b y) =
        sum fun k => w k * ((c k (mul a b) - c k y) ^ 2 + (s k (mul a b) - s k y) ^ 2) := by
  have hm := clockSum_margin hχ w a b y
  have h0 := sum_nonneg fun k => weighted_chord_nonneg (hw k) (c k (mul a b) - c k y) (s k (mul a b) - s k y)
  refine ⟨by grind, sum_congr fun k => ?_, hm⟩
  have := clock_logit_margin (hχ k) a b (mul a b)
  grind

/-- On the clock of four hours the frequency one alone gives the right answer a lead of one. The frequency two, which
cannot tell the answers apart, still doubles that lead. -/
theorem clock_multi_frequency_margin_example :
    (∀ a b, clockSum (fun k => if k.val = 1 then 1 else 0) quarterCos quarterSin a b (cyclicMul a b) = 1 ∧
        clockSum (fun k => if k.val = 1 ∨ k.val = 2 then 1 else 0) quarterCos quarterSin a b (cyclicMul a b) = 2) ∧
      ∀ a b y, y ≠ cyclicMul a b → clockSum (fun k => if k.val = 1 then 1 else 0) quarterCos quarterSin a b y ≤ 0 ∧
        clockSum (fun k => if k.val = 1 ∨ k.val = 2 then 1 else 0) quarterCos quarterSin a b y ≤ 0 := by
  decide +kernel

/-- Score the candidates for a sum by several frequencies, with weights that are not negative. Then for all `a` and `b`
the sum scores strictly more than every other candidate if and only if each element of the group other than the
identity has a cosine other than one at some frequency of positive weight.
Source: nanda2023, on key frequencies.
Why: a network is free in its choice of frequencies as long as together they tell all elements apart.
Tight: an equivalence; `clock_multi_frequency_needs_nonneg`. -/
theorem clock_multi_frequency_argmax_iff {mul : Fin n → Fin n → Fin n} {e : Fin n} {inv : Fin n → Fin n}
    (hG : IsGroup mul e inv) {c s : Fin K → Fin n → α} (hχ : ∀ k, IsRotation mul (c k) (s k)) {w : Fin K → α}
    (hw : ∀ k, 0 ≤ w k) :
    (∀ a b y, y ≠ mul a b → clockSum w c s a b y < clockSum w c s a b (mul a b)) ↔
      ∀ x, x ≠ e → ∃ k, 0 < w k ∧ c k x ≠ 1 := by
  have hlt : ∀ a b y, clockSum w c s a b y < clockSum w c s a b (mul a b) ↔
      ∃ k, 0 < w k ∧ c k (mul (mul a b) (inv y)) ≠ 1 := fun a b y => by
    have hm := clockSum_margin hχ w a b y
    have ht := (clock_multi_frequency_margin hχ hw a b (mul a b)).2.1
    have h0 := fun k => weighted_chord_nonneg (hw k) (c k (mul a b) - c k y) (s k (mul a b) - s k y)
    have hk : ∀ k, w k * ((c k (mul a b) - c k y) ^ 2 + (s k (mul a b) - s k y) ^ 2) = 0 ↔
        ¬(0 < w k ∧ c k (mul (mul a b) (inv y)) ≠ 1) := fun k => by
      have := hw k
      rw [ne_eq, ← same_hand hG (hχ k), ← chord_eq_zero_iff]
      grind
    have hz := sum_eq_zero_iff h0
    have hs := sum_nonneg h0
    rw [← Classical.not_not (a := ∃ k, _), not_exists, ← forall_congr' hk, ← hz]
    grind
  simp only [hlt]
  constructor
  · intro h x hx
    have := h x e e (by rw [hG.mul_one]; exact hx.symm)
    have he := hG.mul_inv e
    rw [hG.2.1] at he
    rwa [he, hG.mul_one, hG.mul_one] at this
  · intro h a b y hy
    refine h _ fun he => hy ?_
    rw [← hG.2.1 y, ← he, hG.1, hG.2.2, hG.mul_one]

/-- `clock_multi_frequency_argmax_iff` needs weights that are not negative: on the clock of four hours with weight one
on the frequency one and `-2` on the frequency two, `1` scores `2` for the sum of `0` and `0`, and `0` scores `-1`. -/
theorem clock_multi_frequency_needs_nonneg :
    clockSum (fun k => if k.val = 1 then 1 else if k.val = 2 then -2 else 0) quarterCos quarterSin 0 0 0 = -1 ∧
      clockSum (fun k => if k.val = 1 then 1 else if k.val = 2 then -2 else 0) quarterCos quarterSin 0 0 1 = 2 := by
  decide +kernel

/-! ### The pizza -/

/-- For hands of length one, the pizza's score is the clock's score times `2 + 2 (c a * c b + s a * s b)`, the squared
length of the sum of the hands of `a` and `b`.
Source: zhong2023, on the pizza algorithm.
Why: adding instead of multiplying gives the same ranking of the candidates, except that the scores fade for inputs
that are nearly opposite on the clock.
Tight: an identity; `pizza_clock_factorisation_needs_unit`. -/
theorem pizza_clock_factorisation {c s : Fin n → α} (hu : ∀ x, c x ^ 2 + s x ^ 2 = 1) (a b y : Fin n) :
    pizzaLogit c s a b y = (2 + 2 * (c a * c b + s a * s b)) * clockLogit c s a b y := by
  have ha := hu a
  have hb := hu b
  have h₁ : (c a + c b) ^ 2 - (s a + s b) ^ 2 = (2 + 2 * (c a * c b + s a * s b)) * (c a * c b - s a * s b) := by grind
  have h₂ : 2 * (c a + c b) * (s a + s b) = (2 + 2 * (c a * c b + s a * s b)) * (s a * c b + c a * s b) := by grind
  rw [pizzaLogit, clockLogit, h₁, h₂]
  grind

/-- `pizza_clock_factorisation` needs hands of length one: for the hands `2`, `1` and `1` the pizza scores `9`, and the
clock's score `2` times the factor `6` is `12`. -/
theorem pizza_clock_factorisation_needs_unit :
    pizzaLogit (fun x : Fin 2 => if x.val = 0 then (2 : Rat) else 1) (fun _ => 0) 0 1 1 = 9 ∧
      (2 + 2 * (2 * 1 + 0 * 0)) * clockLogit (fun x : Fin 2 => if x.val = 0 then (2 : Rat) else 1) (fun _ => 0) 0 1 1 =
        12 := by
  decide +kernel

/-- If the hands of `a` and `b` are opposite then the pizza scores every candidate with zero.
Source: zhong2023, on the dependence of the pizza's logits on the difference of the inputs.
Why: a test that tells the two algorithms apart in a trained network.
Tight: an identity; on the clock the sum scores one all the same. -/
theorem pizza_logit_of_antipodal {c s : Fin n → α} {a b : Fin n} (hc : c b = -c a) (hs : s b = -s a) (y : Fin n) :
    pizzaLogit c s a b y = 0 := by
  rw [pizzaLogit, hc, hs]
  grind

end ToyModels
