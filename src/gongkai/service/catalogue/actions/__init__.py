"""The actions of this room: one verb a file, the only way to change anything."""
