"""One module a command: gather what it needs, call, show. Imported only when the command runs."""
