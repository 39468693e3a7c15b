"""The views of verification methods, a module for each."""
