// The door to vectors: 64 bytes looked at in one go.
//
// Swift's own vectors compare byte by byte. These are a compiler's extension of C, which becomes the
// instructions that every processor of the platform has; there is no code for a certain one.
#ifndef VERDICT_CSCAN_H
#define VERDICT_CSCAN_H

#include <stdint.h>

typedef uint8_t cscan_block __attribute__((ext_vector_type(64)));
typedef _Bool cscan_block_bits __attribute__((ext_vector_type(64)));

// Which of the 64 bytes behind `bytes` are one of two: bit n for the n-th of them.
static inline uint64_t cscan_either(const void *bytes, uint8_t first, uint8_t second) {
    cscan_block block;
    __builtin_memcpy(&block, bytes, sizeof block);
    cscan_block_bits equal = __builtin_convertvector(
        (block == (cscan_block)first) | (block == (cscan_block)second), cscan_block_bits);
    uint64_t bits;
    __builtin_memcpy(&bits, &equal, sizeof bits);
    return bits;
}

typedef uint8_t cscan_line_tags __attribute__((ext_vector_type(16)));
typedef _Bool cscan_line_bits __attribute__((ext_vector_type(16)));

// Which of the 16 bytes of two words, the lowest first, are `wanted`: bit n for the n-th of them.
static inline uint16_t cscan_equal(uint64_t low, uint64_t high, uint8_t wanted) {
    uint64_t words[2] = {low, high};
    cscan_line_tags tags;
    __builtin_memcpy(&tags, words, sizeof tags);
    cscan_line_bits equal =
        __builtin_convertvector(tags == (cscan_line_tags)wanted, cscan_line_bits);
    uint16_t bits;
    __builtin_memcpy(&bits, &equal, sizeof bits);
    return bits;
}

typedef uint8_t cscan_half __attribute__((ext_vector_type(32)));
typedef _Bool cscan_half_bits __attribute__((ext_vector_type(32)));

// Puts A-Z among the first `count` of 32 bytes in lower case.
static inline void cscan_lower_case(void *bytes, uint8_t count) {
    static const cscan_half places = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                      11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                      22, 23, 24, 25, 26, 27, 28, 29, 30, 31};
    cscan_half half;
    __builtin_memcpy(&half, bytes, sizeof half);
    cscan_half capitals = (cscan_half)((half - (cscan_half)'A') < (cscan_half)26);
    cscan_half wanted = (cscan_half)(places < (cscan_half)count);
    half |= capitals & wanted & (cscan_half)0x20;
    __builtin_memcpy(bytes, &half, sizeof half);
}

// Which of the 32 bytes behind `bytes` are A-Z or beyond ASCII: bit n for the n-th of them.
static inline uint32_t cscan_unlike_lower_case(const void *bytes) {
    cscan_half half;
    __builtin_memcpy(&half, bytes, sizeof half);
    cscan_half_bits unlike = __builtin_convertvector(
        ((half - (cscan_half)'A') < (cscan_half)26) | (half >= (cscan_half)0x80),
        cscan_half_bits);
    uint32_t bits;
    __builtin_memcpy(&bits, &unlike, sizeof bits);
    return bits;
}

// Sixteen bytes as two words.
typedef struct {
    uint64_t low, high;
} cscan_words;

// The first `count` of 16 bytes, the rest zero. `count` is at most 16.
static inline cscan_words cscan_first(const void *bytes, uint64_t count) {
    // Whichever way a branch for the length went, it would often be guessed wrong.
    static const uint64_t masks[4] = {~0ull, ~0ull, 0, 0};
    cscan_words words, kept;
    __builtin_memcpy(&words, bytes, sizeof words);
    __builtin_memcpy(&kept, (const uint8_t *)masks + 16 - count, sizeof kept);
    words.low &= kept.low;
    words.high &= kept.high;
    return words;
}

// Whether sixteen bytes here and there are the same.
static inline _Bool cscan_equal_words(const void *left, const void *right) {
    cscan_words one, two;
    __builtin_memcpy(&one, left, sizeof one);
    __builtin_memcpy(&two, right, sizeof two);
    return ((one.low ^ two.low) | (one.high ^ two.high)) == 0;
}

#endif
