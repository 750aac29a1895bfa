"""The terminal: app, screens, panes and widgets. Knows the client and the domain, no backend."""
