"""Commands that have a module of their own: what can be asked, and nothing of how it is done."""
