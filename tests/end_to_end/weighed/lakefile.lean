import Lake
open Lake DSL

package weighed where
  leanOptions := #[⟨`autoImplicit, false⟩]

@[default_target]
lean_lib Weighed where
  srcDir := "lean"
