import Lake
open Lake DSL

package forms where
  leanOptions := #[⟨`autoImplicit, false⟩]

@[default_target]
lean_lib Forms where
  srcDir := "lean"
