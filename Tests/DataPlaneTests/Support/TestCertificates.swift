/// Certificates for tests, made with `openssl ca`, valid from 2000 to 2126 except where it says so. Nobody but these tests
/// trusts their authority.
enum TestCertificates {
    /// The authority that signed the three below.
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBeDCCAR6gAwIBAgICEAEwCgYIKoZIzj0EAwIwIjEgMB4GA1UEAwwXUGFyYWxs
        YXggdGVzdCBhdXRob3JpdHkwIBcNMDAwMTAxMDAwMDAwWhgPMjEyNjAxMDEwMDAw
        MDBaMCIxIDAeBgNVBAMMF1BhcmFsbGF4IHRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAE0l+0ic22F2KSnUCfWc563S0jDjnjf7rZ1izNbqz+
        ZBwsZcYELc+xSQaBg/LIZYM9BkP4EO/usHOR4+dQaTL0/aNCMEAwDwYDVR0TAQH/
        BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFKgCw03qs1cqKD9gUTGL
        MXunHhHqMAoGCCqGSM49BAMCA0gAMEUCIBGfJ+jkaBh1wwU+5frKxIVE/prLEuC6
        d5YcTmEZcapAAiEA7heNyvYc5nVIqyJETZ10Shw66/HVNWahIYyAQWFOaTw=
        -----END CERTIFICATE-----
        """

    /// An authority that signed nothing here.
    static let otherAuthority = """
        -----BEGIN CERTIFICATE-----
        MIIBdjCCARygAwIBAgICEAIwCgYIKoZIzj0EAwIwITEfMB0GA1UEAwwWQW5vdGhl
        ciB0ZXN0IGF1dGhvcml0eTAgFw0wMDAxMDEwMDAwMDBaGA8yMTI2MDEwMTAwMDAw
        MFowITEfMB0GA1UEAwwWQW5vdGhlciB0ZXN0IGF1dGhvcml0eTBZMBMGByqGSM49
        AgEGCCqGSM49AwEHA0IABKkVdeI1MhgjcqFV3+PC8tJC7abqr+w8XqHFFegOnc+V
        lzfIGUwSGZna47X7colTQYnr60IqrXkFk3PkmkPSBtOjQjBAMA8GA1UdEwEB/wQF
        MAMBAf8wDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBSi1JmrH0/872g8muYUNQAi
        2jt2KzAKBggqhkjOPQQDAgNIADBFAiEAoYyiJmgQwGxa7YATcmgJJ/SsXRloOIjN
        TO6Kb+QHWoYCIGi/pZ4Gc4oSRAhxIHuQAaEW4cd9mSHKCUZpS/rMAqY3
        -----END CERTIFICATE-----
        """

    /// A good certificate for `upstream.test`.
    static let server = """
        -----BEGIN CERTIFICATE-----
        MIIBnjCCAUOgAwIBAgICEAUwCgYIKoZIzj0EAwIwIjEgMB4GA1UEAwwXUGFyYWxs
        YXggdGVzdCBhdXRob3JpdHkwIBcNMDAwMTAxMDAwMDAwWhgPMjEyNjAxMDEwMDAw
        MDBaMBgxFjAUBgNVBAMMDXVwc3RyZWFtLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAAT/h0tjx8RRfWiiGupSpDkkVjyvZsvNwt7yUFk3c8Be9Wa81zREbqRB
        GHKyrIdh1tiQqsvUQS7Ffo85cu8x6eWEo3EwbzAYBgNVHREEETAPgg11cHN0cmVh
        bS50ZXN0MBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBTerFCaxS3Kbqfj
        q7GbSdvMyKLR4jAfBgNVHSMEGDAWgBSoAsNN6rNXKig/YFExizF7px4R6jAKBggq
        hkjOPQQDAgNJADBGAiEArHdnNY7a9JXZB4xAslT2Z7V9v121IDR+7X2ersNROTgC
        IQCIvI7JFaO9OV3Zzm5U1BMUxMAjARS+THJfavbyRVfuwA==
        -----END CERTIFICATE-----
        """

    /// A good certificate for `127.0.0.1`.
    static let serverByAddress = """
        -----BEGIN CERTIFICATE-----
        MIIBlDCCATqgAwIBAgICEAcwCgYIKoZIzj0EAwIwIjEgMB4GA1UEAwwXUGFyYWxs
        YXggdGVzdCBhdXRob3JpdHkwIBcNMDAwMTAxMDAwMDAwWhgPMjEyNjAxMDEwMDAw
        MDBaMBgxFjAUBgNVBAMMDXVwc3RyZWFtLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAAT/h0tjx8RRfWiiGupSpDkkVjyvZsvNwt7yUFk3c8Be9Wa81zREbqRB
        GHKyrIdh1tiQqsvUQS7Ffo85cu8x6eWEo2gwZjAPBgNVHREECDAGhwR/AAABMBMG
        A1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBTerFCaxS3Kbqfjq7GbSdvMyKLR
        4jAfBgNVHSMEGDAWgBSoAsNN6rNXKig/YFExizF7px4R6jAKBggqhkjOPQQDAgNI
        ADBFAiBC0/bNBE774hr6b4BzODkqh0KlzTJm2xnlMgI20OB3bQIhAN8YXJtdW7aT
        trcaRU2NZwGnPL/JP3lopMy44VYzVwNq
        -----END CERTIFICATE-----
        """

    /// One for `upstream.test` that was valid in the year 2000 alone.
    static let expired = """
        -----BEGIN CERTIFICATE-----
        MIIBnDCCAUGgAwIBAgICEAYwCgYIKoZIzj0EAwIwIjEgMB4GA1UEAwwXUGFyYWxs
        YXggdGVzdCBhdXRob3JpdHkwHhcNMDAwMTAxMDAwMDAwWhcNMDEwMTAxMDAwMDAw
        WjAYMRYwFAYDVQQDDA11cHN0cmVhbS50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
        AQcDQgAE/4dLY8fEUX1oohrqUqQ5JFY8r2bLzcLe8lBZN3PAXvVmvNc0RG6kQRhy
        sqyHYdbYkKrL1EEuxX6POXLvMenlhKNxMG8wGAYDVR0RBBEwD4INdXBzdHJlYW0u
        dGVzdDATBgNVHSUEDDAKBggrBgEFBQcDATAdBgNVHQ4EFgQU3qxQmsUtym6n46ux
        m0nbzMii0eIwHwYDVR0jBBgwFoAUqALDTeqzVyooP2BRMYsxe6ceEeowCgYIKoZI
        zj0EAwIDSQAwRgIhAKzUNuTUClYeNiVrKd3VSWSeJ6TcYLnsL50itYOyVVh0AiEA
        t4zjE4Lc7MJIJwwUt5vay6ikRuuvXUhiTjGjcdMPLFQ=
        -----END CERTIFICATE-----
        """

    /// The key of the three.
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8EpACP0NoHr0VpsW
        3u8FtTfNzKXZtScKK6tu8vXIIDehRANCAAT/h0tjx8RRfWiiGupSpDkkVjyvZsvN
        wt7yUFk3c8Be9Wa81zREbqRBGHKyrIdh1tiQqsvUQS7Ffo85cu8x6eWE
        -----END PRIVATE KEY-----
        """
}
