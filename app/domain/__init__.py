"""The index itself: pure and exact. No I/O, no clock, no framework, no floats; standard library only."""
