import Lake
open Lake DSL

package «number-ranges»

lean_lib Ranges
