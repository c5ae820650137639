package org.outpub.publish.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.publish.cluster.ClusterStore.Change;
import org.outpub.publish.config.KeptPublication;

/** What servers hold, as JSON in a column. Pure. */
final class KeptJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Origin ORIGIN = Origin.of("outpub_publication_state", 0);

    private KeptJson() {}

    static String write(Change change) {
        ObjectSet set = KeptPublication.TYPE.format(Objects.requireNonNull(change.kept()));
        ObjectNode json = JSON.createObjectNode();
        for (int i = 0; i < set.size(); i++) {
            if (!set.name(i).equals("type")) {
                json.put(set.name(i), set.value(i));
            }
        }
        return json.toString();
    }

    /** Empty if it cannot be read: it is of another version, and expires at the server. */
    static Optional<KeptPublication> read(String id, String text) {
        ObjectSet.Builder set = ObjectSet.builder(id, ORIGIN);
        try {
            for (Map.Entry<String, com.fasterxml.jackson.databind.JsonNode> member :
                    JSON.readTree(text).properties()) {
                set.add(member.getKey(), member.getValue().asText(), ORIGIN);
            }
        } catch (JsonProcessingException broken) {
            return Optional.empty();
        }
        return KeptPublication.TYPE.parse(set.build(), problem -> {});
    }
}
