"""Faults of the phone network: by rule, number, header or chance."""
