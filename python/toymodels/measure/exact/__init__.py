"""Exact values of elaborated terms on big matrices."""
