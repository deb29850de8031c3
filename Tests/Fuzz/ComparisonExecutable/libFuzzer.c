// As with the data plane; the targets are in ../ComparisonTargets.
#include "../Executable/libFuzzer.c"
