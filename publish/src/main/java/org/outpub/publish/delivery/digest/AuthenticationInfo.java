package org.outpub.publish.delivery.digest;

import java.util.Map;

/**
 * What a server that let a request through says of the next one (RFC 7616 §3.5). It names no realm.
 *
 * @param proxy whether a proxy says so rather than the server
 * @param nextNonce the nonce to use from now on; empty if it says nothing of it
 * @param cnonce our nonce that it answers to; empty if it does not say
 */
record AuthenticationInfo(boolean proxy, String nextNonce, String cnonce) {
    static AuthenticationInfo parse(Confirmation row) {
        Map<String, String> parameters = DigestChallenge.parameters(row.value());
        return new AuthenticationInfo(
                row.proxy(), parameters.getOrDefault("nextnonce", ""), parameters.getOrDefault("cnonce", ""));
    }
}
