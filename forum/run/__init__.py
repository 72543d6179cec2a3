"""`make run`: one command that prepares the site, serves it, does its jobs, and ends all on one Ctrl-C.

`preparation.py` makes ready (port, folder, schema, demo), `children.py` keeps the web server and the worker
alive, `__main__.py` is the order of things. A larger site starts the same programs by its own service manager.
"""
