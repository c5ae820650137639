package org.outpub.it.load;

/** What the acceptor tells in numbers. */
enum Count {
    /** Requests without a condition, with a body. */
    INITIAL,
    /** Requests with a condition and a body. */
    MODIFY,
    /** Requests with a condition and no body. */
    REFRESH,
    /** Requests for an expiry of 0. */
    REMOVE,
    /** Copies of a request that had come before. */
    REPEATED,
    /** Answers 401. */
    CHALLENGED,
    /** Answers 412. */
    CONDITION_FAILED,
    /** What could not be read. */
    MALFORMED,
    /** Publications whose grant ran out: told of by a late request, or not heard of since. */
    LAPSED,
    /** Publications that are held now. */
    LIVE,
    /** When the first request came, by the machine's monotonic clock. */
    FIRST_NANOS,
    /** When the last request came. */
    LAST_NANOS,
    /** When the last initial publication came. */
    LAST_INITIAL_NANOS,
    /** Requests in the busiest whole second. */
    BUSIEST_SECOND,
    /** Requests with a time stamp in the body. */
    STAMPED,
    /** From the call to the arrival here. */
    CALL_P50_NANOS,
    CALL_P99_NANOS,
    /** From when the call was due to the arrival here: what a late caller adds is in it. */
    DUE_P50_NANOS,
    DUE_P99_NANOS
}
