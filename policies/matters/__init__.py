"""What the council is dealing with: opened, flagged, declared, released; who may know."""
