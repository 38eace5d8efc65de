"""How the light pipeline's start was made; nothing here is needed at run time."""
