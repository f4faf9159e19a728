/-! Nested, mutual, indexed. -/

inductive Rose where
  | node (value : Nat) (children : List Rose)

namespace Rose
mutual
def size : Rose → Nat
  | node _ cs => 1 + sizes cs
def sizes : List Rose → Nat
  | [] => 0
  | c :: cs => c.size + sizes cs
end

mutual
def depth : Rose → Nat
  | node _ cs => 1 + depths cs
def depths : List Rose → Nat
  | [] => 0
  | c :: cs => max c.depth (depths cs)
end

def size' : Rose → Nat
  | node _ cs => 1 + (cs.map fun c => c.size').sum

def mirror : Rose → Rose
  | node v cs => node v (cs.attach.map fun ⟨c, _⟩ => c.mirror).reverse

theorem size_pos (t : Rose) : 0 < t.size := by sorry
theorem depth_le_size (t : Rose) : t.depth ≤ t.size := by sorry
theorem size_eq (t : Rose) : t.size' = t.size := by sorry
theorem mirror_mirror (t : Rose) : t.mirror.mirror = t := by sorry
theorem size_mirror (t : Rose) : t.mirror.size' = t.size' := by sorry
theorem mirror_id (t : Rose) : t.mirror = t := by sorry
end Rose

inductive RoseTree (α : Type) where
  | node (value : α) (children : List (RoseTree α))

def RoseTree.map {α β : Type} (f : α → β) : RoseTree α → RoseTree β
  | .node v cs => .node (f v) (cs.map (RoseTree.map f))

def RoseTree.toList {α : Type} : RoseTree α → List α
  | .node v cs => v :: (cs.map RoseTree.toList).flatten

theorem RoseTree.toList_map {α β : Type} (f : α → β) (t : RoseTree α) : (t.map f).toList = t.toList.map f := by sorry
theorem RoseTree.toList_length {α : Type} (t : RoseTree α) : t.toList.length = 1 := by sorry

mutual
inductive EvenList where
  | nil
  | cons (a : Nat) (rest : OddList)
inductive OddList where
  | cons (a : Nat) (rest : EvenList)
end

mutual
def EvenList.length : EvenList → Nat
  | .nil => 0
  | .cons _ rest => rest.length + 1
def OddList.length : OddList → Nat
  | .cons _ rest => rest.length + 1
end

theorem EvenList.even (l : EvenList) : l.length % 2 = 0 := by sorry
theorem OddList.odd (l : OddList) : l.length % 2 = 1 := by sorry
theorem OddList.short (l : OddList) : l.length ≤ 1 := by sorry

inductive Vect (α : Type) : Nat → Type where
  | nil : Vect α 0
  | cons {n : Nat} (a : α) (rest : Vect α n) : Vect α (n + 1)

namespace Vect
def toList {α : Type} {n : Nat} : Vect α n → List α
  | nil => []
  | cons a v => a :: v.toList

def map {α β : Type} (f : α → β) : {n : Nat} → Vect α n → Vect β n
  | _, nil => nil
  | _, cons a v => cons (f a) (map f v)

def head {α : Type} {n : Nat} : Vect α (n + 1) → α
  | cons a _ => a

theorem length_toList {α : Type} {n : Nat} (v : Vect α n) : v.toList.length = n := by sorry
theorem head_map {α β : Type} (f : α → β) {n : Nat} (v : Vect α (n + 1)) : (v.map f).head = f v.head := by sorry
theorem short {n : Nat} (v : Vect Nat n) : v.toList.length ≤ 1 := by sorry
theorem head_pos {n : Nat} (v : Vect Nat (n + 1)) : 0 < v.head := by sorry
end Vect

inductive MyList (α : Type) where
  | nil
  | cons (head : α) (tail : MyList α)

inductive Forest where
  | tree (children : MyList Forest)

def MyList.length {α : Type} : MyList α → Nat
  | .nil => 0
  | .cons _ t => t.length + 1

theorem forest' (f : Forest) : f = .tree .nil := by sorry

inductive Bin where
  | leaf
  | node (children : Bool → Bin)

def Bin.size : Bin → Nat
  | .leaf => 1
  | .node c => (c true).size + (c false).size

theorem Bin.pos (b : Bin) : 0 < b.size := by sorry
theorem Bin.one (b : Bin) : b.size = 1 := by sorry

def sumTo (l : List Nat) : Nat := match l with
  | [] => 0
  | [a] => a
  | a :: b :: rest => sumTo ((a + b) :: rest)
termination_by l.length

theorem sumTo_eq (l : List Nat) : sumTo l = l.sum := by sorry
