import Lake
open Lake DSL

package toymodels where
  leanOptions := #[⟨`autoImplicit, false⟩]

@[default_target]
lean_lib ToyModels where
  srcDir := "lean"
  roots := #[`ToyModels]
