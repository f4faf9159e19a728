"""Checking statements on instances, and what that says."""
