"""Figures and outcomes made readable: HTML, terminal, JSON."""
