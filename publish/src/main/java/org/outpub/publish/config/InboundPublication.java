package org.outpub.publish.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldValues;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * A {@code type=inbound-publication} section: a resource that peers may publish to. Its name is the user part of the
 * Request-URI. Option names and meanings are Asterisk's. Immutable.
 *
 * @param id the section's name
 * @param endpoint the only endpoint that may publish to it; null for any that is known
 * @param events ids of {@code asterisk-publication} objects, by event package
 */
public record InboundPublication(String id, @Nullable String endpoint, Map<String, String> events)
        implements SorceryObject {
    private static final String EVENT = "event_";
    private static final String EVENTS = "event_EVENT";

    /** Its declaration. */
    public static final ObjectType<InboundPublication> TYPE = ObjectType.of(
                    "inbound-publication", InboundPublication.class)
            .optional("endpoint", FieldCodecs.nonEmpty("the name of an endpoint section"), InboundPublication::endpoint)
            .about("the only `endpoint` section whose peer may publish here; any that is known if left out")
            .group(
                    EVENTS,
                    EVENT + ".+",
                    FieldCodecs.nonEmpty(
                            "the name of an asterisk-publication section; EVENT is asterisk-devicestate or asterisk-mwi"),
                    InboundPublication::options)
            .build(InboundPublication::fromFields);

    /** Copies the map. */
    public InboundPublication {
        events = Map.copyOf(events);
    }

    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        events.keySet().stream().sorted().forEach(event -> options.put(EVENT + event, events.get(event)));
        return options;
    }

    private static InboundPublication fromFields(FieldValues values) {
        Map<String, String> events = new LinkedHashMap<>();
        values.<String>group(EVENTS)
                .forEach((option, content) ->
                        events.put(option.substring(EVENT.length()).toLowerCase(Locale.ROOT), content));
        return new InboundPublication(
                values.id(), values.<String>find("endpoint").orElse(null), events);
    }
}
