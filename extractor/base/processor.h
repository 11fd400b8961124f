/* processor.h - functions that exist twice, for wider registers, too; which one runs is chosen when the program starts.

   Both must do the same to the bit: whole numbers, and sums and products of floats in the order in which they are
   written, which avx2 alone does not join (that would be fma). Before `static`: FOR_PROCESSORS static bool
   all_fit(...).
 */
#ifndef SPO_BASE_PROCESSOR_H
#define SPO_BASE_PROCESSOR_H

#include <stddef.h> /* __GLIBC__ */

/* Sanitizers cannot run yet when the choice is made. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define FOR_PROCESSORS __attribute__((target_clones("avx2", "default")))
#else
#define FOR_PROCESSORS
#endif

#endif
