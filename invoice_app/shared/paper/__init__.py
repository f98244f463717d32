"""Paper: HTML of ours in, PDF bytes out, made in worker processes that can reach nothing.

`job` says what to print, `pool` prints it; only the workers load the `engine`.
"""
