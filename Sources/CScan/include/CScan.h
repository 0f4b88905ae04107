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

// Puts A-Z among the first `count` of 64 bytes in lower case.
static inline void cscan_lower_case(void *bytes, uint8_t count) {
    static const cscan_block places = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    cscan_block block;
    __builtin_memcpy(&block, bytes, sizeof block);
    cscan_block capitals = (cscan_block)((block - (cscan_block)'A') < (cscan_block)26);
    cscan_block wanted = (cscan_block)(places < (cscan_block)count);
    block |= capitals & wanted & (cscan_block)0x20;
    __builtin_memcpy(bytes, &block, sizeof block);
}

// Which of the 64 bytes behind `bytes` are A-Z or beyond ASCII: bit n for the n-th of them.
static inline uint64_t cscan_unlike_lower_case(const void *bytes) {
    cscan_block block;
    __builtin_memcpy(&block, bytes, sizeof block);
    cscan_block_bits unlike = __builtin_convertvector(
        ((block - (cscan_block)'A') < (cscan_block)26) | (block >= (cscan_block)0x80),
        cscan_block_bits);
    uint64_t bits;
    __builtin_memcpy(&bits, &unlike, sizeof bits);
    return bits;
}

#endif
