"""What an office does at its desk, in steps that may come twice: see, then confirm. See docs/do/desk.md."""
