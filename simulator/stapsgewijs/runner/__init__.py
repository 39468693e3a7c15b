"""Runs guides: one pytest session, and the runs that it proves."""
