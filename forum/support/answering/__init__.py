"""Answering a case: public or private, with what fits beside the reply; what is used is counted."""
