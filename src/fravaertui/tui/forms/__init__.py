"""The forms in the middle pane."""
