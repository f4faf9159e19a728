import Lake
open Lake DSL

package corpus

lean_lib Corpus
