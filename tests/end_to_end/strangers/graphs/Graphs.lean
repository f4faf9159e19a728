import Graphs.Basic
import Graphs.Paths
import Graphs.Colouring
