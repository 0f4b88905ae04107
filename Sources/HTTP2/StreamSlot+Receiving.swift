import HTTPMessage

extension StreamSlot {
    /// Takes in one header field, unless that would exceed a limit: then the request is refused,
    /// and this and all further fields are dropped.
    mutating func receiveHeader(
        name: Span<UInt8>, value: Span<UInt8>, isTrailer: Bool, limits: HTTP2Limits
    ) {
        // What RFC 9113 section 6.5.2 adds for each field.
        self.headerByteCount += name.count + value.count + 32
        guard self.refusal == nil, self.phase == .receiving else { return }

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
        if name.count == 4 && name.equals("host") && !self.isAuthority(value) {
            self.refusal = .authorityInvalid
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
            // Where a user is named, readers disagree on what the host is.
            if self.request.authority.firstIndex(of: UInt8(ascii: "@")) != nil {
                self.refusal = .authorityInvalid
            }
        }
    }

    /// Whether a host is the authority (RFC 9113 section 8.3.1), or takes its place.
    private mutating func isAuthority(_ host: Span<UInt8>) -> Bool {
        if self.request.authority.count == 0 { self.request.authority.append(host) }
        guard self.request.authority.count == host.count else { return false }
        var isSame = true
        self.request.authority.withSpan { authority in
            for index in host.indices where authority[index] != host[index] { isSame = false }
        }
        return isSame
    }
}
