"""What checks would have caught: which hypotheses are needed, how tight a bound is, which mistakes are noticed."""
