/* parts.h - output of several files, and rows that must come once a run.

   Threads write documents apart from each other, so what they write says where each piece belongs: a frame is a part's
   number, a key or none, and bytes. Whoever puts documents one behind the other takes the frames apart (parts_take):
   bytes go to their part; of those with a key that was seen before, nothing. */
#ifndef SPO_OUTPUT_PARTS_H
#define SPO_OUTPUT_PARTS_H

#include "output/output.h"
#include "output/seen_set.h"

/* Writes a frame; `key` may be NULL. */
void frame_put(Output *output, unsigned part, const SeenKey *key, Slice bytes);

/* Takes the bytes of a part; false ends it. */
typedef bool (*PartSink)(void *handle, unsigned part, Slice bytes);

typedef struct Parts Parts;

/* NULL where memory is short. */
Parts *parts_new(PartSink sink, void *handle);
void parts_free(Parts *parts);

typedef enum { PARTS_DONE, PARTS_SINK_FAILED, PARTS_KEYS_FAILED } PartsState;

/* Whole frames, as one or several calls of frame_put wrote them. PARTS_KEYS_FAILED: see SEEN_FAILED. */
PartsState parts_take(Parts *parts, Slice frames);

#endif
