"""Screenshots: what is captured, and comparison with the accepted ones."""
