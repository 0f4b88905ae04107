import CEnvoyAuth
import GRPC

/// Writes the protobuf messages that services answer with, each behind gRPC's prefix.
enum MessageWriter {
    /// LIMIT: bytes of an answer: fields that it sets and removes, a body of a few words.
    static let byteCountMax = 16 * 1024

    /// Allows a request.
    ///
    /// - Parameters:
    ///   - fields: Header fields that the request gets, in place of its own of these names.
    ///   - removed: Header fields that it loses.
    /// - Returns: `nil` if there are too many fields, or too long ones.
    static func allow(
        fields: [(name: [UInt8], value: [UInt8])] = [], removed: [[UInt8]] = []
    ) -> [UInt8]? {
        answer(isAllowed: true, fields, removed, status: 0, body: [])
    }

    /// Denies a request with an HTTP status and a body.
    static func deny(
        fields: [(name: [UInt8], value: [UInt8])] = [], status: Int32, body: [UInt8]
    ) -> [UInt8]? {
        answer(isAllowed: false, fields, [], status: status, body: body)
    }

    /// A service's health.
    static func health(_ status: Int32) -> [UInt8] {
        // SAFETY: as many bytes as the buffer has.
        unsafe packed { unsafe cenvoyauth_pack_health(status, $0.baseAddress, $0.count) } ?? []
    }

    /// The same health of several services.
    static func healthList(_ status: Int32, _ services: [[UInt8]]) -> [UInt8]? {
        // SAFETY: as many bytes as the buffer has; the texts are lent for the call.
        unsafe packed { out in
            unsafe MessageReader.withTexts(services) { services in
                unsafe cenvoyauth_pack_health_list(
                    status, services.baseAddress, services.count, out.baseAddress, out.count)
            }
        }
    }

    private static func answer(
        isAllowed: Bool, _ fields: [(name: [UInt8], value: [UInt8])], _ removed: [[UInt8]],
        status: Int32, body: [UInt8]
    ) -> [UInt8]? {
        // SAFETY: as many bytes as the buffer has; the texts are lent for the call, two for each
        // field, then those that are removed, then the body.
        unsafe packed { out in
            let texts = fields.flatMap { [$0.name, $0.value] } + removed + [body]
            return unsafe MessageReader.withTexts(texts) { texts in
                var list: [cenvoyauth_field] = unsafe []
                for index in fields.indices {
                    unsafe list.append(
                        cenvoyauth_field(name: texts[2 * index], value: texts[2 * index + 1]))
                }
                return unsafe list.withUnsafeBufferPointer { list in
                    unsafe cenvoyauth_pack_answer(
                        isAllowed ? 1 : 0, list.baseAddress, list.count,
                        texts.baseAddress.map { unsafe $0 + 2 * fields.count }, removed.count,
                        status, texts[texts.count - 1], out.baseAddress, out.count)
                }
            }
        }
    }

    /// Packs a message into memory of the greatest length, and puts the prefix before it.
    ///
    /// - Parameter pack: Returns how many bytes it has written; 0 if they don't fit.
    private static func packed(
        _ pack: (UnsafeMutableBufferPointer<UInt8>) -> Int
    ) -> [UInt8]? {
        // SAFETY: `pack` has initialized as many bytes as it says.
        let message = unsafe [UInt8](unsafeUninitializedCapacity: byteCountMax) { buffer, count in
            count = unsafe pack(buffer)
        }
        return message.isEmpty ? nil : GRPCCall.framed(message)
    }
}
