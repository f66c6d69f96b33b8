"""The letter in which an office tells its result, composed of an edition."""
