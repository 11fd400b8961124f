/* gzip_packer.h - gzip (RFC 1952): each piece becomes a member of its own.

   Members stand one behind the other in a file, as gzip allows; so threads can pack at the same time, a file can be cut
   between any two of them, and one document can be read without those before it. */
#ifndef SPO_OUTPUT_GZIP_PACKER_H
#define SPO_OUTPUT_GZIP_PACKER_H

#include "base/byte_buffer.h"

typedef struct GzipPacker GzipPacker;

/* NULL where memory is short. */
GzipPacker *gzip_packer_new(void);

/* Puts `bytes` as one member behind what `to` holds; of no bytes none. False where memory is short. */
bool gzip_pack(GzipPacker *packer, Slice bytes, ByteBuffer *to);

void gzip_packer_free(GzipPacker *packer);

#endif
