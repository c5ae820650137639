package org.outpub.it.load;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Answers PUBLISH with as little work as a server can (RFC 3903 6): requests are read in place, and an answer is written
 * into one buffer that is used again. Counts what comes. Confined to one thread.
 */
final class Compositor {
    private static final byte[] OK = head("200 OK");
    private static final byte[] UNAUTHORIZED = head("401 Unauthorized");
    private static final byte[] CONDITION_FAILED = head("412 Conditional Request Failed");
    private static final int DENIED = -2;
    final PublishHead request = new PublishHead();
    private final Ledger ledger = new Ledger();
    private final Tally tally = new Tally();
    private final RecentBranches branches = new RecentBranches();
    private final DigestGate gate = new DigestGate();
    private final AnswerBuffer answer = new AnswerBuffer();
    private boolean challenging;
    private int longestGrant = Integer.MAX_VALUE;

    private static byte[] head(String status) {
        return ("SIP/2.0 " + status + "\r\nVia: ").getBytes(StandardCharsets.US_ASCII);
    }

    /** Answers the request that was just read into {@link #request}. */
    AnswerBuffer answer(long now) {
        tally.arrived(now);
        long branch = request.branch();
        Integer before = branches.publication(branch);
        int publication = before == null ? first(branch, now) : repeated(before);
        if (publication == DENIED) {
            return denied();
        }
        return publication == Ledger.UNKNOWN ? refused() : granted(publication);
    }

    private int repeated(int publication) {
        tally.add(Count.REPEATED);
        return publication;
    }

    private int first(long branch, long now) {
        int publication = challenging && !gate.lets(request) ? DENIED : take(now);
        if (publication == DENIED) {
            tally.add(Count.CHALLENGED);
        }
        branches.put(branch, publication);
        return publication;
    }

    private int take(long now) {
        tally.stamps.arrived(request.bytes, request.bodyStart, request.end, now);
        long until = now + TimeUnit.SECONDS.toNanos(grant());
        if (!request.condition.isThere()) {
            tally.initial(now);
            return ledger.create(until);
        }
        tally.add(request.expires == 0 ? Count.REMOVE : request.hasBody() ? Count.MODIFY : Count.REFRESH);
        int publication = ledger.find(request.bytes, request.condition.start, request.condition.length);
        if (publication != Ledger.UNKNOWN && ledger.lapsed(publication, now)) {
            tally.add(Count.LAPSED);
            ledger.remove(publication);
            publication = Ledger.UNKNOWN;
        }
        if (publication == Ledger.UNKNOWN) {
            tally.add(Count.CONDITION_FAILED);
        } else if (request.expires == 0) {
            ledger.remove(publication);
        } else {
            ledger.renew(publication, until);
        }
        return publication;
    }

    private int grant() {
        return Math.min(request.expires, longestGrant);
    }

    private AnswerBuffer denied() {
        return answer.begin(UNAUTHORIZED, request)
                .header("\r\nWWW-Authenticate: ", DigestGate.CHALLENGE)
                .end();
    }

    private AnswerBuffer refused() {
        return answer.begin(CONDITION_FAILED, request).end();
    }

    private AnswerBuffer granted(int publication) {
        return answer.begin(OK, request)
                .entityTag(publication, ledger.version(publication))
                .expires(grant())
                .end();
    }

    void malformed() {
        tally.add(Count.MALFORMED);
    }

    /** Does what the harness says, and tells what was counted until then. */
    String command(String line, long now) {
        String[] words = line.split(" ");
        String told = tally.line(ledger.live(), ledger.countLapsed(now));
        switch (words[0]) {
            case "report" -> {}
            case "restart" -> tally.clear(now);
            case "forget" -> {
                tally.clear(now);
                ledger.clear();
                branches.clear();
            }
            case "grant" -> longestGrant = Integer.parseInt(words[1]);
            case "challenge" -> challenging = Boolean.parseBoolean(words[1]);
            default -> throw new IllegalArgumentException(line);
        }
        return told;
    }
}
