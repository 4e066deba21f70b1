"""What most screens share: access, lists, pictures, pages."""
