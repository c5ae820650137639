package org.outpub.api.state;

import java.time.Duration;
import java.util.Optional;

/**
 * How it goes with one resource that peers publish to. Immutable.
 *
 * @param id the {@code inbound-publication} section
 * @param publications how many live now
 * @param states how many devices and mailboxes they tell of
 * @param taken how many documents were taken since the start
 * @param ignored how many came that mean nothing here: of another type, left out by a filter, or our own
 * @param refused how many requests were refused
 * @param from where the last request came from; empty if none has come
 * @param heard how long ago the last request was accepted; empty if none was
 * @param trouble why the last request was refused; empty if it was not
 */
public record InboundStatus(
        String id,
        int publications,
        int states,
        long taken,
        long ignored,
        long refused,
        String from,
        Optional<Duration> heard,
        String trouble) {}
