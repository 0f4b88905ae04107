import CNghttp2
import HTTPMessage

/// Hands the head of a response, and where its body comes from, to libnghttp2.
///
/// It is scratch space, written anew for each response. libnghttp2 copies the records of the
/// fields, but is told not to copy what they point to where that lives long enough: static texts,
/// and the response's own fields.
///
/// There is no `content-length` unless the body is left out: frames say where a body ends (RFC 9113
/// section 8.1), and the field would cost as many instructions as finding a decision in the cache.
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

    /// Submits the response of a stream that has not been answered. Its fields must then stay as
    /// they are until the stream closes.
    ///
    /// - Parameters:
    ///   - stream: Not changed, but lent: what is only read may be copied, which counts references.
    ///   - body: Where the body comes from, if there is one to send.
    func submit(
        _ stream: inout StreamSlot, body: nghttp2_data_provider, to session: OpaquePointer
    ) throws(HTTP2Error) {
        let sendsLength = stream.leavesBodyOut
        let count = stream.response.headers.count + (sendsLength ? 2 : 1)
        precondition(count <= Self.fieldCountMax, "a response with \(count) header fields")

        if stream.response.status == 200 {
            unsafe self.setField(0, Self.status.utf8, Self.ok.utf8, Self.fixed)
        } else {
            unsafe self.setField(0, Self.status, number: stream.response.status, self.digits)
        }
        if sendsLength {
            unsafe self.setField(
                1, Self.contentLength, number: stream.response.content.count,
                self.digits + Self.digitCountMax)
        }
        var index = sendsLength ? 2 : 1
        stream.response.headers.withEachField { name, value, isVarying in
            let flags = isVarying ? Self.fixed | Self.unindexed : Self.fixed
            // SAFETY: the bytes stay where they are, and as they are, until the stream closes:
            // until then nobody changes a response that has been submitted.
            unsafe name.withUnsafeBufferPointer { name in
                unsafe value.withUnsafeBufferPointer { value in
                    unsafe self.setField(index, name, value, flags)
                }
            }
            index += 1
        }
        // SAFETY: (extent) the records and the provider are copied.
        var body = unsafe body
        let result = unsafe withUnsafePointer(to: &body) { body in
            unsafe nghttp2_submit_response(
                session, stream.id, self.fields, count, stream.sendsBody ? body : nil)
        }
        try check(Int(result))
    }

    /// Submits the trailers of a stream whose body has been read to its end. They must then stay as
    /// they are until the stream closes.
    func submitTrailers(
        of stream: inout StreamSlot, to session: OpaquePointer
    ) throws(HTTP2Error) {
        let count = stream.response.trailers.count
        precondition(count <= Self.fieldCountMax, "\(count) trailers")
        var index = 0
        stream.response.trailers.withEachField { name, value, isVarying in
            let flags = isVarying ? Self.fixed | Self.unindexed : Self.fixed
            // SAFETY: as for `submit`.
            unsafe name.withUnsafeBufferPointer { name in
                unsafe value.withUnsafeBufferPointer { value in
                    unsafe self.setField(index, name, value, flags)
                }
            }
            index += 1
        }
        // SAFETY: (extent) the records are copied.
        try check(
            Int(unsafe nghttp2_submit_trailer(session, stream.id, self.fields, count)))
    }

    private static let status: StaticString = ":status"
    private static let contentLength: StaticString = "content-length"
    private static let ok: StaticString = "200"

    // What libnghttp2 need not copy, and what it shall not put into its tables.
    private static let fixedName = UInt8(NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue)
    private static let fixed = fixedName | UInt8(NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue)
    private static let unindexed = UInt8(NGHTTP2_NV_FLAG_NO_INDEX.rawValue)

    private func setField(
        _ index: Int, _ name: StaticString, number: Int, _ digits: UnsafeMutablePointer<UInt8>
    ) {
        // SAFETY: a static string lives for ever; the caller has room for all digits of a number.
        let count = unsafe Self.write(decimal: number, to: digits)
        unsafe self.setField(
            index, name.utf8, UnsafeBufferPointer(start: digits, count: count), Self.fixedName)
    }

    private func setField(
        _ index: Int, _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>,
        _ flags: UInt8
    ) {
        // SAFETY: (extent) the caller keeps `index` below the limit. libnghttp2 takes pointers to
        // mutable bytes for historical reasons and does not write to them. An empty value may
        // have no address, since none of its bytes is read.
        unsafe (self.fields + index).initialize(
            to: nghttp2_nv(
                name: .init(mutating: name.baseAddress),
                value: .init(mutating: value.baseAddress),
                namelen: name.count, valuelen: value.count, flags: flags))
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
