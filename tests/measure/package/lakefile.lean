import Lake
open Lake DSL

package small where
  leanOptions := #[⟨`autoImplicit, false⟩]

@[default_target]
lean_lib Small where
  srcDir := "lean"
