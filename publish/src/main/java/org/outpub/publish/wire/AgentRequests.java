package org.outpub.publish.wire;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.outpub.publish.wire.ServerResponse.Header;

/**
 * What the agent answers to requests that reach its ports and are nobody else's: it tells what it does (RFC 3261 §11.2) and
 * refuses the rest (§8.2). Safe for use by many threads; remembers nothing.
 */
public final class AgentRequests implements RequestHandler {
    private static final String OPTIONS = "OPTIONS";
    /** Requests that can only belong to what does not exist here. */
    private static final Set<String> WITHIN_A_DIALOG =
            ImmutableSet.of("BYE", "CANCEL", "INFO", "NOTIFY", "PRACK", "UPDATE");

    private static final Set<String> KNOWN =
            ImmutableSet.of("INVITE", "REGISTER", "SUBSCRIBE", "PUBLISH", "MESSAGE", "REFER");
    private final Supplier<Collection<String>> events;
    private final BooleanSupplier receives;

    /**
     * Answers for an agent that only publishes.
     *
     * @param events the event packages it publishes; asked for each OPTIONS, so it must be quick
     */
    public AgentRequests(Supplier<Collection<String>> events) {
        this(events, () -> false);
    }

    /**
     * Answers for an agent that others may publish to.
     *
     * @param events the event packages it publishes; asked for each OPTIONS, so it must be quick, as the next
     * @param receives whether it takes publications now, in JSON
     */
    public AgentRequests(Supplier<Collection<String>> events, BooleanSupplier receives) {
        this.events = events;
        this.receives = receives;
    }

    private String allowed() {
        return receives.getAsBoolean() ? OPTIONS + ", PUBLISH" : OPTIONS;
    }

    @Override
    public ServerResponse answer(ServerRequest request) {
        String method = request.method();
        if (WITHIN_A_DIALOG.contains(method)) {
            return refuse(481, "Call/Transaction Does Not Exist");
        }
        if (KNOWN.contains(method)) {
            return refuse(405, "Method Not Allowed", new Header("Allow", allowed()));
        }
        if (!method.equals(OPTIONS)) {
            return refuse(501, "Not Implemented", new Header("Allow", allowed()));
        }
        String uri = request.requestUri().toLowerCase(Locale.ROOT);
        if (!uri.startsWith("sip:") && !uri.startsWith("sips:")) {
            return refuse(416, "Unsupported URI Scheme");
        }
        List<String> required = request.headers().getOrDefault("require", List.of());
        if (!required.isEmpty()) {
            return refuse(420, "Bad Extension", new Header("Unsupported", String.join(", ", required)));
        }
        return options();
    }

    private ServerResponse options() {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Allow", allowed()));
        // RFC 3261 §20.1: an empty one says that no body is taken.
        headers.add(new Header("Accept", receives.getAsBoolean() ? "application/json" : ""));
        Collection<String> published = events.get();
        if (!published.isEmpty()) {
            headers.add(new Header("Allow-Events", String.join(", ", published)));
        }
        return new ServerResponse(200, "OK", headers);
    }

    private static ServerResponse refuse(int status, String reason, Header... headers) {
        return new ServerResponse(status, reason, List.of(headers));
    }
}
