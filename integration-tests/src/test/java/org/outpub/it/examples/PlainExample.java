package org.outpub.it.examples;

import java.util.List;
import java.util.Map;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;
import org.outpub.publish.Outpub;

/** A whole program that publishes one state: to the SIP URI that it is given, until it ends. */
public final class PlainExample {
    private PlainExample() {}

    /**
     * Publishes, waits until the server has it, removes it.
     *
     * @param arguments whom to publish to, such as {@code sip:desk@presence.example.org}
     */
    public static void main(String[] arguments) {
        try (Outpub outpub = Outpub.builder().inMemory().build()) {
            outpub.load();
            List<ConfigProblem> problems =
                    outpub.put("outbound-publish", "desk", Map.of("server_uri", arguments[0], "event", "presence"));
            problems.forEach(System.err::println);
            PublishClient desk = outpub.client("desk").join().orElseThrow();
            PublishResult result = desk.publish(PublicationBody.of("text/plain", "open"))
                    .toCompletableFuture()
                    .join();
            System.out.println(result);
        }
    }
}
