module

public import Ranges.Sums
public import Ranges.Geometry
public import Ranges.Classes
