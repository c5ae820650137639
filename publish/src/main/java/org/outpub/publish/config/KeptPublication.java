package org.outpub.publish.config;

import java.time.Instant;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldValues;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * What a server holds of a publication, kept so that it outlives the process: the next one goes on with the entity-tag
 * while it may live (RFC 3903 §4.2). Not for people to write. Immutable.
 *
 * @param id the publication's section, and its user behind a slash if it has one
 * @param target request URI, event and identities; if they are others now, the entity-tag is of no use
 * @param entityTag as the server gave it
 * @param expires seconds since 1970 at which the server drops it, by our clock
 * @param granted the lifetime it granted, in seconds
 */
public record KeptPublication(String id, String target, String entityTag, long expires, long granted)
        implements SorceryObject {
    /** Its declaration. */
    public static final ObjectType<KeptPublication> TYPE = ObjectType.of("publication-state", KeptPublication.class)
            .required("target", FieldCodecs.string(), KeptPublication::target)
            .required("entity_tag", FieldCodecs.nonEmpty("an entity-tag"), KeptPublication::entityTag)
            .required("expires", FieldCodecs.number("a time in seconds", 0, Long.MAX_VALUE), KeptPublication::expires)
            .required("granted", FieldCodecs.number("number of seconds", 1, Long.MAX_VALUE), KeptPublication::granted)
            .build(KeptPublication::fromFields);

    private static KeptPublication fromFields(FieldValues values) {
        return new KeptPublication(
                values.id(),
                values.get("target"),
                values.get("entity_tag"),
                values.<Long>get("expires"),
                values.<Long>get("granted"));
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
