"""Similar questions beside each question: found by search in the background, kept, shown to whoever may see them."""
