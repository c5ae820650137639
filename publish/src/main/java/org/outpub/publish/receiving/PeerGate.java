package org.outpub.publish.receiving;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.Endpoint;
import org.outpub.publish.config.InboundPublication;
import org.outpub.publish.delivery.digest.DigestVerifier;
import org.outpub.publish.delivery.digest.DigestVerifier.Verdict;
import org.outpub.publish.wire.ServerRequest;
import org.outpub.publish.wire.ServerResponse;
import org.outpub.publish.wire.ServerResponse.Header;

/**
 * Decides who may publish to a resource. An endpoint with {@code auth} is whoever proves it, wherever the request comes
 * from; one without is let in only from an address that an {@code identify} section names for it. Which endpoint it is, the
 * resource says, or else the address, or the user of From. Confined to one thread.
 */
final class PeerGate {
    private final DigestVerifier verifier;

    PeerGate(RandomGenerator random) {
        this.verifier = new DigestVerifier(random);
    }

    /**
     * Looks at who sends a request.
     *
     * @return null if it may publish; else what to answer
     */
    @Nullable
    ServerResponse refuse(ServerRequest request, InboundPublication resource, PeerConfiguration peers, long now) {
        Set<Endpoint> candidates = candidates(request, resource, peers);
        if (candidates.stream().anyMatch(one -> one.auth().isEmpty() && isAt(request, one, peers))) {
            return null;
        }
        List<Auth> auths = candidates.stream()
                .flatMap(one -> one.auth().stream())
                .map(peers.auths()::get)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Verdict verdict = verifier.verify(request.all("authorization"), "PUBLISH", request.requestUri(), auths, now);
        if (verdict == Verdict.PROVEN) {
            return null;
        }
        List<Header> challenges = verifier.challenges(auths, verdict == Verdict.STALE, now).stream()
                .map(challenge -> new Header("WWW-Authenticate", challenge))
                .toList();
        return challenges.isEmpty()
                ? new ServerResponse(403, "Forbidden", List.of())
                : new ServerResponse(401, "Unauthorized", challenges);
    }

    private static Set<Endpoint> candidates(
            ServerRequest request, InboundPublication resource, PeerConfiguration peers) {
        Stream<String> ids = resource.endpoint() != null
                ? Stream.of(resource.endpoint())
                : Stream.concat(
                        peers.identities().stream()
                                .filter(one -> one.matches(request.source().getAddress()))
                                .map(one -> one.endpoint()),
                        request.header("from").map(RequestNames::userOfAddress).stream());
        Set<Endpoint> candidates = new LinkedHashSet<>();
        ids.map(peers.endpoints()::get).filter(Objects::nonNull).forEach(candidates::add);
        return candidates;
    }

    private static boolean isAt(ServerRequest request, Endpoint endpoint, PeerConfiguration peers) {
        return peers.identities().stream()
                .anyMatch(one -> one.endpoint().equals(endpoint.id())
                        && one.matches(request.source().getAddress()));
    }
}
