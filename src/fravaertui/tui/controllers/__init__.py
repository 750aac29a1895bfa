"""What goes on over several steps and panes: a change, the news, the drafts, signing in."""
