package org.outpub.it.load;

import java.util.Arrays;

/**
 * The publications that the acceptor holds. An entity-tag is a publication's number and how many requests it has taken, so
 * nothing need be looked up. Confined to one thread.
 */
final class Ledger {
    static final int UNKNOWN = -1;
    private int[] versions = new int[1024];
    /** By the monotonic clock; 0 for a removed one. */
    private long[] expires = new long[1024];

    private int size;
    private int live;

    int create(long expiresNanos) {
        if (size == versions.length) {
            versions = Arrays.copyOf(versions, size * 2);
            expires = Arrays.copyOf(expires, size * 2);
        }
        expires[size] = expiresNanos;
        live++;
        return size++;
    }

    /** The publication that an entity-tag names, if it is the newest tag of a live one; else {@link #UNKNOWN}. */
    int find(byte[] bytes, int start, int length) {
        int number = 0;
        int i = start;
        int end = start + length;
        while (i < end && bytes[i] != '.') {
            number = number * 10 + bytes[i++] - '0';
        }
        int version = 0;
        while (++i < end) {
            version = version * 10 + bytes[i] - '0';
        }
        boolean known = number >= 0 && number < size && expires[number] != 0 && versions[number] == version;
        return known ? number : UNKNOWN;
    }

    boolean lapsed(int publication, long now) {
        return expires[publication] - now < 0;
    }

    void renew(int publication, long expiresNanos) {
        versions[publication]++;
        expires[publication] = expiresNanos;
    }

    void remove(int publication) {
        expires[publication] = 0;
        live--;
    }

    int version(int publication) {
        return versions[publication];
    }

    int live() {
        return live;
    }

    long countLapsed(long now) {
        long count = 0;
        for (int i = 0; i < size; i++) {
            if (expires[i] != 0 && lapsed(i, now)) {
                count++;
            }
        }
        return count;
    }

    void clear() {
        Arrays.fill(versions, 0);
        size = 0;
        live = 0;
    }
}
