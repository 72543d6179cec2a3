"""Words that mean the same, kept by curators for each language."""
