"""Questions put where they belong: moved, merged, split, given to somebody else."""
