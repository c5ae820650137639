package org.outpub.publish.delivery.digest;

/**
 * A header that answers a challenge.
 *
 * @param proxy whether it is Proxy-Authorization rather than Authorization
 * @param value such as {@code Digest username="desk", …}; secret
 */
public record Credential(boolean proxy, String value) {
    /** Prints the header's name only. */
    @Override
    public String toString() {
        return proxy ? "Proxy-Authorization" : "Authorization";
    }
}
