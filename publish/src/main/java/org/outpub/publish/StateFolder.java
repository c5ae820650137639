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
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
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
    private final @Nullable FileChannel channel;

    private StateFolder(@Nullable FileChannel channel) {
        this.channel = channel;
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
     * @return where no lock can be had, because the disk is full or may not be written, that is told, and there is none
     * @throws InUseException if another agent uses it
     */
    static StateFolder open(Path folder, String configuration) throws InUseException {
        FileChannel channel = null;
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, ownersOnly(folder, "rwx------"));
            }
            Path file = folder.resolve(LOCK);
            channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                    ownersOnly(folder, "rw-------"));
            if (!lock(channel)) {
                String owner = read(channel);
                channel.close();
                throw new InUseException("the state folder " + folder + " is in use"
                        + (owner.isEmpty() ? "" : " by process " + owner)
                        + "; end that one, or give this one another folder with --state-dir");
            }
            write(
                    channel,
                    ProcessHandle.current().pid()
                            + (configuration.isEmpty() ? "" : ", which runs with " + configuration));
            return new StateFolder(channel);
        } catch (IOException failed) {
            closeQuietly(channel);
            LOG.log(
                    Level.WARNING,
                    "{0} cannot be kept from other processes, which would remove what this one publishes: {1}",
                    folder,
                    String.valueOf(failed));
            return new StateFolder(null);
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path path, String rights) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException ours) {
            return false;
        }
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
    public void close() {
        closeQuietly(channel);
    }
}
