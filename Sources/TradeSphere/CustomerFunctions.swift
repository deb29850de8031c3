// The reference functions.
