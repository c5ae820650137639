package org.outpub.api.publication;

/** The four operations of RFC 3903 §4.1, table 1. */
public enum Operation {
    /** A body and no entity-tag: makes a publication. */
    INITIAL,
    /** An entity-tag and no body: lengthens its life. */
    REFRESH,
    /** An entity-tag and a body: replaces the document. */
    MODIFY,
    /** An entity-tag and Expires 0: ends it. */
    REMOVE
}
