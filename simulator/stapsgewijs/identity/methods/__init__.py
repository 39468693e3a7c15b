"""Verification methods: how a person proves to have a phone."""
