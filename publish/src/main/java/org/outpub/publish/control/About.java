package org.outpub.publish.control;

import java.time.Instant;

/**
 * What is running. Immutable.
 *
 * @param version of Outpub
 * @param started when, by the wall clock
 * @param configuration where it is, for people
 */
public record About(String version, Instant started, String configuration) {}
