/// Something that takes bytes from anybody, and what must hold whatever they are.
package protocol FuzzTarget: AnyObject {
    /// Takes an input.
    ///
    /// - Returns: What does not hold; `nil` if all is well. It never throws and never traps.
    func take(_ input: [UInt8]) -> String?
}

/// The targets, by name.
package enum FuzzTargets {
    /// All names; each has a corpus of its own.
    package static let names = ["policy", "decision", "http2", "mapping", "protobuf"]

    /// The target of a name.
    package static func make(_ name: String) -> (any FuzzTarget)? {
        switch name {
        case "policy": PolicyTarget()
        case "decision": DecisionTarget()
        case "http2": HTTP2Target()
        case "mapping": MappingTarget()
        case "protobuf": ProtobufTarget()
        default: nil
        }
    }
}
