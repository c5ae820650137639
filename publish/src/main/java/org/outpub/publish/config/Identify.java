package org.outpub.publish.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldValues;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * A {@code type=identify} section: the addresses by which an endpoint is known. Names of hosts are not looked up, so that
 * whoever answers for a name server lets nobody in. Immutable.
 *
 * @param id the section's name
 * @param endpoint the endpoint's id; empty for none
 * @param networks addresses that it sends from
 * @param unread what is no address: names, which Asterisk looks up
 */
public record Identify(String id, String endpoint, List<Network> networks, List<String> unread)
        implements SorceryObject {
    private static final FieldCodec<Network> NETWORK = Network.codec();

    /** Its declaration. */
    public static final ObjectType<Identify> TYPE = ObjectType.of("identify", Identify.class)
            .field("endpoint", FieldCodecs.string(), "", Identify::endpoint)
            .about("the `endpoint` section that is known by these addresses")
            .repeated(
                    "match",
                    FieldCodecs.commaList(FieldCodecs.string()),
                    identify -> identify.texts().isEmpty() ? List.of() : List.of(identify.texts()))
            .about("addresses and networks; names of hosts are not looked up")
            .group("other options", ".+", FieldCodecs.string(), identify -> Map.of())
            .build(Identify::fromFields);

    /** Copies the lists. */
    public Identify {
        networks = List.copyOf(networks);
        unread = List.copyOf(unread);
    }

    private List<String> texts() {
        List<String> texts =
                new ArrayList<>(networks.stream().map(Network::toString).toList());
        texts.addAll(unread);
        return texts;
    }

    private static Identify fromFields(FieldValues values) {
        List<Network> networks = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        values.<List<String>>all("match").stream()
                .flatMap(List::stream)
                .forEach(text -> network(text).ifPresentOrElse(networks::add, () -> unread.add(text)));
        return new Identify(values.id(), values.get("endpoint"), networks, unread);
    }

    private static Optional<Network> network(String text) {
        try {
            return Optional.of(NETWORK.parse(text, Origin.MEMORY));
        } catch (InvalidValueException name) {
            return Optional.empty();
        }
    }

    /**
     * Whether a request comes from there.
     *
     * @param source where it came from
     * @return true if so
     */
    public boolean matches(InetAddress source) {
        return Network.contain(networks, source);
    }
}
