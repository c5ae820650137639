package org.outpub.sorcery.file;

import com.google.common.jimfs.FileTimeSource;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.outpub.api.time.Ticker;

/** Time that passes only when it is told to, for those who wait and for file systems. */
final class SimulatedTime implements Ticker, FileTimeSource {
    private static final long BEGIN_MILLIS = 1_700_000_000_000L;
    /** Kernels stamp files with the time of their last tick. */
    private static final long TICK_MILLIS = 4;

    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();
    private long elapsed;

    void pass(Duration time) {
        nanos += time.toNanos();
        elapsed += time.toNanos();
    }

    long elapsedNanos() {
        return elapsed;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    long millis() {
        return BEGIN_MILLIS + elapsed / 1_000_000;
    }

    @Override
    public FileTime now() {
        return FileTime.fromMillis(millis() / TICK_MILLIS * TICK_MILLIS);
    }
}
