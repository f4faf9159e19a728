/-! Binary trees, and trees over any type. -/

inductive Tree where
  | leaf
  | node (left : Tree) (value : Nat) (right : Tree)
  deriving Repr, DecidableEq

namespace Tree

def size : Tree → Nat
  | leaf => 0
  | node l _ r => l.size + r.size + 1

def depth : Tree → Nat
  | leaf => 0
  | node l _ r => max l.depth r.depth + 1

def mirror : Tree → Tree
  | leaf => leaf
  | node l x r => node r.mirror x l.mirror

def toList : Tree → List Nat
  | leaf => []
  | node l x r => l.toList ++ [x] ++ r.toList

def insert (t : Tree) (k : Nat) : Tree :=
  match t with
  | leaf => node leaf k leaf
  | node l x r => if k < x then node (l.insert k) x r else if x < k then node l x (r.insert k) else t

def contains (t : Tree) (k : Nat) : Bool :=
  match t with
  | leaf => false
  | node l x r => k == x || l.contains k || r.contains k

theorem mirror_mirror (t : Tree) : t.mirror.mirror = t := by
  induction t with
  | leaf => rfl
  | node l x r hl hr => simp [mirror, hl, hr]

theorem depth_le_size (t : Tree) : t.depth ≤ t.size := by
  induction t with
  | leaf => simp [depth, size]
  | node l x r hl hr => simp [depth, size]; omega

theorem length_toList (t : Tree) : t.toList.length = t.size := by
  induction t with
  | leaf => rfl
  | node l x r hl hr => simp [toList, size, hl, hr]; omega

theorem contains_insert (t : Tree) (k : Nat) : (t.insert k).contains k = true := by sorry

theorem leaf_ne_node (l r : Tree) (x : Nat) : leaf ≠ node l x r := by simp

theorem size_pos (t : Tree) (h : t ≠ leaf) : 0 < t.size := by
  cases t with
  | leaf => contradiction
  | node l x r => simp [size]

theorem mirror_is_not_id (t : Tree) : t.mirror = t := by sorry

theorem size_is_not_depth (t : Tree) : t.size ≤ t.depth := by sorry

theorem insert_may_find (t : Tree) (k : Nat) : (t.insert k).size = t.size + 1 := by sorry

end Tree

inductive Shape (α : Type) where
  | dot (x : α)
  | pair (a b : Shape α)

namespace Shape

def count {α : Type} : Shape α → Nat
  | dot _ => 1
  | pair a b => a.count + b.count

def map {α β : Type} (f : α → β) : Shape α → Shape β
  | dot x => dot (f x)
  | pair a b => pair (a.map f) (b.map f)

theorem count_map {α β : Type} (f : α → β) (s : Shape α) : (s.map f).count = s.count := by
  induction s with
  | dot x => rfl
  | pair a b ha hb => simp [map, count, ha, hb]

end Shape

inductive Rose where
  | node (value : Nat) (children : List Rose)

theorem rose_refl (t : Rose) : t = t := rfl

mutual
inductive Even where
  | zero
  | next (n : Odd)
inductive Odd where
  | next (n : Even)
end

theorem even_refl (n : Even) : n = n := rfl
