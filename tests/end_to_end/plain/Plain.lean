import Plain.Basic

def total (l : List Nat) : Nat := (l.map (· + 1)).foldr (· + ·) 0

def sumFin : (n : Nat) → (Fin n → Rat) → Rat
  | 0, _ => 0
  | n + 1, f => f 0 + sumFin n fun i => f i.succ

theorem sumFin_zero (f : Fin 0 → Rat) : sumFin 0 f = 0 := rfl

theorem sumFin_two (f : Fin 2 → Rat) : sumFin 2 f = f 0 + (f 1 + 0) := rfl

theorem notation_used : ⟪2⟫ = 4 := by decide

#print axioms sumFin_zero

#eval total [1, 2, 3]
