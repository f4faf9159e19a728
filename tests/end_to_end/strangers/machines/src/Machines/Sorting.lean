/-! Binary search trees, sorting. -/

inductive BTree (α : Type) where
  | leaf
  | node (l : BTree α) (x : α) (r : BTree α)

namespace BTree

variable {α : Type}

def mirror : BTree α → BTree α
  | leaf => leaf
  | node l x r => node r.mirror x l.mirror

def toList : BTree α → List α
  | leaf => []
  | node l x r => l.toList ++ x :: r.toList

def insert (t : BTree Int) (k : Int) : BTree Int :=
  match t with
  | leaf => node leaf k leaf
  | node l x r => if k < x then node (l.insert k) x r else if x < k then node l x (r.insert k) else t

def All (p : α → Prop) : BTree α → Prop
  | leaf => True
  | node l x r => l.All p ∧ p x ∧ r.All p

def IsBST : BTree Int → Prop
  | leaf => True
  | node l x r => l.All (· < x) ∧ r.All (x < ·) ∧ l.IsBST ∧ r.IsBST

theorem toList_mirror (t : BTree α) : t.mirror.toList = t.toList.reverse := by
  induction t with
  | leaf => rfl
  | node l x r hl hr => simp [mirror, toList, hl, hr]

theorem insert_isBST (t : BTree Int) (k : Int) (h : t.IsBST) : (t.insert k).IsBST := by sorry

/-- False. -/
theorem mirror_isBST (t : BTree Int) (h : t.IsBST) : t.mirror.IsBST := by sorry

inductive Member (x : α) : BTree α → Prop
  | here (l r) : Member x (node l x r)
  | left (l y r) : Member x l → Member x (node l y r)
  | right (l y r) : Member x r → Member x (node l y r)

theorem member_mirror (x : α) (t : BTree α) (h : Member x t) : Member x t.mirror := by
  induction h with
  | here l r => exact .here _ _
  | left l y r _ ih => exact .right _ _ _ ih
  | right l y r _ ih => exact .left _ _ _ ih

theorem member_iff (x : α) (t : BTree α) : Member x t ↔ x ∈ t.toList := by sorry

/-- False. -/
theorem member_root (x : α) (t : BTree α) (h : Member x t) : ∃ l r, t = node l x r := by sorry

end BTree

/-! Sorting. -/

def insertSorted (x : Nat) : List Nat → List Nat
  | [] => [x]
  | y :: ys => if x ≤ y then x :: y :: ys else y :: insertSorted x ys

def sort : List Nat → List Nat
  | [] => []
  | x :: xs => insertSorted x (sort xs)

inductive Sorted : List Nat → Prop
  | nil : Sorted []
  | single (x : Nat) : Sorted [x]
  | cons (x y : Nat) (l : List Nat) : x ≤ y → Sorted (y :: l) → Sorted (x :: y :: l)

theorem sort_length (l : List Nat) : (sort l).length = l.length := by sorry
theorem sort_sorted (l : List Nat) : Sorted (sort l) := by sorry
theorem sort_perm (l : List Nat) : (sort l).Perm l := by sorry

/-- False. -/
theorem sort_id (l : List Nat) : sort l = l := by sorry
