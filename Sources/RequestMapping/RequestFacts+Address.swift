import ConditionValues
import FlatMemory

extension RequestFacts {
    /// The client's IP address; `nil` if there is none, or what there is cannot be read as one.
    ///
    /// A listener for both families knows IPv4 addresses as `::ffff:a.b.c.d`. Policies name them by
    /// four numbers, and a Deny for `10.0.0.0/8` would miss the longer form.
    func readAddress() -> TextRange? {
        guard let sourceAddress, isAddress(sourceAddress) != nil else { return nil }
        guard isAddress(sourceAddress) == .mapped else { return sourceAddress }
        // In another spelling, `::ffff:a00:1`, no gateway sends it.
        guard text.span.begins("::ffff:", at: sourceAddress, ignoringCase: true) else { return nil }
        let (_, quad) = sourceAddress.split(at: 7)
        return isAddress(quad) == .plain ? quad : nil
    }

    private enum AddressForm { case plain, mapped }

    private func isAddress(_ range: TextRange) -> AddressForm? {
        AddressBlock(text.span, range, allowsLength: false).map {
            $0.isMappedVersion4 ? .mapped : .plain
        }
    }
}
