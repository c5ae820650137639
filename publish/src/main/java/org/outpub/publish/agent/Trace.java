package org.outpub.publish.agent;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.TracedMessage;
import org.outpub.publish.wire.Loop;
import org.outpub.publish.wire.Tap;

/**
 * The last messages as they were on the wire, of all publications or of some. It listens from when it is asked until it
 * was not asked for half a minute; what it keeps is bounded, and the oldest gives way. Confined to the loop.
 */
final class Trace implements Tap.Ear {
    static final int MOST_MESSAGES = 1000;
    static final int MOST_BYTES = 1 << 20;
    private static final int MOST_FOLLOWED = 1000;
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** Proves that somebody knows a password, and lets it be guessed. Its length stays, and so does the message's. */
    private static final Pattern PROOF =
            Pattern.compile("(?i)\\b(?:response|rspauth|cnonce)[ \\t]*=[ \\t]*\"?([^\",;\\s]++)");

    private static final Pattern CALL_ID = Pattern.compile("(?im)^(?:Call-ID|i)[ \\t]*:[ \\t]*([^\\s]++)");

    private final Tap tap;
    private final Loop loop;
    private final Clock clock;
    private final Deque<TracedMessage> messages = new ArrayDeque<>();
    /** Until when which Call-IDs are followed. */
    private final Map<String, Long> followed = new HashMap<>();

    private long allUntil;
    private boolean all;
    private long bytes;
    private long number;

    Trace(Tap tap, Loop loop, Clock clock) {
        this.tap = tap;
        this.loop = loop;
        this.clock = clock;
    }

    /**
     * What was heard, oldest first; it is listened from now on.
     *
     * @param callIds whose messages; null for all
     */
    List<TracedMessage> ask(@Nullable Collection<String> callIds) {
        long until = loop.nanos() + KEPT_NANOS;
        if (callIds == null) {
            all = true;
            allUntil = until;
        } else {
            callIds.stream().limit(MOST_FOLLOWED).forEach(callId -> followed.put(callId, until));
        }
        if (!tap.isOpen()) {
            tap.open(this);
            loop.schedule(until, this::look);
        }
        return messages.stream()
                .filter(message -> callIds == null || callIds.contains(message.callId()))
                .toList();
    }

    /** Ends what nobody has asked for. */
    private void look() {
        long now = loop.nanos();
        all = all && now - allUntil < 0;
        followed.values().removeIf(until -> now - until >= 0);
        if (all || !followed.isEmpty()) {
            loop.schedule(now + KEPT_NANOS, this::look);
        } else {
            tap.open(null);
            messages.clear();
            bytes = 0;
        }
    }

    @Override
    public void heard(
            boolean sent, String transport, InetSocketAddress local, InetSocketAddress remote, byte[] message) {
        // Bytes are characters here, so that nothing is changed but what is masked.
        String text = new String(message, StandardCharsets.ISO_8859_1);
        String head = head(text);
        Matcher callId = CALL_ID.matcher(head);
        String found = callId.find() ? callId.group(1) : "";
        if (!all && !followed.containsKey(found)) {
            return;
        }
        byte[] masked = (masked(head) + text.substring(head.length())).getBytes(StandardCharsets.ISO_8859_1);
        messages.add(new TracedMessage(++number, clock.instant(), sent, transport, local, remote, found, masked));
        bytes += masked.length;
        while (messages.size() > MOST_MESSAGES || bytes > MOST_BYTES && messages.size() > 1) {
            bytes -= messages.remove().bytes().length;
        }
    }

    private static String head(String text) {
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? text : text.substring(0, end);
    }

    private static String masked(String head) {
        Matcher proof = PROOF.matcher(head);
        StringBuilder masked = new StringBuilder(head);
        while (proof.find()) {
            for (int i = proof.start(1); i < proof.end(1); i++) {
                masked.setCharAt(i, '*');
            }
        }
        return masked.toString();
    }
}
