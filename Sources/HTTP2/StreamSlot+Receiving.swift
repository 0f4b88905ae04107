import HTTPMessage

extension StreamSlot {
    /// Takes in one header field, unless that would exceed a limit: then the request is refused,
    /// and this and all further fields are dropped.
    mutating func receiveHeader(
        name: Span<UInt8>, value: Span<UInt8>, isTrailer: Bool, limits: HTTP2Limits
    ) {
        guard self.refusal == nil, self.phase == .receiving else { return }

        // What RFC 9113 section 6.5.2 adds for each field.
        self.headerByteCount += name.count + value.count + 32
        guard self.headerByteCount <= limits.headerListByteCountMax else {
            self.refusal = .headerListTooLarge
            return
        }
        if !name.isEmpty && name[0] == UInt8(ascii: ":") {
            self.receivePseudoHeader(name: name, value: value)
            return
        }
        self.headerCount += 1
        guard self.headerCount <= limits.headerCountMax else {
            self.refusal = .headersTooMany
            return
        }
        // No protocol that we speak has a use for trailers in requests.
        if !isTrailer && self.request.headerInterest.includes(nameByteCount: name.count) {
            self.request.headers.append(name: name, value: value)
        }
    }

    private mutating func receivePseudoHeader(name: Span<UInt8>, value: Span<UInt8>) {
        if name.equals(":path") {
            self.request.setTarget(value)
        } else if name.equals(":method") {
            self.request.method = HTTPMethod(value)
            if self.request.method == .connect {
                self.refusal = .methodUnsupported
            }
        } else if name.equals(":authority") {
            self.request.authority.append(value)
        }
    }
}
