module

public import Init

/-! # Forms

One theorem for each way of saying something that must be read. They are statements only: what matters is their
elaborated type. The field's class is not the library's, on purpose. -/

@[expose] public noncomputable section

namespace Forms

universe u

class LinField (α : Type u) extends Lean.Grind.Field α, LE α, LT α, Std.LawfulOrderLT α, Std.IsLinearOrder α,
  Lean.Grind.OrderedRing α

/-- Not a class of every ordered field: the rationals are no instance. -/
class RootField (α : Type u) extends LinField α where
  root : ∀ x : α, 0 ≤ x → ∃ y : α, y * y = x

instance : LinField Rat := {}

attribute [scoped instance] Lean.Grind.Semiring.natCast Lean.Grind.Ring.intCast

abbrev Vec (α : Type u) (m : Nat) := Fin m → α
abbrev Mat (α : Type u) (m n : Nat) := Fin m → Fin n → α

section definitions

variable {α : Type u} [LinField α]

/-! ### Recursion -/

def total : {n : Nat} → (Fin n → α) → α
  | 0, _ => 0
  | n + 1, f => total (fun i : Fin n => f i.castSucc) + f (Fin.last n)

def totalFromFront : {n : Nat} → (Fin n → α) → α
  | 0, _ => 0
  | n + 1, f => f 0 + totalFromFront (fun i : Fin n => f i.succ)

def inner : {n : Nat} → Vec α n → Vec α n → α
  | 0, _, _ => 0
  | _ + 1, x, y => x (Fin.last _) * y (Fin.last _) + inner (fun i => x i.castSucc) (fun i => y i.castSucc)

def weighted : {n : Nat} → Vec α n → α
  | 0, _ => 0
  | n + 1, x => weighted (fun i : Fin n => x i.castSucc) + (n : α) * x (Fin.last n)

/-- No sum: the sign alternates with what is left. -/
def alternating : {n : Nat} → Vec α n → α
  | 0, _ => 0
  | n + 1, x => x (Fin.last n) - alternating (fun i : Fin n => x i.castSucc)

/-- No sum: it starts at one. -/
def onePlus : {n : Nat} → Vec α n → α
  | 0, _ => 1
  | n + 1, x => onePlus (fun i : Fin n => x i.castSucc) + x (Fin.last n)

/-- No sum: it adds the first entry each time. -/
def firstOnly : {n : Nat} → Vec α n → α
  | 0, _ => 0
  | n + 1, x => firstOnly (fun i : Fin n => x i.castSucc) + x 0

def count : {n : Nat} → (Fin n → Bool) → Nat
  | 0, _ => 0
  | n + 1, p => count (fun i : Fin n => p i.castSucc) + if p (Fin.last n) then 1 else 0

def power (x : α) : Nat → α
  | 0 => 1
  | k + 1 => power x k * x

def fibonacci : Nat → Nat
  | 0 => 0
  | 1 => 1
  | k + 2 => fibonacci k + fibonacci (k + 1)

def halvings (n : Nat) : Nat := if n = 0 then 0 else 1 + halvings (n / 2)

def append {n : Nat} (s : Fin n → Bool) (b : Bool) : Fin (n + 1) → Bool :=
  fun i => if h : i.val < n then s ⟨i.val, h⟩ else b

def totalOverSigns : {m : Nat} → ((Fin m → Bool) → α) → α
  | 0, f => f (fun i => i.elim0)
  | _ + 1, f => totalOverSigns (fun s => f (append s true)) + totalOverSigns (fun s => f (append s false))

/-- Used at the natural numbers as well as at the field. -/
def addUp {β : Type u} [Add β] [Zero β] : {n : Nat} → (Fin n → β) → β
  | 0, _ => 0
  | n + 1, f => addUp (fun i : Fin n => f i.castSucc) + f (Fin.last n)

/-! ### Others -/

def dot {m : Nat} (x y : Vec α m) : α := total fun i => x i * y i
def normSq {m : Nat} (x : Vec α m) : α := dot x x
def relu [DecidableLE α] (x : α) : α := if 0 ≤ x then x else 0
def signed (b : Bool) (x : α) : α := match b with | true => x | false => -x
def addPair (p : α × α) : α := p.1 + p.2
def Orthonormal {n m : Nat} (V : Fin n → Vec α m) : Prop := ∀ i j, dot (V i) (V j) = if i = j then 1 else 0
def Monotone (f : α → α) : Prop := ∀ x y, x ≤ y → f x ≤ f y

structure IsProjector {n : Nat} (P : Mat α n n) : Prop where
  symmetric : ∀ i j, P i j = P j i
  idempotent : ∀ i j, total (fun k => P i k * P k j) = P i j

structure Model (α : Type u) (n m : Nat) where
  W : Fin n → Vec α m
  b : Vec α n

def Model.apply [DecidableLE α] {n m : Nat} (M : Model α n m) (x : Vec α n) : Vec α n :=
  fun i => relu (total (fun j => dot (M.W i) (M.W j) * x j) + M.b i)

instance {m : Nat} : Add (Vec α m) := ⟨fun x y i => x i + y i⟩
instance {m n : Nat} : HMul (Mat α m n) (Vec α n) (Vec α m) := ⟨fun A x i => dot (A i) x⟩

end definitions

/-! ### Constants -/

def triangle : Fin 3 → Fin 2 → Rat := fun i j => match i, j with
  | 0, 0 => 1 | 0, 1 => 0 | 1, 0 => -1/2 | 1, 1 => 3/4 | 2, 0 => -1/2 | 2, 1 => -3/4
def byMatch (i : Fin 3) : Rat := match i with | 0 => 1 | 1 => 5 | 2 => 7
def byNumber (k : Nat) : Rat := match k with | 5 => 1 | 7 => 2 | _ => 3
def byList : Fin 3 → Rat := fun i => [1, 2, 5/2][i]
def byVector : Fin 3 → Rat := fun i => #v[1, 2, 5/2][i]
def byRows : Fin 2 → Fin 2 → Rat := fun i j => [[1, 2], [3, 4]][i][j]'(by match i with | 0 => exact j.isLt | 1 => exact j.isLt)
def byCases : Fin 3 → Rat := Fin.cases 4 fun i => (i.val : Rat)
def byLast : Fin 3 → Rat := Fin.lastCases 4 fun i => (i.val : Rat)

inductive Color where
  | red | green | blue
  deriving DecidableEq

def Color.next : Color → Color
  | .red => .green
  | .green => .blue
  | .blue => .red

def byKind : Int → Int
  | .ofNat n => n
  | .negSucc n => n + 1

section statements

variable {α : Type u} [LinField α]

/-! ### Arithmetic and order -/

theorem strict (x y : α) (h : x < y) : x ≤ y := sorry
theorem swapped (x y : α) (h : x > y) : ¬ x ≤ y := sorry
theorem field_operations (x y : α) (h : x ≠ 0) : x⁻¹ * x / y - -3 = x ^ 2 + 1 / 2 := sorry
theorem casts (n : Nat) : ((n : α) + 1) * ((-3 : Int) : α) ≤ ((n - 1 : Nat) : α) ∧ (n : α) - 1 ≤ 0 := sorry
theorem scalar_action (n : Nat) (x : α) : n • x = (n : α) * x := sorry
theorem decimal (x : Rat) : 0.5 * x ≤ x + 1.25e2 := sorry
theorem truncated (a b : Nat) : a - b + b ≥ a / b + a % b := sorry
theorem divides (a b : Nat) (h : a ∣ b) (hb : b % 2 = 1) : a % 2 = 1 := sorry
theorem extremes (i j : Nat) (x y : Rat) : min i j ≤ max i j ∧ min x y ≤ max x y := sorry
theorem own_instance (x y : Rat) : @HAdd.hAdd Rat Rat Rat (@instHAdd Rat ⟨fun a b => a - b⟩) x y = x - y := sorry
theorem own_order (x y : Rat) : @LE.le Rat ⟨fun a b => b < a⟩ x y ∨ x ≤ y := sorry
theorem let_in (x : α) : let y := x + 1; y * y = x * x + 2 * x + 1 := sorry
theorem separate_classes {R : Type u} [Lean.Grind.Field R] [LE R] [LT R] [Std.LawfulOrderLT R] [Std.IsLinearOrder R]
    [Lean.Grind.OrderedRing R] (x y : R) : 0 ≤ (x - y) ^ 2 := sorry

/-! ### Finite types -/

theorem fin_wraps {n : Nat} (i j : Fin (n + 1)) : i + j = j + i ∧ (i * j - 1).val ≤ n ∧ i - j ≤ -j := sorry
theorem fin_literals (x : Fin 3 → α) : x 0 + x 2 = x 5 + x (Fin.last 2) := sorry
theorem fin_cast {n m : Nat} (h : n = m) (x : Vec α n) : total (fun i : Fin m => x (i.cast h.symm)) = total (h ▸ x) := sorry
theorem fin_maps {n : Nat} (x : Vec α (n + 2)) (i : Fin n) :
    x i.castSucc.castSucc + x i.succ.succ = x (i.castAdd 2) + x (i.addNat 2) + x i.castSucc.succ.rev := sorry
theorem nonzero_size (n : Nat) [NeZero n] (x : Fin n → α) : x 0 = x 0 := sorry

/-! ### Logic -/

theorem quantifiers {n : Nat} (x : Vec α (n + 1)) : ∃ i, ∀ j, x j ≤ x i := sorry
theorem bounded {n : Nat} (x : Nat → α) : ∃ k, k ≤ n ∧ ∀ j, j < n + 1 → x j ≤ x k := sorry
theorem dependent {n : Nat} (x : Vec α n) (i : Fin n) : (∀ (k : Nat) (h : k < n), x ⟨k, h⟩ = 0) → x i = 0 := sorry
theorem negated_exists : ¬ ∃ a b c : α, ∀ x y : Fin 2, 0 < a * (x.val : α) + b * (y.val : α) + c ↔ x ≠ y := sorry
theorem hypothesis_exists (a : α) (h : ∃ x : α, x * x = a ∧ 0 ≤ x) : 0 ≤ a := sorry
theorem unfolded_forall (f : α → α) (c : α) (h : ∀ x y : Fin 2, x = y) : Monotone fun x => f x + c := sorry
theorem function_equality {n m : Nat} (A B : Mat α n m) (h : A = B) : B = A := sorry
theorem pairs (p : α × α) (h : p = (1, 2)) : addPair p = p.2 + p.1 := sorry
theorem over_pairs {n : Nat} (x : Fin n × Fin n → α) : n = n := sorry
theorem booleans {n : Nat} (p q : Fin n → Bool) : (∀ i, p i → !q i) ∨ ∃ i, (p i && q i) = true := sorry
theorem decided {n : Nat} [DecidableEq α] (x : Vec α n) : count (fun i => decide (x i ≠ 0)) ≤ n := sorry
theorem with_if [DecidableLE α] (x : α) : relu x ≥ 0 ∧ ¬ relu x < 0 := sorry

/-! ### Definitions -/

theorem sums {n : Nat} (x y : Vec α n) : total (fun i => x i * y i) = inner x y + 0 * totalFromFront x := sorry
theorem counts {n : Nat} (x : Vec α n) : weighted x ≤ alternating x + onePlus x + firstOnly x := sorry
theorem recursion (x : α) (k : Nat) : power x k = x ^ k ∧ fibonacci k ≤ 2 ^ k := sorry
theorem two_types {n : Nat} (x : Vec α n) (k : Fin n → Nat) (h : addUp k = 1) : addUp x = total x := sorry
theorem welch {n m : Nat} (V : Fin n → Vec α m) (hu : ∀ i, normSq (V i) = 1) :
    (total fun i => normSq (V i)) ^ 2 ≤ (m : α) * total fun i => total fun j => dot (V i) (V j) ^ 2 := sorry
theorem composed {n m : Nat} (V : Fin n → Vec α m) : 0 ≤ total (normSq ∘ V) := sorry
theorem over_signs {m : Nat} (x : Vec α m) : totalOverSigns (fun s => total fun i => signed (s i) (x i)) = 0 := sorry
theorem predicate {n m : Nat} (V : Fin n → Vec α m) (h : Orthonormal V) : n ≤ m := sorry
theorem projector {n : Nat} (P : Mat α n n) (h : IsProjector P) :
    IsProjector fun i j => (if i = j then 1 else 0) - P i j := sorry
theorem structures [DecidableLE α] {n m : Nat} (M : Model α n m) (x : Vec α n) (i : Fin n) : 0 ≤ M.apply x i := sorry
theorem own_operations {m n : Nat} (A : Mat α m n) (x y : Vec α n) : A * (x + y) = A * x + A * y := sorry
theorem constants (i : Fin 3) (j : Fin 2) (k : Nat) : triangle i j + byMatch i + byNumber k = byList i + byVector i := sorry
theorem more_constants (i : Fin 3) (j : Fin 2) : byRows j j + byCases i = byLast i := sorry

/-! ### Integers, divisors, binary digits, propositions -/

theorem integers (a b : Int) : a + b = b + a := sorry
theorem integer_division (a b : Int) (hb : b ≠ 0) : b * (a / b) + a % b = a ∧ 0 ≤ a % b := sorry
theorem integer_conventions (a b : Int) :
    b * a.tdiv b + a.tmod b = a ∧ b * a.fdiv b + a.fmod b = a ∧ b * a.ediv b + a.emod b = a := sorry
theorem integer_parts (a : Int) : (a.natAbs : Int) = max a (-a) ∧ a.toNat ≤ a.natAbs ∧ a.sign * a.natAbs = a := sorry
theorem integer_casts (a : Int) (n : Nat) : ((a + n : Int) : Rat) = (a : Rat) + (n : Rat) ∧ -(n : Int) ≤ n := sorry
theorem integer_divisors (a b : Int) (h : a ∣ b) : Int.gcd a b = a.natAbs ∧ Int.lcm a b = b.natAbs := sorry
theorem integer_vectors {n : Nat} (x y : Fin n → Int) : addUp (fun i => x i - y i) = addUp x - addUp y := sorry
theorem integer_cases (a : Int) : byKind a ≤ a * a := sorry
theorem divisors (a b : Nat) : Nat.gcd a b * Nat.lcm a b = a * b ∧ (Nat.Coprime a b → Nat.gcd b a = 1) := sorry
theorem digits (a b k : Nat) : (a &&& b) + (a ||| b) = a + b ∧ a ^^^ b ≤ a ||| b ∧ a <<< k >>> k = a := sorry
theorem one_digit (a k : Nat) : a.testBit k = true ↔ a / 2 ^ k % 2 = 1 := sorry
theorem propositions {n : Nat} (p q : Prop) (s : Fin n → Prop) (h : ∃ i, s i ∧ p) : (p → q) ↔ (¬ q → ¬ p) := sorry

/-! ### Enumerations, types without operations -/

theorem enumeration (c d : Color) (h : c.next = d) : d.next ≠ c ∧ (d = .red ↔ c = .blue) := sorry
theorem by_colors (x : Color → Rat) (h : ∀ c, x c ≤ x c.next) : ∃ c, x c = x .red := sorry
theorem two_types_of_things {A B : Type} [DecidableEq A] (f : A → B) (p : B → Prop) (a : A) :
    (∀ b, p b) → ∃ x, x = a ∧ p (f x) := sorry

/-! ### What the language cannot hold -/

theorem other_class {β : Type u} [RootField β] (x : β) : 0 ≤ x * x := sorry
theorem unknown_class [Inhabited α] (x : α) : x = x := sorry
theorem two_fields {β : Type u} [LinField β] (x : β) (y : α) : x + x = 2 * x ∧ y = y := sorry
theorem infinite_exists (a : α) : ∃ x : α, a < x := sorry
theorem infinite_hypothesis (f : α → α) (h : ∀ x, f x = 0) : f 1 = 0 := sorry
theorem lists (l : List α) : l.length = l.length := sorry
theorem not_structural (n : Nat) : halvings n ≤ n := sorry
theorem core_function (a : Nat) : a.log2 ≤ a := sorry
theorem ragged {n : Nat} (k : Fin n → Nat) (x : (i : Fin n) → Fin (k i) → α) : n = n := sorry
theorem types : (Fin 2 → Bool) = (Fin 2 → Bool) := sorry

end statements

end Forms
