"""Inner products that words write with a dot are written as in the formulas, and nothing else is touched."""

import pytest

from toymodels.site.brackets import bracketed


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("(Vᵢ · Vⱼ)² ≤ μ₂", "⟨Vᵢ, Vⱼ⟩² ≤ μ₂"),
        ("(Rᵢ · Wᵢ)² / Σⱼ (Rᵢ · Wⱼ)²", "⟨Rᵢ, Wᵢ⟩² / Σⱼ ⟨Rᵢ, Wⱼ⟩²"),
        ("(Σᵢ Vᵢ · Vᵢ)² ≤ m Σᵢⱼ (Vᵢ · Vⱼ)²", "(Σᵢ ⟨Vᵢ, Vᵢ⟩)² ≤ m Σᵢⱼ ⟨Vᵢ, Vⱼ⟩²"),
        ("x · A x + c · x", "⟨x, A x⟩ + ⟨c, x⟩"),
        ("c · (X Xᵀ c) = ‖Xᵀ c‖²", "⟨c, X Xᵀ c⟩ = ‖Xᵀ c‖²"),
        ("relu (Rᵢ · Σⱼ xⱼ Wⱼ + bᵢ)", "relu (⟨Rᵢ, Σⱼ xⱼ Wⱼ⟩ + bᵢ)"),
        ("aᵢ Wᵢ · Wⱼ", "aᵢ ⟨Wᵢ, Wⱼ⟩"),
        ("η² g · H g / 2", "η² ⟨g, H g⟩ / 2"),
        ("(a · b + a' · b)²", "(⟨a, b⟩ + ⟨a', b⟩)²"),
        ("Σ_{j ≠ i} E xⱼ² (Vᵢ · Vⱼ)²", "Σ_{j ≠ i} E xⱼ² ⟨Vᵢ, Vⱼ⟩²"),
        ("(x · y)² / ((x · x) (y · y))", "⟨x, y⟩² / (⟨x, x⟩ ⟨y, y⟩)"),
        ("|Rᵢ · Wⱼ - δᵢⱼ| ≤ ε", "|⟨Rᵢ, Wⱼ⟩ - δᵢⱼ| ≤ ε"),
        ("Var (u · x)", "Var ⟨u, x⟩"),
        ("(Ŵᵢ · Wⱼ)²", "⟨Ŵᵢ, Wⱼ⟩²"),
    ],
)
def test_a_dot_between_vectors_becomes_brackets(written: str, shown: str):
    assert bracketed(written) == shown


@pytest.mark.parametrize(
    "written",
    ["6 · 42 < 21 · 15", "3 · 2ᵐ", "0 · x + E z", "‖N ·‖²", "· x", "x ·", "n - m ≤ m (n - 1) μ", "(x", "f (a, b)", ""],
)
def test_all_else_stays(written: str):
    assert bracketed(written) == written
