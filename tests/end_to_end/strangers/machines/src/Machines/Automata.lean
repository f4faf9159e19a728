/-! Deterministic finite automata. -/

structure DFA (σ : Type) (α : Type) where
  start : σ
  step : σ → α → σ
  accept : σ → Bool

namespace DFA

variable {σ τ α : Type}

def run (M : DFA σ α) (s : σ) (w : List α) : σ := w.foldl M.step s

def accepts (M : DFA σ α) (w : List α) : Bool := M.accept (M.run M.start w)

def compl (M : DFA σ α) : DFA σ α := { M with accept := fun s => !M.accept s }

def inter (M : DFA σ α) (N : DFA τ α) : DFA (σ × τ) α where
  start := (M.start, N.start)
  step p a := (M.step p.1 a, N.step p.2 a)
  accept p := M.accept p.1 && N.accept p.2

theorem run_append (M : DFA σ α) (s : σ) (v w : List α) : M.run s (v ++ w) = M.run (M.run s v) w := by
  simp [run]

theorem accepts_compl (M : DFA σ α) (w : List α) : M.compl.accepts w = !M.accepts w := by
  simp [accepts, compl, run]

theorem accepts_inter (M : DFA σ α) (N : DFA τ α) (w : List α) :
    (M.inter N).accepts w = (M.accepts w && N.accepts w) := by sorry

/-- False. -/
theorem accepts_prefix (M : DFA σ α) (v w : List α) (h : M.accepts (v ++ w) = true) : M.accepts v = true := by sorry

/-- False. -/
theorem accepts_reverse (M : DFA σ α) (w : List α) : M.accepts w.reverse = M.accepts w := by sorry

end DFA

inductive Letter | a | b
  deriving DecidableEq, Repr

open Letter

def evenAs : DFA Bool Letter where
  start := true
  step s l := match l with
    | a => !s
    | b => s
  accept s := s

theorem evenAs_accepts (w : List Letter) : evenAs.accepts w = (w.count a % 2 == 0) := by sorry

/-- Regular expressions, by derivatives. -/
inductive Regex where
  | empty | eps
  | char (c : Letter)
  | alt (r s : Regex)
  | seq (r s : Regex)
  | star (r : Regex)
  deriving Repr

namespace Regex

def nullable : Regex → Bool
  | empty => false
  | eps => true
  | char _ => false
  | alt r s => r.nullable || s.nullable
  | seq r s => r.nullable && s.nullable
  | star _ => true

def deriv (c : Letter) : Regex → Regex
  | empty => empty
  | eps => empty
  | char d => if c = d then eps else empty
  | alt r s => alt (r.deriv c) (s.deriv c)
  | seq r s => if r.nullable then alt (seq (r.deriv c) s) (s.deriv c) else seq (r.deriv c) s
  | star r => seq (r.deriv c) (star r)

def matches? (r : Regex) : List Letter → Bool
  | [] => r.nullable
  | c :: w => (r.deriv c).matches? w

def reverse : Regex → Regex
  | empty => empty
  | eps => eps
  | char c => char c
  | alt r s => alt r.reverse s.reverse
  | seq r s => seq s.reverse r.reverse
  | star r => star r.reverse

theorem nullable_reverse (r : Regex) : r.reverse.nullable = r.nullable := by
  induction r <;> simp [reverse, nullable, *, Bool.and_comm]

end Regex
