"""The scenarios: people with a browser and a phone, and the step definitions that play them."""
