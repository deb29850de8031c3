// A setting of glibc's malloc that the Swift module of the C library leaves out.
#if defined(__linux__) && __has_include(<gnu/libc-version.h>)
#include <malloc.h>
#define HAS_HEAP_SETTINGS 1
#endif

/// Has the process keep some of the memory that it frees, from now on. Where the C library is another one, nothing happens.
///
/// A buffer that an answer was received in is freed when the answer has been compared, some thousand times a second. glibc gives
/// memory back to the kernel as soon as 128 KiB at the end of a heap are free, and gets every block of that size by itself: each
/// of these buffers would be paid for with system calls and a page fault for every 4 KiB. What stays is enough for the answers
/// that a thousand connections have under way; the most that was in use at once does not grow by it.
static inline void keep_freed_memory(void) {
#ifdef HAS_HEAP_SETTINGS
    mallopt(M_TRIM_THRESHOLD, 256 * 1024 * 1024);
    mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
#endif
}
