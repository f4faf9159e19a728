"""What a term of the statement language is worth on given values, exactly.

An `evaluator.Evaluator` knows the definitions that terms call. It takes a whole batch (`prop`, `props`, `value`) or one
instance (`exact`); `oracle.oracle_value` takes one instance and is the oracle.
"""
