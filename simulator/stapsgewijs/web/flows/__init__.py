"""The pages of a documented flow; each verification method has a module of its own."""
