package org.outpub.publish.delivery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.SipUri;

/**
 * Where a publication's requests go while servers send them elsewhere (RFC 3261 §8.1.3.4, §21.3). Immutable.
 *
 * <p>The places that one request is sent to form a set: those named by 3xx answers, the likeliest first, none of them
 * twice and no more than {@value #MOST_PLACES}. Once a place has accepted the publication, later requests go there too,
 * because only it knows the entity-tag; that ends when it fails or has forgotten the entity-tag. What a 301 named, or a
 * 302 with a lifetime, is then still remembered.
 */
public final class Redirection {
    /** How many places are tried for one request, the configured one included. */
    static final int MOST_PLACES = 10;

    private static final int MOVED_PERMANENTLY = 301;
    private static final int USE_PROXY = 305;
    private static final Set<Integer> FOLLOWED = Set.of(300, MOVED_PERMANENTLY, 302, USE_PROXY);
    private static final Redirection NONE = new Redirection(null, List.of(), Set.of());

    private final @Nullable Place place;
    private final List<Place> untried;
    private final Set<SipUri> named;

    /**
     * A place to send to.
     *
     * @param uri without headers and method
     * @param proxy whether it is a proxy on the way (305) rather than the target
     * @param forgottenAt when it is forgotten though it works; null for never
     */
    private record Place(
            SipUri uri, boolean proxy, @Nullable Long forgottenAt) {
        boolean isRemembered(long now) {
            return !proxy && (forgottenAt == null || now - forgottenAt < 0);
        }
    }

    private Redirection(@Nullable Place place, List<Place> untried, Set<SipUri> named) {
        this.place = place;
        this.untried = untried;
        this.named = named;
    }

    /**
     * Requests go where configuration says.
     *
     * @return sends nobody elsewhere
     */
    public static Redirection none() {
        return NONE;
    }

    /**
     * Whether an answer's contacts are to be followed. A 380 describes services for people, and nothing else is known.
     *
     * @param status 300 to 399
     * @return true if so
     */
    public static boolean isFollowed(int status) {
        return FOLLOWED.contains(status);
    }

    /**
     * The target to send to.
     *
     * @return empty for the configured one
     */
    public Optional<SipUri> target() {
        return place == null || place.proxy ? Optional.empty() : Optional.of(place.uri);
    }

    /**
     * The proxy to send through.
     *
     * @return empty for the configured one, or none
     */
    public Optional<SipUri> proxy() {
        return place == null || !place.proxy ? Optional.empty() : Optional.of(place.uri);
    }

    /**
     * A server answered 3xx.
     *
     * @param status one that {@link #isFollowed}
     * @param contacts as the answer has them; those that give up {@code sips} are passed over
     * @param expiresSeconds the answer's Expires
     * @param configured the target that configuration names
     * @param now in nanoseconds, on a clock that may wrap
     * @return leads to the next place; empty if there is none that was not tried
     */
    public Optional<Redirection> redirected(
            int status, List<Contact> contacts, OptionalLong expiresSeconds, SipUri configured, long now) {
        Set<SipUri> known = new LinkedHashSet<>(named);
        known.add(configured.asRequestUri());
        List<Place> places = new ArrayList<>();
        contacts.stream()
                .sorted(Comparator.comparingInt(Contact::permille).reversed())
                .filter(contact -> contact.uri().secure() || !configured.secure())
                .filter(contact ->
                        known.size() < MOST_PLACES && known.add(contact.uri().asRequestUri()))
                .forEach(contact -> places.add(place(status, contact, expiresSeconds, now)));
        places.addAll(untried);
        return new Redirection(place, places, known).failed();
    }

    private static Place place(int status, Contact contact, OptionalLong expiresSeconds, long now) {
        SipUri uri = contact.uri().asRequestUri();
        if (status == MOVED_PERMANENTLY) {
            return new Place(uri, false, null);
        }
        OptionalLong lifetime = contact.expiresSeconds().isPresent() ? contact.expiresSeconds() : expiresSeconds;
        return new Place(uri, status == USE_PROXY, now + TimeUnit.SECONDS.toNanos(lifetime.orElse(0)));
    }

    /**
     * The place failed.
     *
     * @return leads to the next one of the same set; empty if none is left, so that the request failed as a whole
     */
    public Optional<Redirection> failed() {
        return untried.isEmpty()
                ? Optional.empty()
                : Optional.of(new Redirection(untried.get(0), untried.subList(1, untried.size()), named));
    }

    /**
     * The place accepted the publication.
     *
     * @return leads there again; a proxy was for that one request
     */
    public Redirection accepted() {
        return place == null || place.proxy ? NONE : new Redirection(place, List.of(), Set.of());
    }

    /**
     * The place does not know the entity-tag, so that nothing binds the publication to it any more.
     *
     * @param now in nanoseconds
     * @return leads there only if it may be remembered
     */
    public Redirection unbound(long now) {
        return place != null && place.isRemembered(now) ? this : NONE;
    }

    /** Prints where it leads. */
    @Override
    public String toString() {
        return place == null ? "as configured" : place.uri.shown();
    }
}
