#include "output/gzip_packer.h"

#include <stdlib.h>
#include <zlib.h>

/* N-Quads shrink to an eighth at level 1; level 6 makes them a tenth smaller still and takes a third longer. */
enum { LEVEL = 1, GZIP_WINDOW = 15 + 16, MEMORY = 8 };

struct GzipPacker {
  z_stream stream;
};

GzipPacker *gzip_packer_new(void) {
  GzipPacker *packer = calloc(1, sizeof *packer);
  if (!packer) return NULL;
  if (deflateInit2(&packer->stream, LEVEL, Z_DEFLATED, GZIP_WINDOW, MEMORY, Z_DEFAULT_STRATEGY) == Z_OK) return packer;
  free(packer);
  return NULL;
}

/* zlib counts in 32 bits, so what is longer goes in pieces. */
static bool pack_all(z_stream *stream, Slice bytes, ByteBuffer *to) {
  static const size_t PIECE = 1 << 20;
  int result = Z_OK;
  while (result != Z_STREAM_END) {
    size_t piece = bytes.length < PIECE ? bytes.length : PIECE;
    if (!byte_buffer_reserve(to, deflateBound(stream, piece))) return false;
    size_t room = to->capacity - to->length < UINT32_MAX ? to->capacity - to->length : UINT32_MAX;
    stream->next_in = (Bytef *)(uintptr_t)bytes.data;
    stream->avail_in = (uInt)piece;
    stream->next_out = (Bytef *)to->data + to->length;
    stream->avail_out = (uInt)room;
    result = deflate(stream, piece == bytes.length ? Z_FINISH : Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return false;
    to->length += room - stream->avail_out;
    bytes.data += piece - stream->avail_in;
    bytes.length -= piece - stream->avail_in;
  }
  return true;
}

bool gzip_pack(GzipPacker *packer, Slice bytes, ByteBuffer *to) {
  if (!bytes.length) return true;
  return deflateReset(&packer->stream) == Z_OK && pack_all(&packer->stream, bytes, to);
}

void gzip_packer_free(GzipPacker *packer) {
  if (!packer) return;
  deflateEnd(&packer->stream);
  free(packer);
}
