/-! Groups, from the axioms. -/

class MyMonoid (M : Type) where
  mul : M → M → M
  one : M
  mul_assoc : ∀ a b c : M, mul (mul a b) c = mul a (mul b c)
  one_mul : ∀ a : M, mul one a = a
  mul_one : ∀ a : M, mul a one = a

class MyGroup (G : Type) extends MyMonoid G where
  inv : G → G
  inv_mul : ∀ a : G, mul (inv a) a = one

infixl:70 " ⋆ " => MyMonoid.mul

section
variable {G : Type} [MyGroup G]

open MyMonoid MyGroup

theorem mul_left_cancel' (a b c : G) (h : a ⋆ b = a ⋆ c) : b = c := by
  have := congrArg (inv a ⋆ ·) h
  simpa [← mul_assoc, inv_mul, one_mul] using this

theorem mul_inv (a : G) : a ⋆ inv a = one := by
  apply mul_left_cancel' (inv a)
  rw [← mul_assoc, inv_mul, one_mul, mul_one]

theorem inv_inv' (a : G) : inv (inv a) = a := by
  apply mul_left_cancel' (inv a)
  rw [mul_inv, inv_mul]

/-- False: not every group is commutative. -/
theorem mul_comm' (a b : G) : a ⋆ b = b ⋆ a := by sorry

/-- False: elements of order three. -/
theorem inv_eq_self (a : G) : inv a = a := by sorry

def power (a : G) : Nat → G
  | 0 => one
  | n + 1 => power a n ⋆ a

theorem power_add (a : G) (m n : Nat) : power a (m + n) = power a m ⋆ power a n := by sorry

end

structure IsSubgroup {G : Type} [MyGroup G] (p : G → Prop) : Prop where
  one : p MyMonoid.one
  mul : ∀ a b, p a → p b → p (a ⋆ b)
  inv : ∀ a, p a → p (MyGroup.inv a)

theorem inter_isSubgroup {G : Type} [MyGroup G] (p q : G → Prop) (hp : IsSubgroup p) (hq : IsSubgroup q) :
    IsSubgroup fun a => p a ∧ q a := by sorry

/-- False. -/
theorem union_isSubgroup {G : Type} [MyGroup G] (p q : G → Prop) (hp : IsSubgroup p) (hq : IsSubgroup q) :
    IsSubgroup fun a => p a ∨ q a := by sorry

/-- Groups as a structure. -/
structure GroupStr (G : Type) where
  mul : G → G → G
  one : G
  inv : G → G
  assoc : ∀ a b c, mul (mul a b) c = mul a (mul b c)
  one_mul : ∀ a, mul one a = a
  inv_mul : ∀ a, mul (inv a) a = one

theorem GroupStr.mul_one {G : Type} (g : GroupStr G) (a : G) : g.mul a g.one = a := by sorry

/-- False. -/
theorem GroupStr.trivial {G : Type} (g : GroupStr G) (a : G) : a = g.one := by sorry

/-- A monoid with core's classes. -/
class CommMon (α : Type) extends Mul α, One α where
  assoc : ∀ a b c : α, a * b * c = a * (b * c)
  comm : ∀ a b : α, a * b = b * a
  one_mul : ∀ a : α, 1 * a = a

theorem mul_left_comm' {α : Type} [CommMon α] (a b c : α) : a * (b * c) = b * (a * c) := by
  rw [← CommMon.assoc, CommMon.comm a b, CommMon.assoc]

/-- False. -/
theorem idempotent {α : Type} [CommMon α] (a : α) : a * a = a := by sorry

instance : CommMon Nat where
  mul := Nat.mul
  one := 1
  assoc := Nat.mul_assoc
  comm := Nat.mul_comm
  one_mul := Nat.one_mul

theorem nat_left_comm (a b c : Nat) : a * (b * c) = b * (a * c) := mul_left_comm' a b c
