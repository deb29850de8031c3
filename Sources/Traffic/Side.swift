// The value types that everything speaks, and the seams between modules.
