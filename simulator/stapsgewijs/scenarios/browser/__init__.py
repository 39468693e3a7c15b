"""What is done in a browser: locating, input, pictures."""
