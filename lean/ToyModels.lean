module

public import ToyModels.Algorithms.OrthogonalTrace
public import ToyModels.Capacity.Budget
public import ToyModels.Circuits.PathExpansion
public import ToyModels.Foundations.Matrix
public import ToyModels.Foundations.OrderedField
public import ToyModels.Foundations.Projection
public import ToyModels.Foundations.Sum
public import ToyModels.Foundations.TraceLemma
public import ToyModels.Foundations.Vector
public import ToyModels.Packing.Bessel
public import ToyModels.Packing.Rankin
public import ToyModels.Packing.Welch
public import ToyModels.Superposition.Relu

/-!
# ToyModels

Small machine-checked theorems about superposition and linear representations in toy models of neural networks. This
file imports every module and proves nothing.
-/
