import COpenSSL

/// Whether two runs of bytes are equal, found in a time that depends on their length alone.
///
/// An ordinary comparison stops at the first difference, and whoever can measure that can guess a
/// secret byte by byte. The lengths themselves are not kept secret.
///
/// - Complexity: O(n), never less for runs of one length.
@safe
package func isEqualInConstantTime(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    guard !left.isEmpty else { return true }
    // SAFETY: neither run is empty, so both have an address; both have `left.count` bytes.
    return unsafe left.withUnsafeBytes { left in
        unsafe right.withUnsafeBytes { right in
            unsafe CRYPTO_memcmp(left.baseAddress!, right.baseAddress!, left.count) == 0
        }
    }
}
