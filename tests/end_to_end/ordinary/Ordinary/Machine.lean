/-! Structures, an interpreter and a stack machine. -/

structure Point where
  x : Int
  y : Int
  deriving DecidableEq

def Point.add (p q : Point) : Point := ⟨p.x + q.x, p.y + q.y⟩

def Point.norm (p : Point) : Nat := p.x.natAbs + p.y.natAbs

theorem Point.norm_add (p q : Point) : (p.add q).norm ≤ p.norm + q.norm := by sorry

theorem Point.norm_may_vanish (p : Point) : 0 < p.norm := by sorry

inductive Expr where
  | num (n : Int)
  | var
  | add (a b : Expr)
  | neg (a : Expr)

namespace Expr

def eval (x : Int) : Expr → Int
  | num n => n
  | var => x
  | add a b => a.eval x + b.eval x
  | neg a => - a.eval x

def simplify : Expr → Expr
  | add (num 0) e => e.simplify
  | add a b => add a.simplify b.simplify
  | neg (neg a) => a.simplify
  | neg a => neg a.simplify
  | e => e

def drop : Expr → Expr
  | neg a => a
  | e => e

theorem eval_simplify (x : Int) (e : Expr) : e.simplify.eval x = e.eval x := by sorry

theorem eval_drop_differs (x : Int) (e : Expr) : e.drop.eval x = e.eval x := by sorry

end Expr

inductive Op where
  | push (n : Int)
  | plus

def step (s : List Int) : Op → Option (List Int)
  | .push n => some (n :: s)
  | .plus => match s with
    | a :: b :: rest => some ((a + b) :: rest)
    | _ => none

theorem step_some (s : List Int) (o : Op) (h : 2 ≤ s.length) : (step s o).isSome = true := by sorry

theorem step_may_fail (s : List Int) (o : Op) : (step s o).isSome = true := by sorry

theorem sum_has_sides {α β : Type} (s : α ⊕ β) : s.isLeft = true ∨ s.isRight = true := by cases s <;> simp
