package org.outpub.sorcery;

import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/** A small object. */
public record Lamp(String id, String color, long watts) implements SorceryObject {
    /** The type under test. */
    public static final ObjectType<Lamp> TYPE = ObjectType.of("lamp", Lamp.class)
            .required("color", FieldCodecs.nonEmpty("a color"), Lamp::color)
            .field("watts", FieldCodecs.number("number of watts", 1, 1000), "5", Lamp::watts)
            .build(values -> new Lamp(values.id(), values.get("color"), values.get("watts")));
}
