package org.outpub.publish.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

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

    private final Map<String, Lane> lanes = new HashMap<>();
    private final Map<String, Line> lines = new HashMap<>();
    private final Deque<Ticket> granted = new ArrayDeque<>();
    private volatile int waiting; // written on the loop only
    private boolean held;
    private boolean granting;

    /** A Request-URI to which somebody sends, or is about to. */
    private static final class Lane {
        private Set<Ticket> waiting = Set.of();
    }

    /** The requests to one server. */
    private static final class Line {
        private final Set<Ticket> waiting = new LinkedHashSet<>(2);
        private int underWay;
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
        private String requestUri = "";
        private String server = "";

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

    /** Asks for a turn. */
    void request(Ticket ticket, String requestUri, String server) {
        ticket.requestUri = requestUri;
        ticket.server = server;
        waiting++;
        Lane lane = lanes.get(requestUri);
        if (lane == null) {
            lanes.put(requestUri, new Lane());
            enterLine(ticket);
            grant();
        } else {
            if (lane.waiting.isEmpty()) {
                lane.waiting = new LinkedHashSet<>(4);
            }
            lane.waiting.add(ticket);
            ticket.place = Place.IN_LANE;
        }
    }

    private void enterLine(Ticket ticket) {
        ticket.place = Place.IN_LINE;
        Line line = lines.get(ticket.server);
        if (line == null) {
            line = new Line();
            lines.put(ticket.server, line);
        }
        line.waiting.add(ticket);
        serve(line);
    }

    private void serve(Line line) {
        while (!held && line.underWay < MOST_UNDER_WAY && !line.waiting.isEmpty()) {
            Ticket first = line.waiting.iterator().next();
            line.waiting.remove(first);
            line.underWay++;
            waiting--;
            first.place = Place.GRANTED;
            granted.add(first);
        }
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
        ticket.place = Place.OUT;
        Lane lane = lanes.get(ticket.requestUri);
        if (place == Place.OUT || lane == null) {
            return;
        }
        if (place != Place.GRANTED) {
            waiting--;
        }
        if (place == Place.IN_LANE) {
            lane.waiting.remove(ticket);
            return;
        }
        leaveLine(ticket, place);
        passLane(ticket.requestUri, lane);
        grant();
    }

    private void leaveLine(Ticket ticket, Place place) {
        Line line = lines.get(ticket.server);
        if (line == null) {
            return;
        }
        if (place == Place.IN_LINE) {
            line.waiting.remove(ticket);
        } else {
            line.underWay--;
            serve(line);
        }
        if (line.underWay == 0 && line.waiting.isEmpty()) {
            lines.remove(ticket.server);
        }
    }

    private void passLane(String requestUri, Lane lane) {
        if (lane.waiting.isEmpty()) {
            lanes.remove(requestUri);
            return;
        }
        Ticket next = lane.waiting.iterator().next();
        lane.waiting.remove(next);
        enterLine(next);
    }
}
