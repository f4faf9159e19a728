module

public import ToyModels.Circuits.Attention
public import ToyModels.Foundations.BooleanSet
public import ToyModels.Packing.TensorPower
public import ToyModels.Superposition.Relu

/-!
# All paths through a deep transformer

An attention-only transformer whose attention patterns are held fixed is a sum of paths. In each layer a path goes
through one of the heads or past all of them, so that `L` layers of `H` heads have `(H + 1) ^ L` paths; and what a path
does is what one virtual head does, with the product of its heads' patterns as its pattern and the product of their OV
matrices as its OV matrix.

## Main definitions

* `residualStack A`: the product of residual layers, later layers on the left.
* `pathThrough A S`: the product of the layers in the set `S`.
* `headStack A`: residual layers of several heads each.
* `withSkip A`: the heads of a layer and, as the last option, the identity.
* `pathProduct P k`: the product along path number `k`, where `P l c` is option `c` of layer `l`.
* `attentionLayer A W X`, `attentionStack A W X`: a layer of heads on a residual stream, and several such layers.

## Main statements

* `path_expansion`: residual layers are the sum over all sets of layers.
* `multihead_path_expansion`: layers of heads are the sum over all choices of a head or none in each layer.
* `attention_path_expansion`: a transformer on a residual stream is a sum of virtual heads, one for each path.
* `path_isPattern`, `path_isCausal`: each of these virtual heads has a genuine attention pattern.
* `residual_basis_gauge`: a change of basis of the residual stream changes nothing that can be observed.

## Proof idea

Induction on the number of layers: the last layer offers `H + 1` options, and each continues every path so far. A path
is numbered in base `H + 1`, with the choice in the last layer as its last digit.

## What is not claimed

Patterns are held fixed, so that layers are linear: `path_expansion_needs_linear`. There are no multilayer perceptrons
and no normalisation of layers.

## References

* [elhage2021], on the path expansion trick, on virtual attention heads and on the residual stream.
-/

@[expose] public noncomputable section

namespace ToyModels

universe u

variable {α : Type u} [OrderedField α] {d e k m n H L : Nat}

open Mat

/-- The product of residual layers, `(1 + A_{L-1}) ⋯ (1 + A₀)`. -/
def residualStack : {L : Nat} → (Fin L → Mat α d d) → Mat α d d
  | 0, _ => one
  | L + 1, A => (residual (A (Fin.last L))).mul (residualStack fun l : Fin L => A l.castSucc)

/-- The product of the layers in the set `S`, later layers on the left. -/
def pathThrough : {L : Nat} → (Fin L → Mat α d d) → (Fin L → Bool) → Mat α d d
  | 0, _, _ => one
  | L + 1, A, S =>
    if S (Fin.last L) = true then
      (A (Fin.last L)).mul (pathThrough (fun l : Fin L => A l.castSucc) fun l => S l.castSucc)
    else pathThrough (fun l : Fin L => A l.castSucc) fun l => S l.castSucc

/-- The options in a layer of heads: one of the heads, or, as the last option, the identity. -/
def withSkip (A : Fin H → Mat α d d) : Fin (H + 1) → Mat α d d :=
  fun c => if h : c.val < H then A ⟨c.val, h⟩ else one

/-- Residual layers of several heads each, the product of `1 + Σ_h A_{l,h}`, later layers on the left. -/
def headStack (A : Fin L → Fin H → Mat α d d) : Mat α d d := residualStack fun l i j => sum fun h => A l h i j

/-- The product along path number `k`: it takes option `k % m` in the last layer, after path number `k / m` through the
layers before. -/
def pathProduct : {L : Nat} → (Fin L → Fin m → Mat α d d) → Fin (m ^ L) → Mat α d d
  | 0, _, _ => one
  | L + 1, P, k =>
    (P (Fin.last L) ⟨k.val % m, Nat.mod_lt _ (Nat.pos_of_lt_mul_left k.isLt)⟩).mul
      (pathProduct (fun l : Fin L => P l.castSucc) ⟨k.val / m, Nat.div_lt_of_lt_mul (Nat.mul_comm (m ^ L) m ▸ k.isLt)⟩)

/-- A layer of attention heads with patterns `A` and OV matrices `W`, which adds what they write to the stream `X`. -/
def attentionLayer (A : Fin H → Mat α n n) (W : Fin H → Mat α d d) (X : Fin n → Vec α d) : Fin n → Vec α d :=
  fun i a => X i a + sum fun h => headOutput (A h) (W h) X i a

/-- Several layers of attention heads, one after the other. -/
def attentionStack : {L : Nat} → (Fin L → Fin H → Mat α n n) → (Fin L → Fin H → Mat α d d) → (Fin n → Vec α d) →
    Fin n → Vec α d
  | 0, _, _, X => X
  | L + 1, A, W, X =>
    attentionLayer (A (Fin.last L)) (W (Fin.last L))
      (attentionStack (fun l : Fin L => A l.castSucc) (fun l => W l.castSucc) X)

/-! ### Paths through residual layers -/

private theorem sum_fin_one (f : Fin 1 → α) : sum f = f 0 := by
  rw [sum_succ, sum_zero]
  change 0 + f 0 = f 0
  grind

private theorem pathThrough_off (A : Fin (L + 1) → Mat α d d) (k : Fin (2 ^ L)) :
    pathThrough A (pattern (lastOff k).val) = pathThrough (fun l => A l.castSucc) (pattern k.val) := by
  have h : pattern k.val (Fin.last L) = false := pattern_last k.isLt
  simp only [pathThrough, lastOff, h, Bool.false_eq_true, if_false]
  rfl

private theorem pathThrough_on (A : Fin (L + 1) → Mat α d d) (k : Fin (2 ^ L)) :
    pathThrough A (pattern (lastOn k).val) =
      (A (Fin.last L)).mul (pathThrough (fun l => A l.castSucc) (pattern k.val)) := by
  have h : pattern (2 ^ L + k.val) (Fin.last L) = true := pattern_two_pow_add_last k.isLt
  have e : (fun l : Fin L => pattern (2 ^ L + k.val) l.castSucc) = (pattern k.val : Fin L → Bool) :=
    funext fun l => pattern_two_pow_add k.val l
  simp only [pathThrough, lastOn, h, if_true, e]

/-- A product of residual layers is the sum, over all sets of layers, of the products of the layers in the set.
Source: elhage2021, on the path expansion trick, there for two layers.
Why: a linear network of `L` layers is a sum of `2 ^ L` paths that can be read one by one.
Tight: an identity; `path_expansion_needs_linear`, `path_expansion_needs_order`. -/
theorem path_expansion (A : Fin L → Mat α d d) (i j : Fin d) :
    residualStack A i j = sum fun k : Fin (2 ^ L) => pathThrough A (pattern k.val) i j := by
  induction L generalizing i with
  | zero => exact (sum_fin_one fun _ => one i j).symm
  | succ L ih =>
    have hA := ih fun l => A l.castSucc
    rw [sum_two_pow_succ, sum_add]
    simp only [pathThrough_off, pathThrough_on, ← hA, residualStack, residual, add_mul, one_mul]
    simp only [add, mul, hA, mul_sum]
    rw [sum_comm]

/-- `path_expansion` needs linear layers: a layer that always writes `3`, followed by a rectifier, sends `-1` to `4`,
while the four paths end at `-1`, `3`, `0` and `3`. -/
theorem path_expansion_needs_linear :
    (-1 + 3) + relu ((-1 : Rat) + 3) = 4 ∧ -1 + 3 + relu (-1 : Rat) + relu (3 : Rat) = 5 := by
  decide +kernel

/-- `path_expansion` needs the order of the layers: in the other order the product of two layers is another one. -/
theorem path_expansion_needs_order :
    (ofTwo 0 1 0 0 : Mat Rat 2 2).mul (ofTwo 0 0 1 0) 0 0 = 1 ∧
      (ofTwo 0 0 1 0 : Mat Rat 2 2).mul (ofTwo 0 1 0 0) 0 0 = 0 := by
  decide +kernel

/-! ### Paths through heads -/

private theorem withSkip_last (A : Fin H → Mat α d d) : withSkip A (Fin.last H) = one := dif_neg (Nat.lt_irrefl H)

private theorem withSkip_castSucc (A : Fin H → Mat α d d) (c : Fin H) : withSkip A c.castSucc = A c := dif_pos c.isLt

private theorem sum_withSkip (A : Fin H → Mat α d d) (i j : Fin d) :
    (sum fun c => withSkip A c i j) = residual (fun i j => sum fun h => A h i j) i j := by
  rw [sum_succ]
  simp only [withSkip_last, withSkip_castSucc, residual, add]
  grind

private theorem pathProduct_pairIndex (P : Fin (L + 1) → Fin m → Mat α d d) (k : Fin (m ^ L)) (c : Fin m) :
    pathProduct P (pairIndex k c : Fin (m ^ L * m)) =
      (P (Fin.last L) c).mul (pathProduct (fun l => P l.castSucc) k) := by
  change (P (Fin.last L) ⟨_, _⟩).mul (pathProduct (fun l => P l.castSucc) ⟨_, _⟩) = _
  congr
  · exact pairIndex_mod k c
  · exact pairIndex_div k c

/-- Residual layers of heads are the sum over all paths, which go through one head or past all in each layer.
Source: elhage2021, on the path expansion trick.
Why: all virtual heads of a transformer in one formula; there are `(H + 1) ^ L` paths.
Tight: an identity. -/
theorem multihead_path_expansion (A : Fin L → Fin H → Mat α d d) (i j : Fin d) :
    headStack A i j = sum fun k : Fin ((H + 1) ^ L) => pathProduct (fun l => withSkip (A l)) k i j := by
  induction L generalizing i with
  | zero => exact (sum_fin_one fun _ => one i j).symm
  | succ L ih =>
    have e : headStack A i j = sum fun s => (sum fun c => withSkip (A (Fin.last L)) c i s) *
        sum fun k => pathProduct (fun l : Fin L => withSkip (A l.castSucc)) k s j := by
      simp only [sum_withSkip, ← ih fun l => A l.castSucc]
      rfl
    refine Eq.trans ?_ (sum_pairIndex (M := (H + 1) ^ L) (N := H + 1) _).symm
    simp only [pathProduct_pairIndex, mul, e, sum_mul_sum]
    rw [sum_comm]
    refine Eq.trans ?_ (sum_comm _)
    exact sum_congr fun c => sum_comm _

/-! ### Paths of a transformer on a residual stream -/

private theorem headOutput_sum (A : Mat α n n) (W : Mat α d d) (F : Fin m → Fin n → Vec α d) (i : Fin n) (a : Fin d) :
    headOutput A W (fun i a => sum fun k => F k i a) i a = sum fun k => headOutput A W (F k) i a := by
  simp only [headOutput, mulVec, dot, lincomb, mul_sum]
  refine Eq.trans ?_ (sum_comm _)
  exact sum_congr fun b => sum_comm _

private theorem headOutput_one (X : Fin n → Vec α d) (i : Fin n) (a : Fin d) : headOutput one one X i a = X i a := by
  rw [headOutput, one_mulVec, ← sum_ite_eq i fun j => X j a]
  exact sum_congr fun j => by simp only [one]; grind

private theorem attentionLayer_eq (A : Fin H → Mat α n n) (W : Fin H → Mat α d d) (X : Fin n → Vec α d) (i : Fin n)
    (a : Fin d) : attentionLayer A W X i a = sum fun c => headOutput (withSkip A c) (withSkip W c) X i a := by
  rw [sum_succ]
  simp only [withSkip_last, withSkip_castSucc, headOutput_one, attentionLayer]
  grind

/-- An attention-only transformer with fixed patterns writes the sum of what the virtual heads of its paths write; a
path's pattern is the product of the patterns of its heads, and its OV matrix that of their OV matrices.
Source: elhage2021, on path expansion and virtual attention heads.
Why: the whole transformer is one layer of `(H + 1) ^ L` heads; what it computes can be attributed to them.
Tight: an identity. -/
theorem attention_path_expansion (A : Fin L → Fin H → Mat α n n) (W : Fin L → Fin H → Mat α d d) (X : Fin n → Vec α d)
    (i : Fin n) (a : Fin d) :
    attentionStack A W X i a = sum fun k : Fin ((H + 1) ^ L) =>
      headOutput (pathProduct (fun l => withSkip (A l)) k) (pathProduct (fun l => withSkip (W l)) k) X i a := by
  induction L generalizing i a with
  | zero => exact ((sum_fin_one fun _ => headOutput one one X i a).trans (headOutput_one X i a)).symm
  | succ L ih =>
    have e := fun i a => ih (fun l => A l.castSucc) (fun l => W l.castSucc) i a
    refine Eq.trans ?_ (sum_pairIndex (M := (H + 1) ^ L) (N := H + 1) _).symm
    simp only [pathProduct_pairIndex, ← headOutput_headOutput]
    rw [sum_comm]
    simp only [← headOutput_sum, ← attentionLayer_eq]
    exact congrArg (fun Y => attentionLayer (A (Fin.last L)) (W (Fin.last L)) Y i a) (funext fun i => funext (e i))

private theorem withSkip_or (A : Fin H → Mat α n n) (c : Fin (H + 1)) :
    withSkip A c = one ∨ ∃ h, withSkip A c = A h := by
  unfold withSkip
  split
  · exact Or.inr ⟨_, rfl⟩
  · exact Or.inl rfl

/-- If all heads have attention patterns then so has every path.
Source: elhage2021, on virtual attention heads.
Why: a path through many layers distributes attention over tokens as one head does, so it can be drawn and read.
Tight: an identity for the sums. -/
theorem path_isPattern (A : Fin L → Fin H → Mat α n n) (hA : ∀ l h, IsPattern (A l h)) (k : Fin ((H + 1) ^ L)) :
    IsPattern (pathProduct (fun l => withSkip (A l)) k) := by
  have h1 : IsPattern (one : Mat α n n) := by
    refine ⟨fun i j => by simp only [one]; grind, fun i => ?_⟩
    exact sum_ite_eq i fun _ => 1
  induction L with
  | zero => exact h1
  | succ L ih =>
    have hs : ∀ c, IsPattern (withSkip (A (Fin.last L)) c) := fun c => by
      rcases withSkip_or (A (Fin.last L)) c with e | ⟨h, e⟩
      · rw [e]; exact h1
      · rw [e]; exact hA _ h
    exact virtual_head_isPattern _ _ (hs _) (ih (fun l => A l.castSucc) (fun l h => hA l.castSucc h) _)

/-- If all heads are causal then so is every path.
Source: elhage2021, on virtual attention heads.
Why: no path, however long, brings information from a later token to an earlier one.
Tight: `virtual_head_isCausal_needs_both`. -/
theorem path_isCausal (A : Fin L → Fin H → Mat α n n) (hA : ∀ l h, IsCausal (A l h)) (k : Fin ((H + 1) ^ L)) :
    IsCausal (pathProduct (fun l => withSkip (A l)) k) := by
  have h1 : IsCausal (one : Mat α n n) := fun i j hij => if_neg fun h => by rw [h] at hij; omega
  induction L with
  | zero => exact h1
  | succ L ih =>
    have hs : ∀ c, IsCausal (withSkip (A (Fin.last L)) c) := fun c => by
      rcases withSkip_or (A (Fin.last L)) c with e | ⟨h, e⟩
      · rw [e]; exact h1
      · rw [e]; exact hA _ h
    exact virtual_head_isCausal _ _ (hs _) (ih (fun l => A l.castSucc) (fun l h => hA l.castSucc h) _)

/-! ### The basis of the residual stream -/

private theorem residualStack_conj (A : Fin L → Mat α d d) {M : Mat α e d} {N : Mat α d e} (h : N.mul M = one) :
    (residualStack fun l => (M.mul (A l)).mul N).mul M = M.mul (residualStack A) := by
  induction L with
  | zero => exact (one_mul M).trans (mul_one M).symm
  | succ L ih =>
    have e : (residual ((M.mul (A (Fin.last L))).mul N)).mul M = M.mul (residual (A (Fin.last L))) := by
      simp only [residual, add_mul, mul_add, one_mul, mul_one, mul_assoc, h]
    change ((residual ((M.mul (A (Fin.last L))).mul N)).mul (residualStack fun l => _)).mul M =
      M.mul ((residual (A (Fin.last L))).mul (residualStack fun l => A l.castSucc))
    rw [mul_assoc, ih, ← mul_assoc, e, mul_assoc]

/-- If the embedding writes into another basis, every layer reads and writes in it and the unembedding reads from it,
then the logits stay the same, for layers that are linear.
Source: elhage2021, on the residual stream having no privileged basis.
Why: no direction of the residual stream is special by its coordinates, only by what reads from it and writes to it.
Tight: an identity; `residual_basis_gauge_needs_linear`. -/
theorem residual_basis_gauge (A : Fin L → Mat α d d) {M : Mat α e d} {N : Mat α d e} (h : N.mul M = one)
    (E : Mat α d m) (U : Mat α k d) :
    (U.mul N).mul ((residualStack fun l => (M.mul (A l)).mul N).mul (M.mul E)) = U.mul ((residualStack A).mul E) := by
  rw [← mul_assoc (residualStack _), residualStack_conj A h, mul_assoc U, mul_assoc M, ← mul_assoc N, h, one_mul]

/-- `residual_basis_gauge` needs linear layers: with the opposite sign in the stream a rectified layer adds nothing to
`1`, while it adds `1` without. -/
theorem residual_basis_gauge_needs_linear :
    1 + relu (1 : Rat) = 2 ∧ -1 * (-1 * 1 + relu (-1 * (1 : Rat))) = 1 := by
  decide +kernel

end ToyModels
