package org.outpub.publish.config;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldValues;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * What a server holds of a publication, kept so that it outlives the process: the next one goes on with the entity-tag
 * while it may live (RFC 3903 §4.2), or removes by it what is not configured any more. Not for people to write. Immutable.
 *
 * @param id the publication's section, its user behind a slash if it has one, and what tells its targets apart
 * @param subject what is published, and where
 * @param entityTag as the server gave it
 * @param expires seconds since 1970 at which the server drops it, by our clock
 * @param granted the lifetime it granted, in seconds
 * @param cseq the number of the request that it answered; 0 if that is not known
 */
public record KeptPublication(String id, Subject subject, String entityTag, long expires, long granted, long cseq)
        implements SorceryObject {
    private static final int LONGEST_TAG = 1024;
    private static final long MOST_GRANTED = 0xFFFF_FFFFL;
    /** Of a CSeq (RFC 3261 8.1.1.5). */
    private static final long HIGHEST = 0x7FFF_FFFFL;

    private static final FieldCodec<List<String>> NAMES = FieldCodecs.commaList(FieldCodecs.string());

    /** Its declaration. */
    public static final ObjectType<KeptPublication> TYPE = ObjectType.of("publication-state", KeptPublication.class)
            .required("publication", FieldCodecs.string(), kept -> kept.subject.publication)
            .field("user", FieldCodecs.string(), "", kept -> kept.subject.user)
            .required("target", FieldCodecs.string(), kept -> kept.subject.target)
            .field("outbound_proxy", FieldCodecs.string(), "", kept -> kept.subject.proxy)
            .field("transport", FieldCodecs.string(), "", kept -> kept.subject.transport)
            .field("outbound_auth", NAMES, "", kept -> kept.subject.auths)
            .required("entity_tag", tokenTag(), KeptPublication::entityTag)
            .required("expires", FieldCodecs.number("a time in seconds", 0, Long.MAX_VALUE), KeptPublication::expires)
            .required("granted", FieldCodecs.number("number of seconds", 1, MOST_GRANTED), KeptPublication::granted)
            .field("cseq", FieldCodecs.number("a request's number", 0, HIGHEST), "0", KeptPublication::cseq)
            .build(KeptPublication::fromFields);

    /**
     * What a publication is about, and how its server is reached. Immutable.
     *
     * @param publication the section
     * @param user empty if the section is one publication
     * @param target request URI, event and identities; if they are others now, it is another publication
     * @param proxy what requests go through; empty for none
     * @param transport the section of the transport; empty for the first of the right kind
     * @param auths the sections of the credentials
     */
    public record Subject(
            String publication, String user, String target, String proxy, String transport, List<String> auths) {
        /** Copies the list. */
        public Subject {
            auths = List.copyOf(auths);
        }

        /**
         * The publication's name, as it is told.
         *
         * @return the section, and the user behind a slash if there is one
         */
        public String name() {
            return user.isEmpty() ? publication : publication + "/" + user;
        }

        /**
         * The id under which it is kept: while a publication moves, what it had and what it has are two objects.
         *
         * @return the name, and a mark of the target
         */
        public String id() {
            return name() + "#" + HexFormat.of().toHexDigits(target.hashCode());
        }
    }

    /** It goes back to the server in a header, so what an earlier version or somebody else kept must be fit for one. */
    private static FieldCodec<String> tokenTag() {
        return FieldCodecs.of(
                "an entity-tag",
                text -> {
                    if (text.length() > LONGEST_TAG || !HeaderText.isToken(text)) {
                        throw new InvalidValueException("it is no token (RFC 3903 11.3.1)");
                    }
                    return text;
                },
                tag -> tag);
    }

    private static KeptPublication fromFields(FieldValues values) {
        return new KeptPublication(
                values.id(),
                new Subject(
                        values.get("publication"),
                        values.get("user"),
                        values.get("target"),
                        values.get("outbound_proxy"),
                        values.get("transport"),
                        values.get("outbound_auth")),
                values.get("entity_tag"),
                values.<Long>get("expires"),
                values.<Long>get("granted"),
                values.<Long>get("cseq"));
    }

    /**
     * How long the server still holds it.
     *
     * @param now by the wall clock
     * @return seconds; zero or negative if it does not
     */
    public long secondsLeft(Instant now) {
        return expires - now.getEpochSecond();
    }
}
