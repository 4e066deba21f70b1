"""What the panel says in other languages than English: a catalogue for each, kept in step with the code by `make golden`."""
