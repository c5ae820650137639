package org.outpub.publish.receiving;

/**
 * A thing that a server tells of. Immutable.
 *
 * @param mailbox whether it is a mailbox, and not a device
 * @param eid the server's entity id
 * @param name the thing's name
 */
record ToldThing(boolean mailbox, String eid, String name) {}
