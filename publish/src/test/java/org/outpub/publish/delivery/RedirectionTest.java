package org.outpub.publish.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.SipUri;

class RedirectionTest {
    private static final long NOW = Long.MAX_VALUE - 5;
    private static final OptionalLong UNSAID = OptionalLong.empty();
    private static final SipUri HOME = uri("sip:a@home");

    private static SipUri uri(String text) {
        try {
            return SipUri.parse(text);
        } catch (InvalidValueException wrong) {
            throw new AssertionError(wrong);
        }
    }

    private static Contact contact(String uri, int permille) {
        return new Contact(uri(uri), permille, UNSAID);
    }

    private static Optional<Redirection> redirect(Redirection from, int status, Contact... contacts) {
        return from.redirected(status, List.of(contacts), UNSAID, HOME, NOW);
    }

    private static Redirection moved(int status, OptionalLong expires) {
        return Redirection.none()
                .redirected(status, List.of(contact("sip:a@there", 1000)), expires, HOME, NOW)
                .orElseThrow();
    }

    /** All places that are tried if each fails. */
    private static List<String> places(Optional<Redirection> first) {
        List<String> all = new ArrayList<>();
        for (Optional<Redirection> next = first;
                next.isPresent();
                next = next.get().failed()) {
            all.add(next.get().toString());
        }
        return all;
    }

    @Test
    void theLikeliestPlaceIsTriedFirstAndEachNextOneWhereItFails() {
        assertEquals(
                List.of("sip:a@two", "sip:a@three", "sip:a@one"),
                places(redirect(
                        Redirection.none(),
                        302,
                        contact("sip:a@one", 100),
                        contact("sip:a@two", 900),
                        contact("sip:a@three", 500))));
    }

    @Test
    void noPlaceIsTriedTwiceNorTheOneThatRedirected() {
        Redirection there =
                redirect(Redirection.none(), 302, contact("sip:a@there", 1000)).orElseThrow();
        assertEquals(
                List.of("sip:a@new"),
                places(redirect(
                        there,
                        302,
                        contact("sip:a@home", 1000),
                        contact("sip:a@there", 1000),
                        contact("sip:a@new", 1),
                        contact("sip:a@new;method=INVITE?Subject=again", 1))));
    }

    @Test
    void placesNamedEarlierAreTriedAfterThoseNamedByThePlaceThatWasTried() {
        Redirection first = redirect(Redirection.none(), 302, contact("sip:a@one", 900), contact("sip:a@two", 100))
                .orElseThrow();
        assertEquals(List.of("sip:a@deeper", "sip:a@two"), places(redirect(first, 302, contact("sip:a@deeper", 1))));
    }

    @Test
    void aChainOfRedirectsEnds() {
        Optional<Redirection> next = Optional.of(Redirection.none());
        int followed = -1;
        for (int i = 0; next.isPresent(); i++) {
            followed++;
            next = redirect(next.get(), 302, contact("sip:a@place" + i, 1000));
        }
        assertEquals(Redirection.MOST_PLACES - 1, followed);
    }

    @Test
    void aLongListIsCutShort() {
        Contact[] many = IntStream.range(0, 1000)
                .mapToObj(i -> contact("sip:a@place" + i, 1000))
                .toArray(Contact[]::new);
        assertEquals(
                Redirection.MOST_PLACES - 1,
                places(redirect(Redirection.none(), 302, many)).size());
    }

    @Test
    void aSipsTargetIsNotGivenUpForASipOne() {
        assertEquals(
                List.of("sips:a@safe"),
                places(Redirection.none()
                        .redirected(
                                302,
                                List.of(contact("sip:a@open", 1000), contact("sips:a@safe", 1)),
                                UNSAID,
                                uri("sips:a@home"),
                                NOW)));
    }

    @Test
    void theWholeUriIsTheTargetButHeadersAndMethod() {
        assertEquals(
                Optional.of(uri("sip:b@there:5070;transport=tcp;x=y")),
                redirect(
                                Redirection.none(),
                                302,
                                contact("sip:b@there:5070;transport=tcp;method=INVITE;x=y?Event=x&Subject=z", 1000))
                        .orElseThrow()
                        .target());
    }

    @Test
    void aProxyIsUsedForTheRequestThatWasSentToItAndNotLater() {
        Redirection through =
                redirect(Redirection.none(), 305, contact("sip:proxy;lr", 1000)).orElseThrow();
        assertEquals(Optional.of(uri("sip:proxy;lr")), through.proxy());
        assertEquals(Optional.empty(), through.target());
        assertEquals(Redirection.none(), through.accepted());
    }

    @Test
    void aPlaceThatAcceptedIsUsedAgainUntilItForgets() {
        Redirection bound = moved(302, UNSAID).accepted();
        assertEquals(Optional.of(uri("sip:a@there")), bound.target());
        assertEquals(Redirection.none(), bound.unbound(NOW));
        assertEquals(Optional.empty(), bound.failed());
    }

    @ParameterizedTest
    @CsvSource({"301,0,true", "301,86400,true", "302,0,false", "302,59,true", "302,60,false", "300,59,true"})
    void aPlaceIsRememberedForAsLongAsItMayBe(int status, int afterSeconds, boolean remembered) {
        OptionalLong expires = status == 302 && afterSeconds == 0 ? UNSAID : OptionalLong.of(60);
        Redirection later = moved(status, expires).accepted().unbound(NOW + TimeUnit.SECONDS.toNanos(afterSeconds));
        assertEquals(remembered, later.target().isPresent());
    }

    @Test
    void aContactsOwnLifetimeGoesBeforeThatOfTheAnswer() {
        Redirection brief = Redirection.none()
                .redirected(
                        302,
                        List.of(new Contact(uri("sip:a@there"), 1000, OptionalLong.of(1))),
                        OptionalLong.of(3600),
                        HOME,
                        NOW)
                .orElseThrow();
        assertTrue(brief.unbound(NOW).target().isPresent());
        assertFalse(brief.unbound(NOW + TimeUnit.SECONDS.toNanos(1)).target().isPresent());
    }

    @ParameterizedTest
    @CsvSource({"300,true", "301,true", "302,true", "305,true", "380,false", "304,false", "399,false"})
    void whatIsFollowedIsKnown(int status, boolean followed) {
        assertEquals(followed, Redirection.isFollowed(status));
    }
}
