package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A disk on which files can be made unreadable, and on which something can happen between two looks. */
final class SimulatedDisk implements Disk {
    private final Disk real = Disk.real();
    private final LongSupplier millis;
    private final Map<Path, IOException> unreadable = new HashMap<>();
    private @Nullable Runnable meanwhile;
    private int callsUntil;

    SimulatedDisk(LongSupplier millis) {
        this.millis = millis;
    }

    void forbid(Path file) {
        unreadable.put(file, new AccessDeniedException(file.toString()));
    }

    void makeTooLarge(Path file) {
        unreadable.put(file, new IOException("it is larger than 64 MiB"));
    }

    void allow(Path file) {
        unreadable.remove(file);
    }

    /** Lets something happen after so many more calls. */
    void meanwhile(int calls, Runnable what) {
        callsUntil = calls;
        meanwhile = what;
    }

    private void count() {
        Runnable what = meanwhile;
        if (what != null && callsUntil-- <= 0) {
            meanwhile = null;
            what.run();
        }
    }

    @Override
    public Look look(Path path) {
        count();
        return real.look(path);
    }

    @Override
    public byte[] read(Path file) throws IOException {
        count();
        IOException refusal = unreadable.get(file);
        if (refusal != null) {
            throw refusal;
        }
        byte[] bytes = real.read(file);
        count();
        return bytes;
    }

    @Override
    public List<String> names(Path folder) throws IOException {
        count();
        return real.names(folder);
    }

    @Override
    public Optional<Path> target(Path link) {
        return real.target(link);
    }

    @Override
    public long nowMillis() {
        return millis.getAsLong();
    }
}
