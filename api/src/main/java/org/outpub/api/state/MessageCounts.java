package org.outpub.api.state;

/**
 * How many messages wait in a mailbox. Immutable.
 *
 * @param newMessages those that were not heard yet; 0 or more
 * @param oldMessages those that were; 0 or more
 */
public record MessageCounts(int newMessages, int oldMessages) {
    /** No messages. */
    public static final MessageCounts NONE = new MessageCounts(0, 0);

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public MessageCounts {
        if (newMessages < 0 || oldMessages < 0) {
            throw new IllegalArgumentException(
                    "a mailbox cannot hold " + newMessages + " new and " + oldMessages + " old messages");
        }
    }

    /**
     * The messages of two mailboxes together.
     *
     * @param other those of the other one
     * @return the sums; a sum too large for an int is the largest int
     */
    public MessageCounts plus(MessageCounts other) {
        return new MessageCounts(sum(newMessages, other.newMessages), sum(oldMessages, other.oldMessages));
    }

    private static int sum(int one, int other) {
        return (int) Math.min((long) one + other, Integer.MAX_VALUE);
    }
}
