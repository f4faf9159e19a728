import Machines.Compiler
import Machines.Automata
import Machines.Sorting
import Machines.Nested
