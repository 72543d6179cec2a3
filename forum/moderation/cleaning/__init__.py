"""Many posts of one account taken away in one deed, and given back in one."""
