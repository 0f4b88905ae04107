import CNghttp2
import HTTPMessage

/// Hands the head of a response, and where its body comes from, to libnghttp2.
///
/// It is scratch space, written anew for each response.
///
/// INVARIANT (extent): `fields` addresses `fieldCountMax` uninitialized fields of a trivial type,
/// `digits` as many bytes as two numbers need, from `init` to `deinit`.
@safe
final class ResponseHead {
    /// LIMIT: header fields of a response, with the two that are added here. Handlers are ours,
    /// and send a handful.
    static let fieldCountMax = 32

    /// Decimal digits of the largest `Int`.
    private static let digitCountMax = 19

    private let fields: UnsafeMutablePointer<nghttp2_nv>
    private let digits: UnsafeMutablePointer<UInt8>

    init() {
        unsafe self.fields = .allocate(capacity: Self.fieldCountMax)
        unsafe self.digits = .allocate(capacity: 2 * Self.digitCountMax)
    }

    deinit {
        unsafe self.fields.deallocate()
        unsafe self.digits.deallocate()
    }

    /// Submits a response.
    ///
    /// - Parameters:
    ///   - body: Where the body comes from; nil if only the head is to be sent.
    ///   - streamID: An open stream that has not been answered.
    func submit(
        _ response: borrowing HTTPResponse, body: nghttp2_data_provider?,
        to session: OpaquePointer, streamID: Int32
    ) throws(HTTP2Error) {
        let count = response.headers.count + 2
        precondition(count <= Self.fieldCountMax, "a response with \(count) header fields")

        // SAFETY: (extent) for `fields` and `digits`; what the fields point into lives until after
        // the call that uses them, which copies all names and values and the provider.
        unsafe self.setField(0, ":status", number: response.status, self.digits)
        unsafe self.setField(
            1, "content-length", number: response.body.count, self.digits + Self.digitCountMax)
        let result = unsafe response.headers.withUnsafeBytes { text in
            for index in 2..<count {
                unsafe self.setField(
                    index,
                    UnsafeRawBufferPointer(
                        rebasing: text[response.headers.nameRange(at: index - 2)]),
                    UnsafeRawBufferPointer(
                        rebasing: text[response.headers.valueRange(at: index - 2)]))
            }
            guard var body = unsafe body else {
                return unsafe nghttp2_submit_response(session, streamID, self.fields, count, nil)
            }
            return unsafe nghttp2_submit_response(session, streamID, self.fields, count, &body)
        }
        try check(Int(result))
    }

    private func setField(
        _ index: Int, _ name: StaticString, number: Int, _ digits: UnsafeMutablePointer<UInt8>
    ) {
        // SAFETY: a static string lives for ever; the caller has room for all digits of a number.
        let count = unsafe Self.write(decimal: number, to: digits)
        unsafe self.setField(
            index, UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount),
            UnsafeRawBufferPointer(start: digits, count: count))
    }

    private func setField(
        _ index: Int, _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) {
        // SAFETY: (extent) the caller keeps `index` below the limit. libnghttp2 takes pointers to
        // mutable bytes for historical reasons and does not write to them. An empty value may
        // have no address, since none of its bytes is read.
        unsafe (self.fields + index).initialize(
            to: nghttp2_nv(
                name: .init(mutating: name.baseAddress?.assumingMemoryBound(to: UInt8.self)),
                value: .init(mutating: value.baseAddress?.assumingMemoryBound(to: UInt8.self)),
                namelen: name.count, valuelen: value.count,
                flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue)))
    }

    /// Writes a number that is not negative, and returns how many digits it has.
    private static func write(
        decimal number: Int, to digits: UnsafeMutablePointer<UInt8>
    ) -> Int {
        precondition(number >= 0, "\(number) is negative")
        var count = 1
        var power = 10
        while number >= power && count < Self.digitCountMax {
            count += 1
            power = power.multipliedReportingOverflow(by: 10).partialValue
        }
        var rest = number
        for index in stride(from: count - 1, through: 0, by: -1) {
            // SAFETY: `count` is at most `digitCountMax`, for which the caller has room.
            unsafe digits[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return count
    }
}
