import Ordinary.Trees
import Ordinary.Machine
import Ordinary.Numbers
import Ordinary.Words
