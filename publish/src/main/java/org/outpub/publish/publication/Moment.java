package org.outpub.publish.publication;

/**
 * The time of an event, and the policies that turn it into times to come.
 *
 * @param now in the ticker's nanoseconds
 * @param refresh when to refresh
 * @param retry when to try again
 */
record Moment(long now, RefreshPolicy refresh, RetryPolicy retry) {}
