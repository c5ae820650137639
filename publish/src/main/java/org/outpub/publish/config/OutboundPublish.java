package org.outpub.publish.config;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldValues;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * A {@code type=outbound-publish} section: what is published where. Option names, defaults and meanings are Asterisk's.
 * Immutable.
 *
 * @param id the section's name
 * @param serverUri whom to publish to; the Request-URI
 * @param fromUri the From header's URI; null for {@code serverUri}
 * @param toUri the To header's URI; null for {@code serverUri}
 * @param event the event package
 * @param expiration the lifetime to ask for, in seconds, 1 to 2^32-1
 * @param outboundAuth ids of {@code auth} objects, in the order of preference
 * @param outboundProxy a next hop for the Route header; null for none
 * @param maxAuthAttempts how many challenges in a row are answered; 0 for as many as come, paced
 * @param transport id of the {@code transport} object to send by; null for the first of the right kind
 * @param multiUser whether each user has a publication of its own
 * @param extended the {@code @} options, names with their {@code @}
 * @param content files that hold the state; null if it comes from elsewhere
 */
public record OutboundPublish(
        String id,
        SipUri serverUri,
        @Nullable SipUri fromUri,
        @Nullable SipUri toUri,
        String event,
        long expiration,
        List<String> outboundAuth,
        @Nullable SipUri outboundProxy,
        int maxAuthAttempts,
        @Nullable String transport,
        boolean multiUser,
        Map<String, String> extended,
        @Nullable ContentSource content)
        implements SorceryObject {
    private static final long MAX_DELTA_SECONDS = 0xFFFF_FFFFL;
    private static final Pattern SEVERAL = Pattern.compile(",\\s*<?sips?:", Pattern.CASE_INSENSITIVE);
    /** What RFC 3261 §25.1 lets a token hold beside letters, digits and dots. */
    private static final String TOKEN_MARKS = "!%*_+`'~-";

    /** Its declaration. */
    public static final ObjectType<OutboundPublish> TYPE = ObjectType.of("outbound-publish", OutboundPublish.class)
            .required("server_uri", SipUri.codec(), OutboundPublish::serverUri)
            .about(
                    "where requests go (the Request-URI), and From and To where they are not set; with `multi_user`, the user is replaced")
            .required("event", eventType(), OutboundPublish::event)
            .about("what is published: the Event header")
            .optional("from_uri", SipUri.codec(), OutboundPublish::fromUri)
            .about("the From header; `server_uri` if it is left out")
            .optional("to_uri", SipUri.codec(), OutboundPublish::toUri)
            .about("the To header; `server_uri` if it is left out")
            .field(
                    "expiration",
                    FieldCodecs.number("number of seconds", 1, MAX_DELTA_SECONDS),
                    "3600",
                    OutboundPublish::expiration)
            .about("how long a server is asked to keep what is published; it is refreshed by what the server grants")
            .field(
                    "outbound_auth",
                    FieldCodecs.commaList(FieldCodecs.nonEmpty("the name of an auth section")),
                    "",
                    OutboundPublish::outboundAuth)
            .about("the `auth` sections with the credentials for challenges")
            .optional("outbound_proxy", proxy(), OutboundPublish::outboundProxy)
            .about(
                    "the proxy on the way: loose with `\\;lr`, strict without; with `\\;hide` it is gone through without a Route header")
            .field("max_auth_attempts", FieldCodecs.number("number of attempts", 0, Integer.MAX_VALUE), "5", publish ->
                    (long) publish.maxAuthAttempts)
            .about("how many challenges in a row are answered; 0 for as many as come")
            .optional("transport", FieldCodecs.nonEmpty("the name of a transport section"), OutboundPublish::transport)
            .about("the `transport` section to send by; else the first that speaks what the server wants")
            .field("multi_user", FieldCodecs.yesNo(), "no", OutboundPublish::multiUser)
            .about("one publication for each user, who takes the place of the user part in all three URIs")
            .extended(OutboundPublish::extended)
            .build(OutboundPublish::fromFields);

    /** Copies the collections. */
    public OutboundPublish {
        outboundAuth = List.copyOf(outboundAuth);
        extended = ImmutableMap.copyOf(extended); // keeps the order
    }

    private static OutboundPublish fromFields(FieldValues values) {
        long maxAuthAttempts = values.<Long>get("max_auth_attempts");
        values.<SipUri>find("outbound_proxy").ifPresent(proxy -> warnOfStrictRouting(values, proxy));
        return new OutboundPublish(
                values.id(),
                values.get("server_uri"),
                values.<SipUri>find("from_uri").orElse(null),
                values.<SipUri>find("to_uri").orElse(null),
                values.get("event"),
                values.<Long>get("expiration"),
                values.get("outbound_auth"),
                values.<SipUri>find("outbound_proxy").orElse(null),
                (int) maxAuthAttempts,
                values.<String>find("transport").orElse(null),
                values.<Boolean>get("multi_user"),
                values.extended(),
                ContentSource.from(values));
    }

    /** Hardly a proxy of today is a strict router, and without {@code lr} the server sees a request for somebody else. */
    private static void warnOfStrictRouting(FieldValues values, SipUri proxy) {
        if (!Route.isLoose(proxy) && !Route.isHidden(proxy)) {
            values.warn(
                    "outbound_proxy",
                    "outbound_proxy without ;lr makes " + proxy.shown()
                            + " the Request-URI and sends server_uri as a Route"
                            + " (strict routing, RFC 2543); write " + proxy.shown() + ";lr, in pjsip.conf "
                            + proxy.shown() + "\\;lr");
        }
    }

    private static FieldCodec<SipUri> proxy() {
        return new SipUriCodec(text -> {
            if (SEVERAL.matcher(text).find()) {
                throw new InvalidValueException("one proxy only");
            }
            return SipUri.parse(text);
        });
    }

    private static FieldCodec<String> eventType() {
        return FieldCodecs.of(
                "an event package such as presence",
                text -> {
                    if (!isEventType(text)) {
                        throw new InvalidValueException();
                    }
                    return text;
                },
                event -> event);
    }

    /** RFC 3265 §7.4: a token without dots, then templates each after a dot. By hand: there may be very many. */
    private static boolean isEventType(String text) {
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && TOKEN_MARKS.indexOf(c) < 0 && (c != '.' || before == '.')) {
                return false;
            }
            before = c;
        }
        return before != '.';
    }

    /**
     * The URI for the From header, as documented for {@code from_uri}.
     *
     * @return {@code from_uri}, else {@code server_uri}
     */
    public SipUri effectiveFrom() {
        return fromUri == null ? serverUri : fromUri;
    }

    /**
     * The URI for the To header, as documented for {@code to_uri}.
     *
     * @return {@code to_uri}, else {@code server_uri}
     */
    public SipUri effectiveTo() {
        return toUri == null ? serverUri : toUri;
    }

    /**
     * Whether another version of this object is about the same publications, so that it can be applied to them in
     * place and their entity-tags stay.
     *
     * @param other another version
     * @return false if the server, the event, an identity or {@code multi_user} differs
     */
    public boolean samePublications(OutboundPublish other) {
        return serverUri.equals(other.serverUri)
                && event.equals(other.event)
                && effectiveFrom().equals(other.effectiveFrom())
                && effectiveTo().equals(other.effectiveTo())
                && multiUser == other.multiUser;
    }
}
