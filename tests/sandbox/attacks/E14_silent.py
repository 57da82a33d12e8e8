# E14: prints nothing.
