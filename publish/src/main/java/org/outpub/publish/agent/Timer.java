package org.outpub.publish.agent;

/** Something that is due at a time. Confined to the loop. */
abstract class Timer {
    /** By the loop's time; meaningful while armed. */
    long at;
    /** Its place in {@link Timers}; negative while it is not armed. */
    int place = -1;

    /** The time has come; it is not armed any more. */
    abstract void fire();
}
