"""The main job as a conversation in lines, for screen readers and terminals without a screen.

The same drafts, checks and changes as the forms of the workbench, and the same way of saving:
here they are only asked for and told one line at a time. An empty answer goes back, and nothing
is saved without a yes.
"""
