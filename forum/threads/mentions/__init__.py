"""Naming people in posts: `@bob` becomes a link, and Bob is told once."""
