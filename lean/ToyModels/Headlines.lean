module

public import ToyModels.Algorithms.Clock
public import ToyModels.Algorithms.GroupRepresentations
public import ToyModels.Capacity.BlockDimensions
public import ToyModels.Capacity.Meaning
public import ToyModels.Circuits.CausalGraph
public import ToyModels.Circuits.DeepPaths
public import ToyModels.Circuits.Induction
public import ToyModels.Learning.Linearised
public import ToyModels.Measure.Recovery
public import ToyModels.Packing.Accessibility
public import ToyModels.Packing.Equiangular
public import ToyModels.Packing.ExponentialFamilies
public import ToyModels.Packing.FourthOrder
public import ToyModels.Packing.ObtuseFamilies
public import ToyModels.Packing.RankLemma
public import ToyModels.Packing.SymmetricPower
public import ToyModels.Recovery.Explicit
public import ToyModels.Recovery.Threshold
public import ToyModels.Representation.Erasure
public import ToyModels.Superposition.Computation
public import ToyModels.Superposition.EckartYoung
public import ToyModels.Superposition.MomentCurve
public import ToyModels.Superposition.OneSparse
public import ToyModels.Superposition.SparseLimit

/-!
# The headlines in one sitting

What the main theorems say, each restated so that its meaning can be checked from a few definitions alone. Lean checks
that every restatement is the theorem that is named beside it, with its definitions unfolded.

## Main definitions

To be read beforehand, a line each:

* `sum f` in `Foundations.Sum`: `f 0 + ⋯ + f (n - 1)`.
* `Vec`, `dot`, `normSq` in `Foundations.Vector`: vectors are functions of an index; the inner product; `x · x`.
* `count` in `Foundations.BooleanSet`: how many elements a set `S : Fin n → Bool` has.
* `relu` in `Superposition.Relu`: `x` if `0 ≤ x`, else `0`.
* `expectation p f` in `Foundations.Probability`: `Σ_k p_k f_k`, for outcomes `k` with weights `p`.
* `pattern t` in `Foundations.BooleanSet`: the set of the places where the binary digit of `t` is one.
* `symDim d k` in `Packing.SymmetricPower`: how many monomials of degree `k` there are in `d` variables.
* `polyCode c` in `Packing.Codes`: the graph of a polynomial modulo `p`, as zeros and ones at the pairs of values.
* `inputLoss` in `Superposition.SparseLimit`: the loss of the ReLU model on one input.
* `bernoulliWeight` in `Superposition.ReluLoss`: the probability of a pattern of independent features.

The last part, on what networks compute, needs in addition

* `one`, `mul`, `transpose` and `trace` in `Foundations.Matrix`, the operations with matrices;
* `polyValue` in `Packing.Codes`, `polyState` in `Recovery.Explicit` and `polyPlace` in `Superposition.Computation`: the
  value of a polynomial modulo `p`, the activation in which some polynomials are active, and a place on a graph;
* `residualStack` and `pathThrough` in `Circuits.DeepPaths`: the product of the layers `1 + A_l`, and of some `A_l`;
* `inductionLogits` and `before` in `Circuits.Induction`: what two attention heads with matrices that are written down
  there output; the position before;
* `totalEffect` and `pathSum` in `Circuits.CausalGraph`: `1 + A + A² + ⋯`, the sum over paths of weights' products;
* `gradientDescent` in `Learning.Linearised`: the weights of a linear model after some steps;
* `covarianceMatrix` in `Foundations.Probability`, `crossCovariance` and `leace` in `Representation.Erasure`:
  covariances of coordinates, those with concepts, and the eraser `x - U B Aᵀ (x - E x)`.

`OrderedField` in `Foundations.OrderedField` means any ordered field, such as the rational numbers, with `x / 0 = 0`.

## Main statements

In the order of the paper's questions: how many features fit (packing), what each keeps (capacity), what a linear model
does with them, what a rectifier adds, when they can be read back. Then what the works on circuits, grokking, learning
and linear representations claim at their centre.

## Proof idea

Every example is proved by the theorem's name: the two statements are equal by definition. One is said for less than
the theorem proves: `linear_optimum_no_superposition`, for exactly `m` features.

## What is not claimed

Nothing new. Sources and reasons stand at each theorem.

## References

* [elhage2022], [scherlis2022] and the sources named at each theorem.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d k m n : Nat}

/-! ### How many features fit -/

/-- `welch_frame_potential`: total squared interference cannot be avoided. -/
example (V : Fin n → Fin m → α) :
    (sum fun i => normSq (V i)) ^ 2 ≤ (m : α) * sum fun i => sum fun j => dot (V i) (V j) ^ 2 :=
  welch_frame_potential V

/-- `welch_fourth_order_sharp`: the same for the fourth powers, with the sharp real constant. -/
example (V : Fin n → Fin m → α) :
    3 * (sum fun i => normSq (V i) ^ 2) ^ 2 ≤
      (m : α) * ((m : α) + 2) * sum fun i => sum fun j => dot (V i) (V j) ^ 4 :=
  welch_fourth_order_sharp V

/-- `gerzon_equiangular_le`: features that all interfere equally number at most `m (m + 1) / 2`. -/
example (V : Fin n → Fin m → α) (a c : α) (ha : ∀ i, normSq (V i) = a)
    (hc : ∀ i j, i ≠ j → dot (V i) (V j) ^ 2 = c) (h0 : 0 ≤ c) (hlt : c < a ^ 2) : 2 * n ≤ m * (m + 1) :=
  gerzon_equiangular_le V ha hc h0 hlt

/-- `nonpos_family_le_two_mul`: features that never agree number at most two a dimension. -/
example (V : Fin n → Fin m → α) (h0 : ∀ i, ∃ a, V i a ≠ 0) (hp : ∀ i j, i ≠ j → dot (V i) (V j) ≤ 0) : n ≤ 2 * m :=
  nonpos_family_le_two_mul V h0 hp

/-- `alon_rank_bound`: a perturbed identity matrix that factors through `d` dimensions. -/
example (B : Fin n → Fin d → α) (C : Fin d → Fin n → α) (ε₂ : α) (h1 : ∀ i, (sum fun l => B i l * C l i) = 1)
    (hε : ∀ i j, i ≠ j → (sum fun l => B i l * C l j) ^ 2 ≤ ε₂) (hn : 1 ≤ n) :
    (n : α) ≤ (d : α) * (1 + ((n : α) - 1) * ε₂) :=
  alon_rank_bound B C h1 hε hn

/-- `linear_readout_dim_ge`: the dimension that linear read-outs with cross-talk at most `ε` cost. -/
example (R W : Fin n → Fin d → α) (ε : α) (h1 : ∀ i, dot (R i) (W i) = 1)
    (hl : ∀ i j, i ≠ j → -ε ≤ dot (R i) (W j)) (hu : ∀ i j, i ≠ j → dot (R i) (W j) ≤ ε) :
    (n : α) / (1 + ((n : α) - 1) * ε ^ 2) ≤ (d : α) :=
  linear_readout_dim_ge R W h1 hl hu

/-- `readout_symPow_le`: the same with the `k`-th power of the cross-talk, where the logarithm of `n` comes from. -/
example (k : Nat) (R W : Fin n → Fin d → α) (ε₂ : α) (h1 : ∀ i, dot (R i) (W i) = 1)
    (hε : ∀ i j, i ≠ j → dot (R i) (W j) ^ 2 ≤ ε₂) (hn : 1 ≤ n) :
    (n : α) ≤ (symDim d k : α) * (1 + ((n : α) - 1) * ε₂ ^ k) :=
  readout_symPow_le k R W h1 hε hn

/-- `sparse_accessibility_dim_ge`: the dimension that it costs to read up to `k` active features within `ε`. -/
example [DecidableLT α] (R W : Fin n → Fin d → α) (ε : α) (hk : 1 ≤ k) (hε : ε < 1)
    (h : ∀ (t : Fin (2 ^ n)) (i : Fin n), count (pattern t.val : Fin n → Bool) ≤ k →
      (if pattern t.val i = true then 1 else 0) - ε ≤
          dot (R i) (fun a => sum fun j => (if pattern t.val j = true then 1 else 0) * W j a) ∧
        dot (R i) (fun a => sum fun j => (if pattern t.val j = true then 1 else 0) * W j a) ≤
          (if pattern t.val i = true then 1 else 0) + ε) :
    (k : α) ^ 2 * (n : α) * (1 - ε) ^ 2 ≤
      (d : α) * ((k : α) ^ 2 * (1 - ε) ^ 2 + (2 * (k : α) ^ 2 + ((n : α) - 1)) * ε ^ 2) :=
  sparse_accessibility_dim_ge R W hk hε h

/-- `potentialFamily_low_coherence`: there are `n` sign vectors in `m` dimensions of which every two agree in fewer than
`a` places and disagree in fewer than `a`, for `n` up to a bound that is exponential in `m` for any fixed `a / m > 1/2`
(`exponentially_many_signs`, `one_lt_signRate`).
With `lam = 1/5`, `a = 600` and `m = 1000` it is above a quarter of a billion, and all cosines are below `1/5`. -/
example [DecidableLE α] (lam : α) (a : Nat) (h0 : 0 ≤ lam) (h1 : lam ≤ 1)
    (h : 2 * ((n : α) - 1) < (1 + lam) ^ a * (1 - lam) ^ (m - a)) :
    ∃ F : Fin n → Fin m → Bool, ∀ i j, i ≠ j →
      count (fun l => if F i l = F j l then true else false) < a ∧
        count (fun l => if F i l = F j l then false else true) < a :=
  ⟨potentialFamily lam m n, potentialFamily_low_coherence h0 h1 h⟩

/-! ### What each feature keeps -/

/-- `sum_capacity_le_dim_untied`: capacities, of any read-outs of any features, add up to at most the dimension. -/
example (R W : Fin n → Fin m → α) :
    (sum fun i => dot (R i) (W i) ^ 2 / sum fun j => dot (R i) (W j) ^ 2) ≤ (m : α) :=
  sum_capacity_le_dim_untied R W

/-- `efficient_iff_blockSemiOrthogonal`: the whole budget is used exactly if each feature has a scale at which all of
them together cover the space evenly, and features that interfere have the same scale. -/
example (W : Fin n → Fin m → α) :
    (sum fun i => normSq (W i) ^ 2 / sum fun j => dot (W i) (W j) ^ 2) = (m : α) ↔
      (∀ a b, (sum fun i => normSq (W i) / (sum fun j => dot (W i) (W j) ^ 2) * (W i a * W i b)) =
        if a = b then 1 else 0) ∧
      ∀ i j, dot (W i) (W j) ≠ 0 →
        (normSq (W i) / sum fun l => dot (W i) (W l) ^ 2) = normSq (W j) / sum fun l => dot (W j) (W l) ^ 2 :=
  efficient_iff_blockSemiOrthogonal W

/-- `scale_block_natural`: then the features of one scale, which do not interfere with the others, use a whole number of
dimensions. -/
example [DecidableEq α] (W : Fin n → Fin m → α)
    (h : (sum fun i => normSq (W i) ^ 2 / sum fun j => dot (W i) (W j) ^ 2) = (m : α)) (s : α) :
    ∃ k : Fin (m + 1),
      (sum fun i => if (normSq (W i) / sum fun j => dot (W i) (W j) ^ 2) = s then
        normSq (W i) ^ 2 / sum fun j => dot (W i) (W j) ^ 2 else 0) = (k.val : α) :=
  scale_block_natural h s

/-- `capacity_eq_explained_variance`: of features that are uncorrelated and of variance `v`, a rescaled read-out loses
the share `1 - capacity` of the variance, and more at any scale but the best. -/
example (p : Fin k → α) (x : Fin k → Fin n → α) (v : α) (R W : Fin n → Fin m → α) (c : α) (i : Fin n)
    (hx : ∀ j l, (expectation p fun k => x k j * x k l) = if j = l then v else 0) :
    (expectation p fun k => (x k i - c * dot (R i) fun a => sum fun j => x k j * W j a) ^ 2) =
      v * (1 - dot (R i) (W i) ^ 2 / sum fun j => dot (R i) (W j) ^ 2) +
        v * ((sum fun j => dot (R i) (W j) ^ 2) *
          (c - dot (R i) (W i) / sum fun j => dot (R i) (W j) ^ 2) ^ 2) :=
  capacity_eq_explained_variance hx R W c i

/-! ### What a linear model does -/

/-- `linear_optimum_no_superposition`: a linear model through `m` dimensions attains the least loss exactly when it
stores the `m` most important features and nothing else, if it is clear which these are. -/
example (B : Fin n → Fin m → α) (C : Fin m → Fin n → α) (I : Fin n → α) (top : Fin n → Bool) (t : α)
    (hpos : ∀ i, 0 < I i) (hcard : count top = m) (htop : ∀ i, top i = true → t < I i)
    (hoff : ∀ i, top i = false → I i ≤ t) :
    (sum fun i => I i * sum fun j => ((if i = j then 1 else 0) - sum fun l => B i l * C l j) ^ 2) =
        (sum fun i => if top i = true then 0 else I i) ↔
      ∀ i j, (sum fun l => B i l * C l j) = if i = j ∧ top i = true then 1 else 0 :=
  linear_optimum_no_superposition B C hpos (Or.inl (Nat.le_of_eq hcard.symm)) htop hoff

/-! ### What a rectifier adds -/

/-- `relu_onesparse_exact_iff`: without bias, one active feature at a time is read back exactly if and only if the
features are unit vectors that never agree; so two a dimension, and no more. -/
example [DecidableLE α] (W : Fin n → Fin m → α) (t : α) (ht : 0 < t) :
    (∀ j i, relu (dot (W i) (fun a => sum fun l => (t * if j = l then 1 else 0) * W l a) + 0) =
        t * if j = i then 1 else 0) ↔
      (∀ i, normSq (W i) = 1) ∧ ∀ i j, i ≠ j → dot (W i) (W j) ≤ 0 :=
  relu_onesparse_exact_iff W ht

/-- `patternLoss_bernoulli_le`: the loss on features that are active with probability `p` is, up to order `p²`, at most
that of single active features; `patternLoss_bernoulli_ge` is the other side. -/
example [DecidableLE α] (p : α) (h0 : 0 ≤ p) (h1 : p ≤ 1) (I b : Fin n → α) (M : α) (hI : ∀ i, 0 ≤ I i)
    (hb : ∀ i, b i ≤ 0) (W : Fin n → Fin m → α)
    (hM : ∀ k : Fin (2 ^ n), inputLoss I W b (fun i => if pattern k.val i = true then 1 else 0) ≤ M) :
    2 * (expectation (fun k : Fin (2 ^ n) => bernoulliWeight p n k.val) fun k =>
        inputLoss I W b fun i => if pattern k.val i = true then 1 else 0) ≤
      2 * (p * sum fun j => inputLoss I W b fun i => if j = i then 1 else 0) +
        M * ((n : α) * ((n : α) - 1) * p ^ 2) :=
  patternLoss_bernoulli_le h0 h1 hI hb W hM

/-! ### When features can be read back -/

/-- `polyCode_recovery`: out of `p³` features in `p²` dimensions, for a prime `p`, any `k < p / 2` active ones are found
by one linear read-out and a threshold. -/
example (p : Nat) (hp : ∀ a b : Fin p, a.val * b.val % p = 0 → a.val = 0 ∨ b.val = 0) (c : Fin n → Fin 3 → Fin p)
    (hc : ∀ i j, i ≠ j → ∃ l, c i l ≠ c j l) (S : Fin n → Bool) (hk : 2 * count S < p) (i : Fin n) :
    (p : α) ≤ dot (polyCode (c i)) (fun a => sum fun j => (if S j = true then 1 else 0) * polyCode (c j) a) ↔
      S i = true :=
  polyCode_recovery hp hc S hk i

/-- `momentCurve_nonneg_sparse_unique`: `2 k + 1` dimensions determine `k` non-negative features out of any number. -/
example (t x y : Fin n → α) (S : Fin n → Bool) (ht : ∀ i j, i ≠ j → t i ≠ t j) (hk : count S ≤ k)
    (hx : ∀ j, S j = false → x j = 0) (hy : ∀ j, 0 ≤ y j) :
    (∀ a : Fin (2 * k + 1), (sum fun j => x j * t j ^ a.val) = sum fun j => y j * t j ^ a.val) ↔ ∀ j, x j = y j :=
  momentCurve_nonneg_sparse_unique ht hk hx hy

/-- `threshold_support_recovery`: up to `1 / (2 μ)` active features are found by one linear read-out and a threshold. -/
example (V : Fin n → Fin m → α) (S : Fin n → Bool) (μ : α) (hu : ∀ i, normSq (V i) = 1)
    (hμ : ∀ i j, i ≠ j → -μ ≤ dot (V i) (V j) ∧ dot (V i) (V j) ≤ μ) (hk : 2 * (count S : α) * μ ≤ 1) (i : Fin n) :
    1 / 2 < dot (V i) (fun a => sum fun j => (if S j = true then 1 else 0) * V j a) ↔ S i = true :=
  threshold_support_recovery hu hμ hk i

/-- `recovery_certificate`: two sums over one row of trained overlaps prove a threshold right on all sets of at most `k`
active features; any `t` and `t'` will do, and the `k`-th largest overlaps do best. -/
example [DecidableLE α] (r : Fin m → α) (W : Fin n → Fin m → α) (i : Fin n) (t t' θ : α) (ht : 0 ≤ t) (ht' : 0 ≤ t')
    (hoff : ((k : α) * t + sum fun j => if j = i then 0 else relu (dot r (W j) - t)) ≤ θ)
    (hon : θ < dot r (W i) - (((k : α) - 1) * t' + sum fun j => if j = i then 0 else relu (-dot r (W j) - t')))
    (S : Fin n → Bool) (hS : count S ≤ k) :
    θ < dot r (fun a => sum fun j => (if S j = true then 1 else 0) * W j a) ↔ S i = true :=
  recovery_certificate ht ht' hoff hon hS

/-! ### What networks compute -/

/-- `polyCode_universalAnd`: of the polynomials of degree two modulo a prime `p`, held in `p²` dimensions with few of
them active, one layer of rectifiers that add two coordinates each reads which two are both active, for every pair. -/
example [DecidableLE α] (p : Nat) (hp : ∀ a b : Fin p, a.val * b.val % p = 0 → a.val = 0 ∨ b.val = 0)
    (c : Fin n → Fin 3 → Fin p) (hc : ∀ i j, i ≠ j → ∃ l, c i l ≠ c j l) (S : Fin n → Bool) (hk : 4 * count S + 2 < p)
    (i j : Fin n) (hij : i ≠ j) :
    1 ≤ (sum fun x : Fin p => if polyValue (c i) x.val = polyValue (c j) x.val then 0 else
          relu ((polyState c S : Fin (p * p) → α) (polyPlace (c i) x) + polyState c S (polyPlace (c j) x) - 1)) /
        (sum fun x : Fin p => if polyValue (c i) x.val = polyValue (c j) x.val then 0 else 1) ↔
      S i = true ∧ S j = true :=
  polyCode_universalAnd hp hc S hk hij

/-- `path_expansion`: a stack of linear residual layers is the sum over all paths, each through some of the layers. -/
example (A : Fin k → Fin d → Fin d → α) (i j : Fin d) :
    residualStack A i j = sum fun S : Fin (2 ^ k) => pathThrough A (pattern S.val) i j :=
  path_expansion A i j

/-- `dag_total_effect_path_sum`: in a linear causal graph the total effect is the sum over paths of the products of the
weights along them. -/
example (A : Fin n → Fin n → α) (hA : ∀ t s : Fin n, t.val ≤ s.val → A t s = 0) (t s : Fin n) :
    totalEffect A t s = pathSum A t s :=
  dag_total_effect_path_sum hA t s

/-- `induction_head_bigram`: if the first token does not come again and the current one has come before, then two
attention heads output, for each token, how often it came after the current one so far, among all that did. -/
example [DecidableLE α] (t : Fin k → Fin m) (ht : ∀ i j, i.val = 0 → j.val ≠ 0 → t j ≠ t i) (q : Fin k)
    (hq : q.val ≠ 0) (hm : ∃ i : Fin k, decide (i.val ≠ 0 ∧ i.val ≤ q.val ∧ t (before i) = t q) = true) (v : Fin m) :
    (inductionLogits t q v : α) =
      (count fun i => decide (decide (i.val ≠ 0 ∧ i.val ≤ q.val ∧ t (before i) = t q) = true ∧ t i = v) : α) /
        (count fun i => decide (i.val ≠ 0 ∧ i.val ≤ q.val ∧ t (before i) = t q) : α) :=
  induction_head_bigram t ht hq hm v

/-- `clock_logit_argmax`: hands that turn as a group adds, one frequency, compute the group: the right answer scores one
and every other less, if only the identity has the cosine one. -/
example (mul : Fin n → Fin n → Fin n) (e : Fin n) (inv : Fin n → Fin n) (c s : Fin n → α)
    (hG : (∀ a b c, mul (mul a b) c = mul a (mul b c)) ∧ (∀ a, mul e a = a) ∧ ∀ a, mul (inv a) a = e)
    (hχ : (∀ x, c x ^ 2 + s x ^ 2 = 1) ∧
      ∀ a b, c (mul a b) = c a * c b - s a * s b ∧ s (mul a b) = s a * c b + c a * s b)
    (hf : ∀ x, c x = 1 → x = e) (a b y : Fin n) :
    (c a * c b - s a * s b) * c y + (s a * c b + c a * s b) * s y ≤ 1 ∧
      ((c a * c b - s a * s b) * c y + (s a * c b + c a * s b) * s y = 1 ↔ y = mul a b) :=
  clock_logit_argmax hG hχ hf a b y

/-- `group_logit_argmax`: orthogonal matrices that multiply as a group does compute it by traces: no candidate scores
more than the product, and only those score as much that have the product's matrix. -/
example (op : Fin n → Fin n → Fin n) (e : Fin n) (ρ : Fin n → Mat α d d)
    (hρ : (∀ a b i j, ρ (op a b) i j = (ρ a).mul (ρ b) i j) ∧ ∀ x i j, (ρ x).transpose.mul (ρ x) i j = ρ e i j)
    (a b c : Fin n) :
    (((ρ a).mul (ρ b)).mul (ρ c).transpose).trace ≤ (ρ e).trace ∧
      ((((ρ a).mul (ρ b)).mul (ρ c).transpose).trace = (ρ e).trace ↔ ρ c = ρ (op a b)) :=
  group_logit_argmax hρ a b c

/-- `irrep_sum_argmax_iff_jointly_faithful`: scores of several representations, added up with weights that are not
negative, single out the product exactly if each element but the identity is moved by one that counts. -/
example (op : Fin n → Fin n → Fin n) (e : Fin n) (inv : Fin n → Fin n)
    (hG : (∀ a b c, op (op a b) c = op a (op b c)) ∧ (∀ a, op e a = a) ∧ ∀ a, op (inv a) a = e)
    (ρ : Fin k → Fin n → Mat α d d) (w : Fin k → α) (hw : ∀ l, 0 ≤ w l)
    (hρ : ∀ l, (∀ a b i j, ρ l (op a b) i j = (ρ l a).mul (ρ l b) i j) ∧
      ∀ x i j, (ρ l x).transpose.mul (ρ l x) i j = ρ l e i j) :
    (∀ a b c, c ≠ op a b → (sum fun l => w l * (((ρ l a).mul (ρ l b)).mul (ρ l c).transpose).trace) <
        sum fun l => w l * (((ρ l a).mul (ρ l b)).mul (ρ l (op a b)).transpose).trace) ↔
      ∀ x, x ≠ e → ∃ l, 0 < w l ∧ ρ l x ≠ ρ l e :=
  irrep_sum_argmax_iff_jointly_faithful hG hρ hw

/-- `gradientDescent_nearest`: among all weights with the predictions that gradient descent on a linear model has come
to, its own are nearest to where it started. -/
example (η : α) (X : Fin n → Fin d → α) (y : Fin n → α) (w w₀ : Fin d → α) (t : Nat)
    (h : ∀ i, dot (X i) w = dot (X i) (gradientDescent η X y w₀ t)) :
    normSq (fun a => gradientDescent η X y w₀ t a - w₀ a) ≤ normSq fun a => w a - w₀ a :=
  gradientDescent_nearest h

/-- `variance_le_predictorError`: what is uncorrelated with every coordinate of a representation cannot be predicted
from it by any affine map better than by a constant. -/
example (p : Fin k → α) (hp : (∀ i, 0 ≤ p i) ∧ sum p = 1) (X : Fin k → Fin d → α) (z : Fin k → α)
    (h : ∀ i, (expectation p fun k => (X k i - expectation p fun l => X l i) * (z k - expectation p z)) = 0)
    (w : Fin d → α) (b : α) :
    (expectation p fun k => (z k - expectation p z) ^ 2) ≤ expectation p fun k => (dot w (X k) + b - z k) ^ 2 :=
  variance_le_predictorError hp h w b

/-- `leace_optimal`: of all affine maps whose image is uncorrelated with the concepts `Z`, LEACE changes the
representation `X` least, in every quadratic norm. -/
example (p : Fin k → α) (hp : (∀ i, 0 ≤ p i) ∧ sum p = 1) (X : Fin k → Vec α d) (Z : Fin k → Vec α m) (A : Mat α d m)
    (B : Mat α m m) (hA : ∀ i j, Mat.mul (covarianceMatrix p X) A i j = crossCovariance p X Z i j)
    (hB : ∀ i j, (crossCovariance p X Z).mul (B.mul (A.transpose.mul (crossCovariance p X Z))) i j =
      crossCovariance p X Z i j) (P : Mat α d d) (b : Vec α d)
    (hP : ∀ i j, crossCovariance p (fun l i => dot (P i) (X l) + b i) Z i j = 0) (N : Mat α n d) :
    (expectation p fun l => normSq (N.mulVec fun i => leace p X Z A B (X l) i - X l i)) ≤
      expectation p fun l => normSq (N.mulVec fun i => dot (P i) (X l) + b i - X l i) :=
  leace_optimal hp hA hB hP N

end ToyModels
