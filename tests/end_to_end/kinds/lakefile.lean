import Lake
open Lake DSL

package «kinds»

lean_lib Kinds
