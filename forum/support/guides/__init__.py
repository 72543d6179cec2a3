"""Guides: resolution scripts made by leads, walked by agents beside a case; what was found stays on the case."""
