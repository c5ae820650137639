package org.outpub.publish;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which entity-tags outlive the process, for one process at a time: two that knew the same publications would
 * remove each other's. The system takes the lock back when a process ends, however it ends.
 */
final class StateFolder implements AutoCloseable {
    private static final Logger LOG = System.getLogger(StateFolder.class.getName());
    private static final String LOCK = "lock";
    private static final int LONGEST_OWNER = 4096;
    /** Locked by this process. Whoever opened such a file to see, and closed it, would take the lock away (fcntl(2)). */
    private static final Set<Object> OURS = new HashSet<>();

    private final Path folder;
    private final String configuration;
    private @Nullable FileChannel channel;
    /** Which file is locked; empty text for none. */
    private Object locked = "";

    private String told = "";
    private boolean closed;

    private StateFolder(Path folder, String configuration) {
        this.folder = folder;
        this.configuration = configuration;
    }

    /** Another agent uses the folder; the message names it. */
    static final class InUseException extends Exception {
        private static final long serialVersionUID = 1;

        InUseException(String message) {
            super(message);
        }
    }

    /**
     * Takes it, and makes it if need be, so that nobody but its owner may look into it.
     *
     * @param folder absolute
     * @param configuration what is told to others that want it
     * @return where no lock can be had, because the disk is full or may not be written, that is told, and it is tried again
     *     by {@link #keep}
     * @throws InUseException if another agent uses it
     */
    static StateFolder open(Path folder, String configuration) throws InUseException {
        StateFolder state = new StateFolder(folder, configuration);
        try {
            state.take();
        } catch (IOException failed) {
            state.tellThatItIsNotKept(failed);
        }
        return state;
    }

    /**
     * Takes the lock again where it was taken away with its file, or could not be had before. To be called every now and
     * then; what it finds is told once.
     */
    synchronized void keep() {
        if (closed || channel != null && identity().equals(locked)) {
            return;
        }
        boolean lost = channel != null;
        try {
            release();
            take();
            told = "";
            LOG.log(
                    lost ? Level.WARNING : Level.INFO,
                    lost
                            ? "the lock of {0} was gone while it was in use; it keeps other processes out again"
                            : "{0} is kept from other processes now",
                    folder);
        } catch (InUseException taken) {
            tell(Level.ERROR, taken.getMessage() + ". Until then each may remove what the other publishes");
        } catch (IOException | RuntimeException failed) {
            tellThatItIsNotKept(failed);
        }
    }

    private void take() throws IOException, InUseException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, ownersOnly(folder, "rwx------"));
        }
        synchronized (OURS) {
            if (OURS.contains(identity())) {
                throw inUse("by another agent of this process");
            }
            FileChannel next = FileChannel.open(
                    folder.resolve(LOCK),
                    Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                    ownersOnly(folder, "rw-------"));
            try {
                lock(next);
            } catch (IOException | InUseException | RuntimeException failed) {
                closeQuietly(next);
                throw failed;
            }
            channel = next;
            locked = identity();
            OURS.add(locked);
        }
    }

    private void lock(FileChannel next) throws IOException, InUseException {
        FileLock lock;
        try {
            lock = next.tryLock();
        } catch (OverlappingFileLockException ofAnotherClassLoader) {
            throw inUse("by another agent of this process");
        }
        if (lock == null) {
            String owner = read(next);
            throw inUse(owner.isEmpty() ? "" : "by process " + owner);
        }
        try {
            String ours = configuration.isEmpty() ? "" : ", which runs with " + configuration;
            write(next, ProcessHandle.current().pid() + ours);
        } catch (IOException full) {
            LOG.log(Level.DEBUG, folder + " is locked, but says not by whom", full);
        }
    }

    private InUseException inUse(String by) {
        return new InUseException("the state folder " + folder + " is in use" + (by.isEmpty() ? "" : " " + by)
                + "; end that one, or give this one another folder with --state-dir");
    }

    private void release() {
        synchronized (OURS) {
            OURS.remove(locked);
            closeQuietly(channel);
            channel = null;
            locked = "";
        }
    }

    /** Which file is there; the path where files have no keys, and empty text for none. */
    private Object identity() {
        Path file = folder.resolve(LOCK);
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? file : key;
        } catch (IOException absent) {
            return "";
        }
    }

    private void tellThatItIsNotKept(Exception failed) {
        tell(
                Level.WARNING,
                folder + " cannot be kept from other processes, which would remove what this one publishes: " + failed);
    }

    private void tell(Level level, String message) {
        if (!message.equals(told)) {
            told = message;
            LOG.log(level, message);
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path path, String rights) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST_OWNER);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
    }

    private static void write(FileChannel channel, String owner) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((owner + "\n").getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException failed) {
                LOG.log(Level.DEBUG, "the lock could not be closed", failed);
            }
        }
    }

    /** Lets others have it. */
    @Override
    public synchronized void close() {
        closed = true;
        release();
    }
}
