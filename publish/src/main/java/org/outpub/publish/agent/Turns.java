package org.outpub.publish.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.SipUri;

/**
 * Whose turn it is to send. Two things are waited for, in this order: that no other request is under way to the same
 * Request-URI, whichever publication it belongs to (RFC 3903 §4), and that fewer than {@value #MOST_UNDER_WAY} are under
 * way to the same server. So the pace is the server's own, whatever makes many publications due at once; a server that is
 * slow or gone holds up nobody else; and what is sent is decided when the turn comes. First come, first served. Confined
 * to the loop.
 */
final class Turns {
    /** Enough that a server 25 ms away gets 10,000 requests a second. */
    static final int MOST_UNDER_WAY = 256;

    private final Map<Lane, Lane> lanes = new HashMap<>();
    private final Map<Endpoint, Line> lines = new HashMap<>();
    private final Deque<Ticket> granted = new ArrayDeque<>();
    private volatile int waiting; // written on the loop only
    private boolean held;
    private boolean granting;

    /** What is located: a host, which may be a name, and a port, which may be 0. */
    private record Endpoint(String host, int port) {}

    /** A Request-URI to which somebody sends, or is about to; what lanes are found by is reckoned once. */
    private static final class Lane {
        private final SipUri requestUri;
        private final int hash;
        private Set<Ticket> waiting = Set.of();

        Lane(SipUri requestUri) {
            this.requestUri = requestUri;
            this.hash = requestUri.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other || other instanceof Lane lane && requestUri.equals(lane.requestUri);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** A server to which requests are under way, or wait. */
    private static final class Line {
        private final Endpoint server;
        private final Set<Ticket> waiting = new LinkedHashSet<>(2);
        private int underWay;

        Line(Endpoint server) {
            this.server = server;
        }
    }

    private enum Place {
        OUT,
        IN_LANE,
        IN_LINE,
        GRANTED
    }

    /** A publication's place in all this; it has one for life. */
    static final class Ticket {
        private final Runnable turn;
        private Place place = Place.OUT;
        private @Nullable Lane lane;
        /** What it opened last, and may open again. */
        private @Nullable Lane own;

        private @Nullable Endpoint server;
        private @Nullable Line line;

        /**
         * In no lane.
         *
         * @param turn run when the turn has come; it may be too late
         */
        Ticket(Runnable turn) {
            this.turn = turn;
        }
    }

    /** How many wait. Any thread may ask. */
    int waiting() {
        return waiting;
    }

    /** Gives no turns until {@link #release}. */
    void hold() {
        held = true;
    }

    /** Gives turns again. */
    void release() {
        if (held) {
            held = false;
            lines.values().forEach(this::serve);
            grant();
        }
    }

    /**
     * Asks for a turn.
     *
     * @param requestUri where to
     * @param nextHop by way of; what is paced is its host and port
     */
    void request(Ticket ticket, SipUri requestUri, SipUri nextHop) {
        ticket.server = endpoint(ticket.server, nextHop);
        waiting++;
        Lane own = lane(ticket.own, requestUri);
        ticket.own = own;
        Lane taken = lanes.putIfAbsent(own, own);
        if (taken == null) {
            ticket.lane = own;
            enterLine(ticket, ticket.server);
            grant();
            return;
        }
        if (taken.waiting.isEmpty()) {
            taken.waiting = new LinkedHashSet<>(4);
        }
        taken.waiting.add(ticket);
        ticket.lane = taken;
        ticket.place = Place.IN_LANE;
    }

    private static Lane lane(@Nullable Lane former, SipUri requestUri) {
        return former != null && former.requestUri.equals(requestUri) ? former : new Lane(requestUri);
    }

    private static Endpoint endpoint(@Nullable Endpoint former, SipUri nextHop) {
        if (former != null && former.port() == nextHop.port() && former.host().equals(nextHop.host())) {
            return former;
        }
        return new Endpoint(nextHop.host(), nextHop.port());
    }

    private void enterLine(Ticket ticket, Endpoint server) {
        Line line = lines.computeIfAbsent(server, Line::new);
        ticket.place = Place.IN_LINE;
        ticket.line = line;
        if (!held && line.waiting.isEmpty() && line.underWay < MOST_UNDER_WAY) {
            serve(line, ticket);
        } else {
            line.waiting.add(ticket);
        }
    }

    private void serve(Line line) {
        while (!held && line.underWay < MOST_UNDER_WAY && !line.waiting.isEmpty()) {
            Ticket first = line.waiting.iterator().next();
            line.waiting.remove(first);
            serve(line, first);
        }
    }

    private void serve(Line line, Ticket ticket) {
        line.underWay++;
        waiting--;
        ticket.place = Place.GRANTED;
        granted.add(ticket);
    }

    /** In a loop and not by recursion: each turn may end at once and give the next. */
    private void grant() {
        if (granting) {
            return;
        }
        granting = true;
        try {
            for (Ticket next = granted.poll(); next != null; next = granted.poll()) {
                if (next.place == Place.GRANTED) {
                    next.turn.run();
                }
            }
        } finally {
            granting = false;
        }
    }

    /** Gives up a turn that was asked for or is held. */
    void leave(Ticket ticket) {
        Place place = ticket.place;
        Lane lane = ticket.lane;
        Line line = ticket.line;
        ticket.place = Place.OUT;
        ticket.lane = null;
        ticket.line = null;
        waiting -= place == Place.IN_LANE || place == Place.IN_LINE ? 1 : 0;
        if (lane != null && place == Place.IN_LANE) {
            lane.waiting.remove(ticket);
        } else if (lane != null && line != null) {
            leaveLine(line, ticket, place);
            passLane(lane);
            grant();
        }
    }

    /** What a ticket waits for, in words. */
    String waitsFor(Ticket ticket) {
        return switch (ticket.place) {
            case IN_LANE -> "its turn: another request to the same Request-URI is under way (RFC 3903 §4)";
            case IN_LINE ->
                held
                        ? "transports, which are being opened"
                        : "its turn: " + MOST_UNDER_WAY + " requests to the same server are under way";
            case OUT, GRANTED -> "its turn";
        };
    }

    private void leaveLine(Line line, Ticket ticket, Place place) {
        if (place == Place.IN_LINE) {
            line.waiting.remove(ticket);
        } else {
            line.underWay--;
            serve(line);
        }
        if (line.underWay == 0 && line.waiting.isEmpty()) {
            lines.remove(line.server, line);
        }
    }

    private void passLane(Lane lane) {
        if (lane.waiting.isEmpty()) {
            lanes.remove(lane);
            return;
        }
        Ticket next = lane.waiting.iterator().next();
        lane.waiting.remove(next);
        if (next.server != null) {
            enterLine(next, next.server);
        }
    }
}
