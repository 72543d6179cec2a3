"""What PRODUCT.md promises to scripts and strangers: commands, files, pages and API, used from outside only."""
