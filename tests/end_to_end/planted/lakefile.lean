import Lake
open Lake DSL

package planted where
  leanOptions := #[⟨`autoImplicit, false⟩]

@[default_target]
lean_lib Planted where
  srcDir := "lean"
