package org.outpub.sorcery.file;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.outpub.sorcery.file.MountTable.Mounts;

/**
 * A disk that nobody waits for longer than some time. A network file system whose server is gone lets every call hang, for
 * hours; here such a call is left to its thread, what it asked of is {@linkplain SilentException silent} until it comes
 * back, and others ask without waiting. Of a folder of which a second file is silent, the whole folder is.
 *
 * <p>What is known to be on a disk of this machine is asked directly, which costs no change of thread: everything, where nothing
 * else is mounted; else what was on a device of this machine when it was looked at last. When something is mounted, or a path's
 * device changes, it is asked with care again.
 */
final class PatientDisk implements Disk {
    private static final Logger LOG = System.getLogger(PatientDisk.class.getName());
    private static final FileSystem DEFAULT = FileSystems.getDefault();
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int IDLE_SECONDS = 2;
    /** Each costs a thread. */
    private static final int MOST_SILENT = 64;
    /** More is forgotten: paths that nobody asks for any more. */
    private static final int MOST_KNOWN = 500_000;

    private final Disk disk;
    private final Supplier<Mounts> mounts;
    private final Predicate<Path> local;
    private final Duration limit;
    private final Executor threads;
    private volatile Mounts known = Mounts.UNKNOWN;
    /** Whether what is on a device is on a disk of this machine. */
    private final Map<Object, Boolean> devices = new ConcurrentHashMap<>();
    /** By path the device of this machine that it is on. */
    private final Map<Path, Object> direct = new ConcurrentHashMap<>();
    /** What hangs, by what does not answer. */
    private final Map<Path, CompletableFuture<?>> late = new ConcurrentHashMap<>();

    /**
     * Waits for a disk in limited time.
     *
     * @param disk which
     * @param mounts what is mounted now, and whether all of it is on this machine; never hangs
     * @param local whether a path, which exists, is on a disk of this machine; may hang as the disk does
     * @param limit how long each call may take
     */
    PatientDisk(Disk disk, Supplier<Mounts> mounts, Predicate<Path> local, Duration limit) {
        this.disk = disk;
        this.mounts = mounts;
        this.local = local;
        this.limit = limit;
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), PatientDisk::thread);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "outpub-files-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Look look(Path path) {
        if (isDirect(path)) {
            Look look = disk.look(path);
            Object device = direct.get(path);
            if (device != null && !device.equals(look.device())) {
                direct.remove(path);
            }
            return look;
        }
        try {
            return limited(path, () -> lookWithCare(path));
        } catch (IOException silent) {
            return Look.HIDDEN;
        }
    }

    private Look lookWithCare(Path path) {
        Look look = disk.look(path);
        Object device = look.device();
        if (device != null && devices.computeIfAbsent(device, first -> local.test(path))) {
            if (direct.size() >= MOST_KNOWN) {
                direct.clear();
            }
            direct.put(path, device);
        }
        return look;
    }

    private boolean isDirect(Path path) {
        Mounts now = mounts.get();
        if (!now.equals(known)) {
            known = now;
            direct.clear();
            devices.clear();
        }
        return now.areAllLocal() || direct.containsKey(path) || path.getFileSystem() != DEFAULT;
    }

    @Override
    public byte[] read(Path file) throws IOException {
        return isDirect(file) ? disk.read(file) : limited(file, () -> disk.read(file));
    }

    @Override
    public List<String> names(Path folder) throws IOException {
        return isDirect(folder) ? disk.names(folder) : limited(folder, () -> disk.names(folder));
    }

    @Override
    public Optional<Path> target(Path link) {
        if (isDirect(link)) {
            return disk.target(link);
        }
        try {
            return limited(link, () -> disk.target(link));
        } catch (IOException silent) {
            return Optional.empty();
        }
    }

    @Override
    public long nowMillis() {
        return disk.nowMillis();
    }

    private <R> R limited(Path path, Callable<R> call) throws IOException {
        refuseIfSilent(path);
        CompletableFuture<R> answer = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                answer.complete(call.call());
            } catch (Throwable failed) {
                answer.completeExceptionally(failed);
            }
        });
        try {
            return Objects.requireNonNull(Uninterruptibles.getUninterruptibly(answer, limit), "answer");
        } catch (TimeoutException hangs) {
            leave(path, answer);
            throw new SilentException(path);
        } catch (ExecutionException failed) {
            Throwable cause = Objects.requireNonNull(failed.getCause(), "cause");
            Throwables.throwIfInstanceOf(cause, IOException.class);
            Throwables.throwIfUnchecked(cause);
            throw new IOException(cause);
        }
    }

    private void refuseIfSilent(Path path) throws SilentException {
        if (late.isEmpty()) {
            return;
        }
        for (Path above = path; above != null; above = above.getParent()) {
            if (late.containsKey(above)) {
                throw new SilentException(above);
            }
        }
        if (late.size() >= MOST_SILENT) {
            throw new SilentException(path);
        }
    }

    private void leave(Path path, CompletableFuture<?> call) {
        Path folder = path.getParent();
        boolean second = folder != null
                && late.keySet().stream().anyMatch(other -> !other.equals(path) && folder.equals(other.getParent()));
        Path silent = second ? folder : path;
        if (late.putIfAbsent(silent, call) != null) {
            return;
        }
        LOG.log(
                Level.WARNING,
                "{0} does not answer: what was read from there stays as it is until it does. If it is on a file system"
                        + " of the network, look whether its server can be reached",
                silent);
        var unused = call.whenComplete((result, failed) -> {
            late.remove(silent, call);
            LOG.log(Level.INFO, "{0} answers again", silent);
        });
    }
}
