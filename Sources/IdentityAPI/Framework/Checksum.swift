extension Sequence<UInt8> {
    /// A number that depends on the bytes alone and is the same in every process: FNV-1a of 64 bits.
    /// Anybody can make bytes of a given checksum, so it tells mistakes and not attacks.
    var checksum: UInt64 {
        reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
