package org.outpub.publish.publication;

/**
 * What configuration, and a server that found it too brief, say about a publication's requests.
 *
 * @param expirationSeconds the configured lifetime
 * @param maxAuthAttempts how many challenges in a row are answered; 0 for as many as come
 * @param floorSeconds the least lifetime the server takes, from a 423 (RFC 3903 §5); 0 if it never said
 */
public record Terms(long expirationSeconds, int maxAuthAttempts, long floorSeconds) {
    /**
     * Terms of a publication whose server has not asked for more yet.
     *
     * @param expirationSeconds the configured lifetime
     * @param maxAuthAttempts how many challenges in a row are answered
     * @return the terms
     */
    public static Terms configured(long expirationSeconds, int maxAuthAttempts) {
        return new Terms(expirationSeconds, maxAuthAttempts, 0);
    }

    long askedSeconds() {
        return Math.max(expirationSeconds, floorSeconds);
    }

    Terms withFloor(long seconds) {
        return new Terms(expirationSeconds, maxAuthAttempts, seconds);
    }

    /** Takes over new configuration; what the server asked for still holds. */
    Terms reconfigured(Terms configured) {
        return new Terms(configured.expirationSeconds, configured.maxAuthAttempts, floorSeconds);
    }
}
