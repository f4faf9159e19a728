module

public import Forms.Statements
