"""The pages of a documented flow."""
