module

public import Kinds.Structures
public import Kinds.Trees
public import Kinds.Quotients
