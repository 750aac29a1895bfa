"""How fast, how small and how quiet the program is, from outside: `python -m benchmarks`.

Every time is given against a baseline that does next to nothing, measured in turns with ours in
the same run: on a busy machine the times grow and the ratios stay. Nothing here is imported by
the program.
"""
