"""Chancery (政枢): the working platform of a government office."""
