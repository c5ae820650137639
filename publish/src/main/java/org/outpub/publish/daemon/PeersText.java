package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.outpub.publish.control.TimeText;

/** Writes for people how the servers fare that states come from. Pure. */
final class PeersText {
    private static final List<String> ASTERISKS =
            List.of("ASTERISK", "ADDRESS", "STATE", "SINCE", "VERSION", "RUNS SINCE", "KNOWN", "TROUBLE");
    private static final List<String> INBOUND =
            List.of("INBOUND", "FROM", "PUBLICATIONS", "STATES", "HEARD", "TAKEN", "IGNORED", "REFUSED", "TROUBLE");

    private PeersText() {}

    /** A table for each kind; nothing if there are none. */
    static String of(JsonNode peers, Instant now) {
        List<List<String>> asterisks = new ArrayList<>(List.of(ASTERISKS));
        for (JsonNode one : peers.path("asterisks")) {
            asterisks.add(List.of(
                    one.path("id").asText(),
                    one.path("address").asText(),
                    one.path("upToDate").asBoolean() ? "up to date" : "not up to date",
                    TimeText.of(Duration.between(Instant.parse(one.path("since").asText()), now)),
                    one.path("version").asText(),
                    one.path("startedAt").asText(),
                    one.path("counts").asText(),
                    one.path("trouble").asText()));
        }
        List<List<String>> inbound = new ArrayList<>(List.of(INBOUND));
        for (JsonNode one : peers.path("inbound")) {
            inbound.add(List.of(
                    one.path("id").asText(),
                    one.path("from").asText(),
                    one.path("publications").asText(),
                    one.path("states").asText(),
                    one.has("heardSecondsAgo")
                            ? TimeText.of(Duration.ofSeconds(
                                            one.path("heardSecondsAgo").asLong())) + " ago"
                            : "never",
                    one.path("taken").asText(),
                    one.path("ignored").asText(),
                    one.path("refused").asText(),
                    one.path("trouble").asText()));
        }
        return table(asterisks) + table(inbound);
    }

    private static String table(List<List<String>> rows) {
        return rows.size() == 1 ? "" : "\n" + AnswerText.aligned(rows);
    }
}
