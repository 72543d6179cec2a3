"""Spaces: topics of a group, in which its members ask. They stand alone, outside the tree, and hold no articles."""
