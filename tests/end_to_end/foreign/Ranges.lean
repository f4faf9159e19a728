import Ranges.Sums
import Ranges.Geometry
