// libFuzzer brings `main`; the targets are in ../Targets.
#include <string.h>

// Leak Sanitizer clears whatever is allocated, and would do so byte by byte: that took longer than most of what is checked.
// (The linker has its calls come here: `--wrap`.)
void *__wrap___sanitizer_internal_memset(void *memory, int byte, size_t count) { return memset(memory, byte, count); }
