// Records in; terminal, HTML and JSON out.
