"""Tags: words that questions share, with what they mean, other words for them, and a page of their own."""
