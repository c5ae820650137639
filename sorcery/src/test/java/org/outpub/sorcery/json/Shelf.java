package org.outpub.sorcery.json;

import java.util.List;
import java.util.Map;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/** An object with a field of every shape. */
record Shelf(
        String id,
        String label,
        long height,
        double depth,
        boolean open,
        String wood,
        List<Long> sizes,
        List<String> books,
        Map<String, String> extended)
        implements SorceryObject {
    static final ObjectType<Shelf> TYPE = ObjectType.of("shelf", Shelf.class)
            .required("label", FieldCodecs.nonEmpty("a label"), Shelf::label)
            .field("height", FieldCodecs.number("number of centimetres", 1, 300), "40", Shelf::height)
            .field("depth", FieldCodecs.decimal("number of metres", 0, Double.POSITIVE_INFINITY), "0.3", Shelf::depth)
            .field("open", FieldCodecs.yesNo(), "no", Shelf::open)
            .field("wood", FieldCodecs.oneOf("oak", "pine"), "pine", Shelf::wood)
            .field(
                    "sizes",
                    FieldCodecs.commaList(FieldCodecs.number("number of pages", 1, 9999)),
                    "",
                    shelf -> shelf.sizes)
            .repeated("book", FieldCodecs.nonEmpty("a title"), Shelf::books)
            .alias("volume", "book")
            .ignored("dust")
            .extended(Shelf::extended)
            .build(values -> new Shelf(
                    values.id(),
                    values.get("label"),
                    values.get("height"),
                    values.get("depth"),
                    values.get("open"),
                    values.get("wood"),
                    values.get("sizes"),
                    values.all("book"),
                    values.extended()));
}
