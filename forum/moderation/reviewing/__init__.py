"""The one queue of posts that somebody should look at."""
