import Directory
import PolicyModel
import StrictJSON

/// A request and the right answer to it, which follows from how both were made.
package struct SyntheticRequest: Sendable {
    /// A condition key as a caller writes it, and its value.
    package struct ContextEntry: Sendable {
        var key: String
        var value: Value

        enum Value: Sendable {
            case text(String)
            case boolean(Bool)
        }
    }

    /// The principal's ARN.
    package var principal: String
    /// The action, `service:Name`.
    package var action: String
    /// The resource's ARN, or `*`.
    package var resource: String
    /// The condition keys that are sent along.
    package var context: [ContextEntry]
    /// Whether the right answer is allow.
    package var isAllowed: Bool

    /// The request as the engine is asked.
    package var query: Query {
        var query = Query(principal: principal, action: action, resource: resource)
        for entry in context {
            switch entry.value {
            case .text(let text): query.context[entry.key.lowercased()] = .single(text)
            case .boolean(let value):
                query.context[entry.key.lowercased()] = .single(value ? "true" : "false")
            }
        }
        return query
    }

    /// The request as the body of `POST /access/v1/evaluation`: AuthZEN in JSON, without a line
    /// break.
    package var body: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// One line of JSON: the body, and the decision to expect.
    ///
    ///     {"request":{"subject":…},"decision":true}
    package var line: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("request")
            write(to: &writer)
            writer.name("decision")
            writer.boolean(isAllowed)
        }
        return writer.bytes
    }

    private func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.name("subject")
            writer.object { writer in
                writer.name("type")
                writer.string("role")
                writer.name("id")
                writer.string(principal)
            }
            writer.name("action")
            writer.object { writer in
                writer.name("name")
                writer.string(action)
            }
            writer.name("resource")
            writer.object { writer in
                writer.name("type")
                writer.string(String(action.prefix { $0 != ":" }))
                writer.name("id")
                writer.string(resource)
            }
            writer.name("context")
            writer.object { writer in
                for entry in context {
                    writer.name(entry.key)
                    switch entry.value {
                    case .text(let text): writer.string(text)
                    case .boolean(let value): writer.boolean(value)
                    }
                }
            }
        }
    }
}
