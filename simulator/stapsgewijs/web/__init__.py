"""The running simulator: HTTP in, rules called, a page or JSON out."""
