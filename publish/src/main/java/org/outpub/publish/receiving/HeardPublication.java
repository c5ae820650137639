package org.outpub.publish.receiving;

import java.util.HashSet;
import java.util.Set;

/** A publication of a peer that lives here. Confined to one thread. */
final class HeardPublication {
    private final String resource;
    private final String event;
    /** What it told last, before all others. */
    private final Set<ToldThing> told = new HashSet<>();

    private String tag = "";
    private long ends;

    HeardPublication(String resource, String event) {
        this.resource = resource;
        this.event = event;
    }

    /** It is named anew, and lives on. */
    void renew(String newTag, long endsAt) {
        tag = newTag;
        ends = endsAt;
    }

    boolean isOf(String otherResource, String otherEvent) {
        return resource.equals(otherResource) && event.equals(otherEvent);
    }

    String resource() {
        return resource;
    }

    String event() {
        return event;
    }

    String tag() {
        return tag;
    }

    long ends() {
        return ends;
    }

    Set<ToldThing> told() {
        return told;
    }
}
