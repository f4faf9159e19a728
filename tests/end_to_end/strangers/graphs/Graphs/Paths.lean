import Graphs.Basic

namespace Graph

variable {n : Nat}

/-- Whether `j` can be reached from `i` in exactly `k` steps. -/
def walk (G : Graph n) : Nat → Fin n → Fin n → Prop
  | 0, i, j => i = j
  | k + 1, i, j => ∃ m, G.adj i m = true ∧ G.walk k m j

/-- Walks as lists of vertices. -/
def isPath (G : Graph n) : List (Fin n) → Bool
  | [] => true
  | [_] => true
  | a :: b :: rest => G.adj a b && G.isPath (b :: rest)

inductive Connected (G : Graph n) : Fin n → Fin n → Prop
  | refl (i : Fin n) : Connected G i i
  | step {i j k : Fin n} : G.adj i j = true → Connected G j k → Connected G i k

theorem walk_symm (G : Graph n) (k : Nat) (i j : Fin n) (h : G.walk k i j) : G.walk k j i := by sorry

theorem walk_add (G : Graph n) (a b : Nat) (i j k : Fin n) (h : G.walk a i j) (h' : G.walk b j k) :
    G.walk (a + b) i k := by sorry

/-- False: a triangle. -/
theorem no_odd_cycles (G : Graph n) (i : Fin n) : ¬ G.walk 3 i i := by sorry

theorem isPath_reverse (G : Graph n) (l : List (Fin n)) : G.isPath l.reverse = G.isPath l := by sorry

theorem isPath_cons (G : Graph n) (a : Fin n) (l : List (Fin n)) (h : G.isPath (a :: l) = true) :
    G.isPath l = true := by sorry

/-- False. -/
theorem isPath_nodup (G : Graph n) (l : List (Fin n)) (h : G.isPath l = true) : l.Nodup := by sorry

theorem Connected.trans {G : Graph n} {i j k : Fin n} (h : Connected G i j) (h' : Connected G j k) :
    Connected G i k := by
  induction h with
  | refl => exact h'
  | step e _ ih => exact .step e (ih h')

theorem Connected.of_walk {G : Graph n} {k : Nat} {i j : Fin n} (h : G.walk k i j) : Connected G i j := by sorry

/-- False: there may be two components. -/
theorem all_connected (G : Graph n) (i j : Fin n) : Connected G i j := by sorry

end Graph
