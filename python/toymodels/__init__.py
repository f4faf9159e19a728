"""ToyModels: theorems about toy models of neural networks, proved in Lean and cross-checked numerically."""

__version__ = "0.1.0"
