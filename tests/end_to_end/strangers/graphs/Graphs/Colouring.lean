import Graphs.Basic

namespace Graph

variable {n : Nat}

def IsColouring (G : Graph n) {k : Nat} (c : Fin n → Fin k) : Prop :=
  ∀ i j, G.adj i j = true → c i ≠ c j

inductive Colour
  | red | green | blue
  deriving DecidableEq, Repr

def IsThreeColouring (G : Graph n) (c : Fin n → Colour) : Prop :=
  ∀ ⦃i j⦄, G.adj i j → c i ≠ c j

def Bipartite (G : Graph n) : Prop := ∃ c : Fin n → Bool, ∀ i j, G.adj i j = true → c i ≠ c j

theorem injective_isColouring (G : Graph n) (c : Fin n → Fin n) (h : ∀ i j, c i = c j → i = j) :
    G.IsColouring c := by
  intro i j hij hc
  have := h i j hc
  subst this
  simp [G.irrefl] at hij

theorem colouring_of_larger (G : Graph n) {k : Nat} (c : Fin n → Fin k) (h : G.IsColouring c) :
    G.IsColouring fun i => (c i).castSucc := by sorry

theorem bipartite_iff (G : Graph n) : G.Bipartite ↔ ∃ c : Fin n → Fin 2, G.IsColouring c := by sorry

theorem triangle_free_of_bipartite (G : Graph n) (h : G.Bipartite) (i j k : Fin n) :
    ¬ (G.adj i j ∧ G.adj j k ∧ G.adj k i) := by sorry

end Graph
