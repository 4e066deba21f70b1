"""What people attach to objects of any kind, whatever the object is."""
