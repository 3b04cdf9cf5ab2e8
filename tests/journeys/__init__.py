"""Journeys of people through the house, in a real browser."""
