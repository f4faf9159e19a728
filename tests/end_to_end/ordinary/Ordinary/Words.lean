/-! Machine words. -/

theorem word_and_self (x : BitVec 8) : x &&& x = x := by simp

theorem or_is_not_add (a b : BitVec 8) : a ||| b = a + b := by sorry

theorem word_wraps (a : UInt8) : a < a + 1 := by sorry

theorem signed_words (a : Int8) : 0 ≤ a := by sorry

theorem same_text (s : String) : s = s := rfl

theorem same_float (x : Float) : x = x := rfl
