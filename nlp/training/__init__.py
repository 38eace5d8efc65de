"""Train the network that is shipped; nothing here is needed at run time."""
