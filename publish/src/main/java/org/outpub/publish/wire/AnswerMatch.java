package org.outpub.publish.wire;

import org.jspecify.annotations.Nullable;
import org.outpub.publish.wire.FullParser.AnswerIdentity;

/**
 * Whether an answer is to a request (RFC 3261 §17.1.3, §18.1.2, §8.1.3.3), read in place as far as the wording is usual.
 * Pure.
 */
final class AnswerMatch {
    private static final String PUBLISH = "PUBLISH";

    /** What was found. */
    enum Verdict {
        YES,
        NO,
        /** The wording is unusual: a full parser must decide. */
        UNSURE
    }

    private AnswerMatch() {}

    /** A parameter's value, or where one would be. */
    private static int parameter(byte[] bytes, int from, int to, String name) {
        int at = from;
        while (at < to && bytes[at] == ';') {
            int nameStart = Ascii.skipBlanks(bytes, at + 1, to);
            int nameEnd = Ascii.skipToken(bytes, nameStart, to);
            int equals = Ascii.skipBlanks(bytes, nameEnd, to);
            int value = equals < to && bytes[equals] == '=' ? Ascii.skipBlanks(bytes, equals + 1, to) : equals;
            if (value > equals && Ascii.equalsLower(bytes, nameStart, nameEnd, name)) {
                return value;
            }
            at = value < to && bytes[value] == '"' ? Ascii.skipQuoted(bytes, value, to) : value;
            while (at < to && bytes[at] != ';' && bytes[at] != ',') {
                at++;
            }
        }
        return -1;
    }

    /** Where the topmost branch begins, if it looks like one of ours; else -1. */
    static int branch(MessageHead head) {
        int row = head.first(Field.VIA);
        byte[] bytes = head.bytes();
        int to = head.to(row);
        int from = head.from(row);
        while (from < to && bytes[from] != ';') {
            from++;
        }
        int value = parameter(bytes, from, to, "branch");
        return value >= 0 && Ascii.skipToken(bytes, value, to) - value == Branch.LENGTH ? value : -1;
    }

    /** Compares all else; the branch fits. */
    static Verdict read(MessageHead head, WireRequest request) {
        if (head.isRepeated(Field.VIA)
                || head.first(Field.CALL_ID) < 0
                || head.first(Field.CSEQ) < 0
                || head.first(Field.FROM) < 0) {
            return Verdict.NO;
        }
        Verdict via = via(head, request.sentBy());
        if (via != Verdict.YES) {
            return via;
        }
        int callId = head.first(Field.CALL_ID);
        String wanted = request.request().head().callId();
        if (!Ascii.equals(head.bytes(), head.from(callId), head.to(callId), wanted)) {
            return Verdict.NO;
        }
        Verdict cseq = cseq(head, request.request().cseq());
        return cseq != Verdict.YES
                ? cseq
                : fromTag(head, request.request().head().fromTag());
    }

    private static Verdict via(MessageHead head, String sentBy) {
        byte[] bytes = head.bytes();
        int row = head.first(Field.VIA);
        int at = head.from(row);
        int to = head.to(row);
        for (int i = at; i < to; i++) {
            if (bytes[i] == ',' || bytes[i] == '"' || bytes[i] == '(') {
                return Verdict.UNSURE;
            }
        }
        int version = at + "SIP/2.0/".length();
        if (version > to || !Ascii.equalsLower(bytes, at, version, "sip/2.0/")) {
            return Verdict.UNSURE;
        }
        int protocolEnd = Ascii.skipToken(bytes, version, to);
        int host = Ascii.skipBlanks(bytes, protocolEnd, to);
        int hostEnd = host;
        while (hostEnd < to && bytes[hostEnd] != ';' && !Ascii.isBlank(bytes[hostEnd])) {
            hostEnd++;
        }
        int next = Ascii.skipBlanks(bytes, hostEnd, to);
        if (protocolEnd == version || host == protocolEnd || next < to && bytes[next] != ';') {
            return Verdict.UNSURE;
        }
        return Ascii.equalsIgnoreCase(bytes, host, hostEnd, sentBy) ? Verdict.YES : Verdict.NO;
    }

    private static Verdict cseq(MessageHead head, long wanted) {
        byte[] bytes = head.bytes();
        int row = head.first(Field.CSEQ);
        int from = head.from(row);
        int end = from;
        while (end < head.to(row) && Ascii.isDigit(bytes[end])) {
            end++;
        }
        int method = Ascii.skipBlanks(bytes, end, head.to(row));
        if (end == from || method == end) {
            return Verdict.UNSURE;
        }
        boolean same = head.number(from, end) == wanted && Ascii.equals(bytes, method, head.to(row), PUBLISH);
        return same ? Verdict.YES : Verdict.NO;
    }

    private static Verdict fromTag(MessageHead head, String wanted) {
        byte[] bytes = head.bytes();
        int row = head.first(Field.FROM);
        int at = head.from(row);
        int to = head.to(row);
        if (at < to && bytes[at] == '"') {
            at = Ascii.skipQuoted(bytes, at, to);
        }
        while (at < to && bytes[at] != '<' && bytes[at] != ';' && bytes[at] != '"') {
            at++;
        }
        if (at < to && bytes[at] == '<') {
            while (at < to && bytes[at] != '>') {
                at++;
            }
            at = Ascii.skipBlanks(bytes, at + 1, to);
        }
        if (at >= to || bytes[at] != ';') {
            return Verdict.UNSURE;
        }
        int value = parameter(bytes, at, to, "tag");
        if (value < 0) {
            return Verdict.UNSURE;
        }
        int end = Ascii.skipToken(bytes, value, to);
        int next = Ascii.skipBlanks(bytes, end, to);
        boolean framed = next == to || bytes[next] == ';';
        if (end == value || !framed || parameter(bytes, next, to, "tag") >= 0) {
            return Verdict.UNSURE;
        }
        return Ascii.equals(bytes, value, end, wanted) ? Verdict.YES : Verdict.NO;
    }

    /** What a full parser found. */
    static boolean isTo(WireRequest request, @Nullable AnswerIdentity found) {
        return found != null
                && found.vias() == 1
                && request.branch().toString().equalsIgnoreCase(found.branch())
                && request.sentBy().equalsIgnoreCase(found.sentBy())
                && PUBLISH.equals(found.method())
                && request.request().cseq() == found.cseq()
                && request.request().head().callId().equals(found.callId())
                && request.request().head().fromTag().equals(found.fromTag());
    }
}
