/-! Statements about lists, optional values and pairs: those in `Holds` are true, those in `Fails` are not. -/

set_option autoImplicit false
set_option warn.sorry false

namespace Holds

theorem reversed : [1, 2, 3].reverse = [3, 2, 1] := by sorry
theorem filtered : [3, 1, 2, 5].filter (fun n => 2 < n) = [3, 5] := by sorry
theorem folded : [1, 2, 3].foldl (fun s n => 10 * s + n) 0 = 123 := by sorry
theorem folded_right : [1, 2, 3].foldr (fun n s => 10 * s + n) 0 = 321 := by sorry
theorem taken : ([1, 2, 3].take 2, [1, 2, 3].drop 2) = ([1, 2], [3]) := by sorry
theorem zipped : [1, 2, 3].zip [4, 5] = [(1, 4), (2, 5)] := by sorry
theorem last : [1, 2, 3].getLast? = some 3 := by sorry
theorem beyond : [1, 2, 3][3]? = none := by sorry
theorem inside : [1, 2, 3][1]? = some 2 := by sorry
theorem replicated : List.replicate 2 7 ++ [8] = [7, 7, 8] := by sorry
theorem nested : [[1], [], [2, 3]].flatten = [1, 2, 3] := by sorry
theorem nested_options : (some (some 2)).join = some 2 ∧ (some (none : Option Nat)).join = none := by sorry
theorem chained : (some 3).bind (fun n => if n < 3 then none else some (n + 1)) = some 4 := by sorry
theorem defaulted : (none : Option Nat).getD 5 = 5 ∧ (some 4).getD 5 = 4 := by sorry
theorem swapped (p : Nat × Int) : p.swap.swap = p := by sorry
theorem length_of_append (l m : List Int) : (l ++ m).length = l.length + m.length := by sorry
theorem member_of_map (l : List Nat) (f : Nat → Nat) (n : Nat) (h : n ∈ l) : f n ∈ l.map f := by sorry
theorem some_or_none (o : Option (Fin 3)) : o = none ∨ ∃ i, o = some i := by sorry
theorem no_element (o : Option (Fin 0)) : o = none := by sorry
theorem there_is_none (n : Nat) : ∃ o : Option (Fin n), o = none := by sorry
theorem map_of_pair {α β : Type} (f : α × β → Option α) (p : α × β) (h : f p = none) : (f p).isNone := by sorry

end Holds

namespace Fails

theorem reversed : [1, 2, 3].reverse = [3, 1, 2] := by sorry
theorem filtered : [3, 1, 2, 5].filter (fun n => 2 < n) = [5, 3] := by sorry
theorem folded : [1, 2, 3].foldl (fun s n => 10 * s + n) 0 = 321 := by sorry
theorem taken : [1, 2, 3].take 2 = [2, 3] := by sorry
theorem last : [1, 2, 3].getLast? = some 1 := by sorry
theorem beyond : [1, 2, 3][3]? = some 3 := by sorry
theorem appended (l m : List Nat) : l ++ m = m ++ l := by sorry
theorem reversed_append (l m : List Nat) : (l ++ m).reverse = l.reverse ++ m.reverse := by sorry
theorem no_longer (l : List Int) : l.length ≤ 2 := by sorry
theorem filter_keeps (l : List Nat) (p : Nat → Bool) : (l.filter p).length = l.length := by sorry
theorem head_of_reverse (l : List Int) : l.reverse.head? = l.head? := by sorry
theorem inhabited {α : Type} (l : List α) : l ≠ [] := by sorry
theorem option_commutes (o p : Option Nat) : o.or p = p.or o := by sorry
theorem map_is_some (o : Option Nat) : (o.map fun n => n + 1).isSome := by sorry
theorem some_element (n : Nat) (o : Option (Fin n)) : o.isSome := by sorry
theorem sorted_pair (p : Int × Int) : p.1 ≤ p.2 := by sorry
theorem same_swapped (p : Nat × Nat) : p.swap = p := by sorry
theorem pair_function (f : Nat × Bool → Bool) (n : Nat) : f (n, true) = f (n, false) := by sorry
theorem option_function (f : Option Bool → Bool) : f none = f (some true) := by sorry
theorem only_fin (n : Nat) : ∃ o : Option (Fin n), o ≠ none := by sorry

end Fails
