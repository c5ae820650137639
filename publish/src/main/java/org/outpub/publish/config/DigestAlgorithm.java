package org.outpub.publish.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The hash algorithms of digest authentication (RFC 8760 §2.1). */
public enum DigestAlgorithm {
    /** 32 hexadecimal digits. */
    MD5("MD5", "MD5", 32),
    /** 64 hexadecimal digits. */
    SHA_256("SHA-256", "SHA-256", 64),
    /** 64 hexadecimal digits. */
    SHA_512_256("SHA-512-256", "SHA-512/256", 64);

    private final String token;
    /** Finding one costs more than most hashes, and so does copying one. */
    private final ThreadLocal<MessageDigest> digests;

    private final int hexDigits;

    DigestAlgorithm(String token, String javaName, int hexDigits) {
        this.token = token;
        this.digests = ThreadLocal.withInitial(() -> find(javaName));
        digests.get(); // a runtime without it is told of now
        this.hexDigits = hexDigits;
    }

    /**
     * Finds an algorithm by its name.
     *
     * @param name as in a challenge or an option, in any case, without {@code -sess}
     * @return empty if it is not one of these
     */
    public static Optional<DigestAlgorithm> named(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.token.equalsIgnoreCase(name))
                .findFirst();
    }

    /**
     * Its name in challenges and options.
     *
     * @return such as {@code SHA-512-256}
     */
    public String token() {
        return token;
    }

    /**
     * How long its hashes are.
     *
     * @return in hexadecimal digits
     */
    public int hexDigits() {
        return hexDigits;
    }

    /**
     * Hashes text.
     *
     * @param text encoded as UTF-8
     * @return in lower-case hexadecimal digits
     */
    public String hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Hashes bytes.
     *
     * @param bytes any
     * @return in lower-case hexadecimal digits
     */
    public String hash(byte[] bytes) {
        return HexFormat.of().formatHex(digests.get().digest(bytes));
    }

    private static MessageDigest find(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }
}
