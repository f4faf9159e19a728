module

public import ToyModels.Algorithms.Characters
public import ToyModels.Algorithms.Clock
public import ToyModels.Algorithms.GroupAverages
public import ToyModels.Algorithms.GroupRepresentations
public import ToyModels.Algorithms.Groups
public import ToyModels.Algorithms.IntegerRotations
public import ToyModels.Algorithms.OrthogonalTrace
public import ToyModels.Algorithms.Parallelograms
public import ToyModels.Capacity.Allocation
public import ToyModels.Capacity.BlockDimensions
public import ToyModels.Capacity.Blocks
public import ToyModels.Capacity.Budget
public import ToyModels.Capacity.Efficient
public import ToyModels.Capacity.Invariance
public import ToyModels.Capacity.Leverage
public import ToyModels.Capacity.Meaning
public import ToyModels.Capacity.Monosemantic
public import ToyModels.Capacity.TightFrame
public import ToyModels.Capacity.Vulnerability
public import ToyModels.Circuits.Attention
public import ToyModels.Circuits.CausalGraph
public import ToyModels.Circuits.Composition
public import ToyModels.Circuits.Copying
public import ToyModels.Circuits.DeepPaths
public import ToyModels.Circuits.Induction
public import ToyModels.Circuits.Intervention
public import ToyModels.Circuits.OneLayer
public import ToyModels.Circuits.PathExpansion
public import ToyModels.Circuits.Recurrence
public import ToyModels.Circuits.Retrieval
public import ToyModels.Dictionary.Absorption
public import ToyModels.Dictionary.Shrinkage
public import ToyModels.Dictionary.Thresholds
public import ToyModels.Foundations.BooleanSet
public import ToyModels.Foundations.Matrix
public import ToyModels.Foundations.OrderedField
public import ToyModels.Foundations.Probability
public import ToyModels.Foundations.Projection
public import ToyModels.Foundations.Sum
public import ToyModels.Foundations.TraceLemma
public import ToyModels.Foundations.Vector
public import ToyModels.Headlines
public import ToyModels.Learning.Degeneracy
public import ToyModels.Learning.GradientDescent
public import ToyModels.Learning.Linearised
public import ToyModels.Packing.Bessel
public import ToyModels.Packing.Codes
public import ToyModels.Packing.Equiangular
public import ToyModels.Packing.ExponentialFamilies
public import ToyModels.Packing.FourthOrder
public import ToyModels.Packing.LowCoherence
public import ToyModels.Packing.ObtuseFamilies
public import ToyModels.Packing.RankLemma
public import ToyModels.Packing.Rankin
public import ToyModels.Packing.SignVectors
public import ToyModels.Packing.TensorPower
public import ToyModels.Packing.TightFrame
public import ToyModels.Packing.Welch
public import ToyModels.Recovery.Explicit
public import ToyModels.Recovery.Interference
public import ToyModels.Recovery.MatchedFilter
public import ToyModels.Recovery.Sparse
public import ToyModels.Recovery.Threshold
public import ToyModels.Representation.Erasure
public import ToyModels.Representation.ErasureLaws
public import ToyModels.Representation.SideEffects
public import ToyModels.Representation.Steering
public import ToyModels.Representation.Symmetry
public import ToyModels.Superposition.EckartYoung
public import ToyModels.Superposition.ExpectedLoss
public import ToyModels.Superposition.LinearModel
public import ToyModels.Superposition.MomentCurve
public import ToyModels.Superposition.OneSparse
public import ToyModels.Superposition.PhaseChange
public import ToyModels.Superposition.PhaseDiagram
public import ToyModels.Superposition.Polytopes
public import ToyModels.Superposition.PrivilegedBasis
public import ToyModels.Superposition.Relu
public import ToyModels.Superposition.ReluCircuits
public import ToyModels.Superposition.ReluLoss
public import ToyModels.Superposition.ReluModel
public import ToyModels.Wider.Contextuality
public import ToyModels.Wider.DataProcessing
public import ToyModels.Wider.Decimation
public import ToyModels.Wider.Variational

/-!
# ToyModels

Small machine-checked theorems about superposition and linear representations in toy models of neural networks. This
file imports every module and proves nothing.
-/
