"""Development and test infrastructure: never shipped to a council's server.

`bootstrap` makes the virtual environment, `keeper` owns the embedded servers of a
clone, `supervisor` is `make run`, `pytest_plugin` gives the suite its own servers.
"""
