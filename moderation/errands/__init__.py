"""What networks are asked to do about authors: blocks are set and ended there, comments reported, by a worker."""
