"""What is live at each target: one module each with `read(monitoring, root, wanted)`. Nothing here can write."""
