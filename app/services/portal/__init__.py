"""The national portal: its figures pulled, and our figures told in its language."""
