# E20: no output at all, where a checker reads the first word.
