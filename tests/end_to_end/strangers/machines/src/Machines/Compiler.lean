/-! A compiler from arithmetic expressions to a stack machine, and its correctness. -/

namespace Machines

inductive BinOp where
  | plus | times | minus
  deriving DecidableEq, Repr

def BinOp.denote : BinOp → Int → Int → Int
  | plus => (· + ·)
  | times => (· * ·)
  | minus => (· - ·)

inductive Expr where
  | const (n : Int)
  | binop (op : BinOp) (lhs rhs : Expr)
  deriving Repr

def Expr.eval : Expr → Int
  | const n => n
  | binop op l r => op.denote l.eval r.eval

inductive Instr where
  | push (n : Int)
  | op (b : BinOp)
  deriving Repr

abbrev Prog := List Instr
abbrev Stack := List Int

def Instr.run (i : Instr) (s : Stack) : Option Stack :=
  match i with
  | push n => some (n :: s)
  | op b =>
    match s with
    | x :: y :: rest => some (b.denote x y :: rest)
    | _ => none

def run : Prog → Stack → Option Stack
  | [], s => some s
  | i :: is, s => do
    let s' ← i.run s
    run is s'

def compile : Expr → Prog
  | .const n => [.push n]
  | .binop op l r => compile r ++ compile l ++ [.op op]

/-- The wrong order of operands. -/
def compile' : Expr → Prog
  | .const n => [.push n]
  | .binop op l r => compile' l ++ compile' r ++ [.op op]

theorem run_append (p q : Prog) (s : Stack) : run (p ++ q) s = (run p s).bind (run q) := by
  induction p generalizing s with
  | nil => rfl
  | cons i is ih =>
    simp only [List.cons_append, run]
    cases i.run s with
    | none => rfl
    | some s' => exact ih s'

theorem compile_correct' (e : Expr) (s : Stack) : run (compile e) s = some (e.eval :: s) := by
  induction e generalizing s with
  | const n => rfl
  | binop op l r hl hr => simp [compile, run_append, hl, hr, run, Instr.run, Expr.eval]

theorem compile_correct (e : Expr) : run (compile e) [] = some [e.eval] := compile_correct' e []

/-- False. -/
theorem compile'_correct (e : Expr) : run (compile' e) [] = some [e.eval] := by sorry

def Expr.size : Expr → Nat
  | const _ => 1
  | binop _ l r => l.size + r.size + 1

theorem compile_length (e : Expr) : (compile e).length = e.size := by sorry

def Expr.fold : Expr → Expr
  | const n => const n
  | binop op l r =>
    match l.fold, r.fold with
    | const a, const b => const (op.denote a b)
    | l', r' => binop op l' r'

theorem fold_size_le (e : Expr) : e.fold.size ≤ e.size := by sorry

end Machines
