package org.outpub.publish.section;

/**
 * A section of {@code type=auth}: credentials for digest (RFC 7616, RFC 8760): they answer a server's challenges, or are
 * asked of peers that publish here. Confined to one thread.
 */
public final class AuthSection extends Section {
    private AuthSection(String id, String username) {
        super("auth", id);
        set("username", username);
    }

    /**
     * Starts a section. It needs a secret too: {@link #password}, {@link #passwordDigest} or {@link #md5Cred}.
     *
     * @param id its name, for {@link PublishSection#outboundAuth}
     * @param username the name that servers know
     * @return the section
     */
    public static AuthSection of(String id, String username) {
        return new AuthSection(id, username);
    }

    /**
     * Option {@code password}.
     *
     * @param secret in the clear
     * @return this
     */
    public AuthSection password(String secret) {
        set("password", secret);
        return this;
    }

    /**
     * Option {@code password_digest}, instead of the password.
     *
     * @param hashes of {@code username:realm:password}, each behind its algorithm: {@code SHA-256:…}
     * @return this
     */
    public AuthSection passwordDigest(String... hashes) {
        list("password_digest", hashes);
        return this;
    }

    /**
     * Option {@code md5_cred}, instead of the password.
     *
     * @param hash MD5 of {@code username:realm:password}, in hexadecimal digits
     * @return this
     */
    public AuthSection md5Cred(String hash) {
        set("md5_cred", hash);
        return this;
    }

    /**
     * Option {@code realm}.
     *
     * @param only whose challenges are answered; {@code *} for those of all, as if it were not set
     * @return this
     */
    public AuthSection realm(String only) {
        set("realm", only);
        return this;
    }

    /**
     * Option {@code supported_algorithms_uac}.
     *
     * @param names of the algorithms to answer: {@code MD5}, {@code SHA-256}, {@code SHA-512-256}; all unless it is set
     * @return this
     */
    public AuthSection supportedAlgorithmsUac(String... names) {
        list("supported_algorithms_uac", names);
        return this;
    }

    /**
     * Option {@code supported_algorithms_uas}.
     *
     * @param names of the algorithms to challenge peers with that publish here; {@code MD5} unless it is set
     * @return this
     */
    public AuthSection supportedAlgorithmsUas(String... names) {
        list("supported_algorithms_uas", names);
        return this;
    }
}
