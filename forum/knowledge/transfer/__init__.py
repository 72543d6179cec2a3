"""Articles as a folder of Markdown files, and back: `files` is the form, `outward` writes, `reading` and `inward` bring in."""
