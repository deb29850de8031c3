// Bytes in, a flat tape of tokens out.
