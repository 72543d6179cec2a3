"""Leaving: the account is shut, waits for her to come back, and is then forgotten everywhere."""
