"""The theorems held against weights, exactly: which apply, how tightly, and what they say of a trained model."""
