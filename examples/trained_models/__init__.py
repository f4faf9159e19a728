"""Small models trained by hand-written gradients in NumPy, in seconds, and the library's predictions held against them.

python -m examples.trained_models    # trains all of them and prints the table of docs/trained-weights.md
"""
