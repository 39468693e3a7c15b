"""Looking at documents without a browser: what is wrong in the text, the labels, the pictures and the translation."""
