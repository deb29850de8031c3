// The proxy itself.
