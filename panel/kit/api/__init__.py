"""What programs ask: the answers of the API, made of the same declarations as the pages."""
