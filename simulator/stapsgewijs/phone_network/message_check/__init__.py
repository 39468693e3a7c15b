"""What is wrong with a text message or a spoken text."""
