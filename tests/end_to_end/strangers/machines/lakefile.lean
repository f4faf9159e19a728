import Lake
open Lake DSL

package machines where
  version := v!"0.1.0"

@[default_target] lean_lib Machines where
  srcDir := "src"
