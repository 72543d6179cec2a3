"""What we count about whoever looks, line by line; what is hers alone, she deletes."""
