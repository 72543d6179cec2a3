"""The log as a file: for auditors, and to keep a seal of it elsewhere."""
