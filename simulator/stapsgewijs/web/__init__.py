"""The simulator over HTTP: parses requests, calls the rules, answers with a page or JSON."""
