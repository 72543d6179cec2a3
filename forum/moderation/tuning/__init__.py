"""Why results stand where they do, and what other weights would do: tried on searches whose answer is known, saved with
a reason, undone in one step."""
