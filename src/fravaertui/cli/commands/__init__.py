"""The words that can be typed after `fravaertui` in the shell, a module each."""
