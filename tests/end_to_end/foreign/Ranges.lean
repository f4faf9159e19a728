module

public import Ranges.Sums
public import Ranges.Geometry
