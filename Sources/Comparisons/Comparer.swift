// Two answers and rules in, differences out.
