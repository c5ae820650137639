package org.outpub.sorcery.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk on which calls hang below some paths, until those answer. */
final class HangingDisk implements Disk {
    private final Disk real = Disk.real();
    private final Map<Path, CountDownLatch> silent = new ConcurrentHashMap<>();
    /** How many calls hang now. */
    final AtomicInteger hanging = new AtomicInteger();

    void silence(Path path) {
        silent.put(path, new CountDownLatch(1));
    }

    void answer(Path path) {
        silent.remove(path).countDown();
    }

    private void ask(Path path) {
        silent.forEach((where, answers) -> {
            if (path.startsWith(where)) {
                hanging.incrementAndGet();
                awaitAnswer(answers);
                hanging.decrementAndGet();
            }
        });
    }

    private static void awaitAnswer(CountDownLatch answers) {
        try {
            answers.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public Look look(Path path) {
        ask(path);
        return real.look(path);
    }

    @Override
    public byte[] read(Path file) throws IOException {
        ask(file);
        return real.read(file);
    }

    @Override
    public List<String> names(Path folder) throws IOException {
        ask(folder);
        return real.names(folder);
    }

    @Override
    public Optional<Path> target(Path link) {
        ask(link);
        return real.target(link);
    }

    @Override
    public long nowMillis() {
        return real.nowMillis();
    }
}
