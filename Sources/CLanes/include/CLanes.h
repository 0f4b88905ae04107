// A door to the processor's wide multiplication, for the first step of a fingerprint.
//
// The design article, in its section on the fingerprint, defines the sums and proves what they are
// good for.
#ifndef VERDICT_CLANES_H
#define VERDICT_CLANES_H

#include <stddef.h>
#include <stdint.h>

enum {
    // Bytes of a block: eight words of 32 bits, in four pairs.
    clanes_block_size = 32,
    // Sums of a message. Each begins one block of the key later than the one before.
    clanes_lane_count = 4
};

// The sums, modulo 2^64.
struct clanes {
    uint64_t first, second, third, fourth;
};

// Whether this processor can multiply four pairs at once. The sums are the same if it can't.
int clanes_is_wide(void);

// Sums up a message that lies in two pieces.
//
// `head` has `head_count` whole blocks. `rest` has `rest_count` bytes, none or at least a block's:
// its last block ends where it ends, and so may overlap the one before. `key` has a block for each
// of the message's and three more, and is aligned to a block's size; nothing else needs to be.
//
// `is_wide` is what `clanes_is_wide` says, or 0.
struct clanes clanes_sums(
    const uint8_t *head, size_t head_count, const uint8_t *rest, size_t rest_count,
    const uint8_t *key, int is_wide);

#endif
