"""The command line: one module per command.

A module here is a command when it has `run(given)`, which returns the exit status; `arguments(parser)`
declares its options. The first line of its docstring is its help.
"""
