package org.outpub.publish.config;

import java.util.List;
import java.util.Map;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldValues;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * A {@code type=endpoint} section, of which only that matters here by which a peer that publishes is known. All other
 * options are Asterisk's affair, and nothing is said of them. Immutable.
 *
 * @param id the section's name
 * @param auth ids of {@code auth} objects, of which a peer proves one; none if it is known by its address alone
 */
public record Endpoint(String id, List<String> auth) implements SorceryObject {
    /** Its declaration. */
    public static final ObjectType<Endpoint> TYPE = ObjectType.of("endpoint", Endpoint.class)
            .field(
                    "auth",
                    FieldCodecs.commaList(FieldCodecs.nonEmpty("the name of an auth section")),
                    "",
                    Endpoint::auth)
            .about("the `auth` sections, of which a peer that publishes must prove one")
            .group("other options", ".+", FieldCodecs.string(), endpoint -> Map.of())
            .build(Endpoint::fromFields);

    /** Copies the list. */
    public Endpoint {
        auth = List.copyOf(auth);
    }

    private static Endpoint fromFields(FieldValues values) {
        return new Endpoint(values.id(), values.get("auth"));
    }
}
