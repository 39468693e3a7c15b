"""Following a guide for the first time: what its words tell, what the page has, and the lines of Gherkin for it."""
