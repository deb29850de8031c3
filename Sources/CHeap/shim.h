// glibc's own settings of malloc, which the Swift module of the C library leaves out.
#if defined(__GLIBC__) || __has_include(<gnu/libc-version.h>)
#include <malloc.h>
#endif
