"""Incidents: one announcement gathers questions of the same cause, and all it concerns are told when it is fixed."""
