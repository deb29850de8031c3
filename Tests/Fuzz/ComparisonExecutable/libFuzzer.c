// libFuzzer brings `main`; the targets are in ../ComparisonTargets.
