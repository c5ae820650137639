package org.outpub.it.sim;

import java.util.Random;

/** Lets the agent's ports throw at any call, while a bad time lasts. */
final class Faults {
    private static final String MARK = "struck by the seed";
    private final Random random;
    private double rate;
    private long strikes;

    /** No stack trace: there are very many. */
    private static final class Strike extends RuntimeException {
        Strike(String where) {
            super(MARK + " in " + where, null, false, false);
        }
    }

    Faults(Random random) {
        this.random = random;
    }

    void rate(double next) {
        rate = next;
    }

    long strikes() {
        return strikes;
    }

    /** Throws, sometimes. */
    void at(String port) {
        if (rate == 0 || random.nextDouble() >= rate) {
            return;
        }
        strikes++;
        switch (random.nextInt(4)) {
            case 0 -> throw new StackOverflowError(MARK + " in " + port);
            case 1 -> throw new AssertionError(MARK + " in " + port);
            default -> throw new Strike(port);
        }
    }

    /** Whether it was thrown here, or because of what was. */
    static boolean isOurs(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(MARK)) {
                return true;
            }
        }
        return false;
    }
}
