module

public import Planted.Good
public import Planted.Faults
