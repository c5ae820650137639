package org.outpub.publish.publication;

/**
 * What a server named a publication (RFC 3903 §4.1, SIP-ETag). Opaque: copied byte for byte, never read. Exists only
 * because a 2xx gave it.
 *
 * @param value a token
 */
public record EntityTag(String value) {
    @Override
    public String toString() {
        return value;
    }
}
