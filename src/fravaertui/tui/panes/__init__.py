"""The parts of the workbench, each a widget or the lines it shows."""
