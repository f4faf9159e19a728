/-!
# Finite simple graphs

A graph on `n` vertices is a symmetric irreflexive adjacency matrix.
-/

/-- A finite simple graph on the vertices `0, …, n-1`. -/
structure Graph (n : Nat) where
  adj : Fin n → Fin n → Bool
  symm : ∀ i j, adj i j = adj j i
  irrefl : ∀ i, adj i i = false

namespace Graph

variable {n : Nat}

/-- Count the indices at which a predicate holds. -/
def count : {n : Nat} → (Fin n → Bool) → Nat
  | 0, _ => 0
  | _ + 1, p => (if p 0 then 1 else 0) + count fun i => p i.succ

def degree (G : Graph n) (i : Fin n) : Nat := count (G.adj i)

def sumFin : {n : Nat} → (Fin n → Nat) → Nat
  | 0, _ => 0
  | _ + 1, f => f 0 + sumFin fun i => f i.succ

/-- The complement graph. -/
def compl (G : Graph n) : Graph n where
  adj i j := decide (i ≠ j) && !G.adj i j
  symm i j := by simp [G.symm i j, eq_comm]
  irrefl i := by simp

def complete (n : Nat) : Graph n where
  adj i j := decide (i ≠ j)
  symm i j := by simp [eq_comm]
  irrefl i := by simp

def empty (n : Nat) : Graph n := ⟨fun _ _ => false, fun _ _ => rfl, fun _ => rfl⟩

theorem adj_comm (G : Graph n) (i j : Fin n) : G.adj i j = true ↔ G.adj j i = true := by
  rw [G.symm]

theorem compl_compl_adj (G : Graph n) (i j : Fin n) : G.compl.compl.adj i j = G.adj i j := by
  by_cases h : i = j
  · subst h; simp [compl, G.irrefl]
  · simp [compl, h]

/-- The handshake lemma. -/
theorem handshake (G : Graph n) : sumFin G.degree % 2 = 0 := by sorry

theorem degree_lt (G : Graph n) (i : Fin n) : G.degree i < n := by sorry

theorem complete_degree (i : Fin n) : (complete n).degree i = n - 1 := by sorry

/-- False: regular graphs need not be complete. -/
theorem regular_is_complete (G : Graph n) (d : Nat) (h : ∀ i, G.degree i = d) (i j : Fin n) (hij : i ≠ j) :
    G.adj i j = true := by sorry

/-- False: an isolated vertex. -/
theorem no_isolated (G : Graph n) (i : Fin n) : ∃ j, G.adj i j = true := by sorry

end Graph
