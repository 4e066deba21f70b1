"""The documentation; `python -m docs.generate` writes the pages of docs/reference from the code."""
