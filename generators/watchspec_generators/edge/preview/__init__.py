"""The preview's processes, files and questions over HTTP."""
