import Lake
open Lake DSL

package beside

@[default_target] lean_lib "Beside" where
  globs := #[.submodules `Beside]
