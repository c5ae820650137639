package org.outpub.publish.sources.asterisk.ami;

/** What happens to a {@link ManagerSession}. */
public sealed interface SessionEvent {
    /** It is to begin. */
    record Started() implements SessionEvent {}

    /** The connection is there, and TLS on it where that is wanted. */
    record Opened() implements SessionEvent {}

    /**
     * A message came.
     *
     * @param message as read
     */
    record Heard(AmiMessage message) implements SessionEvent {}

    /**
     * The connection ended, or never came about.
     *
     * @param reason for people
     */
    record Closed(String reason) implements SessionEvent {}

    /** The time of {@link ManagerSession#wakeAt} has come. */
    record Woke() implements SessionEvent {}

    /** Somebody wants the lists to be asked anew, or a retry now. */
    record Asked() implements SessionEvent {}

    /** It is to end; the states stay as they are. */
    record Stopped() implements SessionEvent {}
}
