"""Actors: people in scenarios, with their browser and their phone."""
