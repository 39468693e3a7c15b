"""Runs guides: starts one pytest session and returns what it proved."""
