"""How each kind of answer is read, whole or as a stream: one module each."""
