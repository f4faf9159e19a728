theorem Beside.add_zero' (x : Rat) : x + 0 = x := by exact Rat.add_zero x
