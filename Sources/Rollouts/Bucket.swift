// Percentage, bucket, stage, evidence and gate in, decision out.
