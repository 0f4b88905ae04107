#include "CLanes.h"

// The words of a message are the numbers that its bytes are, the lowest first.
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "words are read as they lie in memory");

// A block, in its words and in its pairs of words. Each compiler makes of them what the target has:
// one register, or two of half the size.
typedef uint32_t words __attribute__((vector_size(clanes_block_size), may_alias));
typedef uint64_t pairs __attribute__((vector_size(clanes_block_size)));
// The same wherever it lies.
typedef words unaligned_words __attribute__((aligned(1)));

#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE void add(pairs *sums, const uint8_t *block, const uint8_t *key) {
    words message = *(const unaligned_words *)block;
    for (int lane = 0; lane < clanes_lane_count; lane++) {
        pairs pair = (pairs)(message + ((const words *)key)[lane]);
        sums[lane] += (pair & UINT32_MAX) * (pair >> 32);
    }
}

// Four sums of one pair of places each, to one total a lane.
ALWAYS_INLINE struct clanes totals(const pairs *sums) {
    pairs even = __builtin_shufflevector(sums[0], sums[1], 0, 4, 2, 6) +
                 __builtin_shufflevector(sums[0], sums[1], 1, 5, 3, 7);
    pairs odd = __builtin_shufflevector(sums[2], sums[3], 0, 4, 2, 6) +
                __builtin_shufflevector(sums[2], sums[3], 1, 5, 3, 7);
    pairs total = __builtin_shufflevector(even, odd, 0, 1, 4, 5) +
                  __builtin_shufflevector(even, odd, 2, 3, 6, 7);
    return (struct clanes){total[0], total[1], total[2], total[3]};
}

ALWAYS_INLINE struct clanes sums(
    const uint8_t *head, size_t head_count, const uint8_t *rest, size_t rest_count,
    const uint8_t *key) {
    pairs sums[clanes_lane_count] = {{0}};
    // The rest first, though its key comes second: the head has just been written in small pieces,
    // and the processor can't read it as a whole before they have all arrived.
    if (rest_count >= clanes_block_size) {
        const uint8_t *last = rest + (rest_count - clanes_block_size);
        const uint8_t *rest_key = key + head_count * clanes_block_size;
        while (rest < last) {
            add(sums, rest, rest_key);
            rest += clanes_block_size;
            rest_key += clanes_block_size;
        }
        add(sums, last, rest_key);
    }
    for (size_t block = 0; block < head_count; block++) {
        add(sums, head, key);
        head += clanes_block_size;
        key += clanes_block_size;
    }
    return totals(sums);
}

#if defined(__x86_64__)

int clanes_is_wide(void) { return __builtin_cpu_supports("avx2") ? 1 : 0; }

__attribute__((target("avx2"))) static struct clanes wide_sums(
    const uint8_t *head, size_t head_count, const uint8_t *rest, size_t rest_count,
    const uint8_t *key) {
    return sums(head, head_count, rest, rest_count, key);
}

#else

// What other processors have is in every one of their kind, so that there is nothing to choose.
int clanes_is_wide(void) { return 0; }

#define wide_sums sums

#endif

struct clanes clanes_sums(
    const uint8_t *head, size_t head_count, const uint8_t *rest, size_t rest_count,
    const uint8_t *key, int is_wide) {
    if (is_wide) return wide_sums(head, head_count, rest, rest_count, key);
    return sums(head, head_count, rest, rest_count, key);
}
